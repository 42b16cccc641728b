"""The settings of the autograder, read from `nbgrader_config.py` as `c.Autograder.…`."""

from dataclasses import asdict
from typing import Any

from traitlets import Bool, Dict, Integer, TraitError, validate
from traitlets.config import LoggingConfigurable

from autograder.course.pool import usable_cores
from autograder.sandbox import Limits

# How a course says that it does without the sandbox
UNSAFE = "c.Autograder.unsafe_stock_kernel = True"


class Autograder(LoggingConfigurable):
    """Limits of a submission, and what to do where they can't be enforced."""

    configured = Bool(
        False, help="Set by `configure(c)`: these are a course's settings, read to the end. Not to be set by hand."
    ).tag(config=True)
    unsafe_stock_kernel = Bool(
        False,
        help="Let nbgrader itself run submissions, in a kernel of its own: without any sandbox, with the rights and "
        "files of this account, and with pages that are not cleaned.",
    ).tag(config=True)

    jobs = Integer(usable_cores(), min=1, help="Submissions that are graded at one time.").tag(config=True)
    require_sandbox = Bool(False, help="Refuse to grade where the whole sandbox can't be had.").tag(config=True)
    limits = Dict(
        help=f"Limits of a submission that differ from the defaults. The defaults: {asdict(Limits())}",
    ).tag(config=True)

    @validate("limits")
    def _known_limits(self, proposal: dict[str, dict[str, float]]) -> dict[str, float]:
        given = proposal["value"]
        known = asdict(Limits())
        for name in given.keys() - known.keys():
            raise TraitError(f"Autograder.limits: there is no limit {name!r}, only {', '.join(known)}")
        return given

    def submission_limits(self) -> Limits:
        """Return the limits of a submission."""
        return Limits(**self.limits)

    def penalties(self) -> Any:
        """Return nbgrader's `AssignLatePenalties`, with the plugin that the course configured."""
        from nbgrader.preprocessors import AssignLatePenalties  # a second, which `autograder grade` spends later

        penalties = AssignLatePenalties(parent=self)
        penalties.init_plugin()
        return penalties
