"""The settings of the autograder, read from `nbgrader_config.py` as `c.Autograder.…`."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from difflib import get_close_matches
from math import ceil, isfinite
from typing import Any, TypeVar

from traitlets import Bool, Dict, Integer, List, TraitError, Unicode, validate
from traitlets.config import Config, Configurable, LoggingConfigurable

from autograder.course.directory import Conversion, Course
from autograder.course.pool import usable_cores
from autograder.errors import GradingError
from autograder.sandbox import Interpreter, Limits

# How a course says that it does without the sandbox
UNSAFE = "c.Autograder.unsafe_stock_kernel = True"
# Where nbgrader finds the settings of its `Execute`.
_EXECUTE = ("Execute", "NbGraderPreprocessor", "ExecutePreprocessor", "Preprocessor", "NotebookClient")

T = TypeVar("T")


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
    python = Unicode(
        help="The Python that students' code runs in: an interpreter, or the folder of a virtual environment. "
        "The default is the one that the autograder is installed in.",
    ).tag(config=True)
    preload = List(
        Unicode(), help="Modules that each submission finds imported already, such as 'pandas': once for all of them."
    ).tag(config=True)

    @validate("limits")
    def _known_limits(self, proposal: dict[str, dict[str, Any]]) -> dict[str, float]:
        given = proposal["value"]
        known = asdict(Limits())
        for name, value in given.items():
            if name not in known:
                raise TraitError(f"there is no limit {name!r}. {_meant(name, known)}")
            kind = type(known[name])
            if type(value) not in (int, kind) or not isfinite(value) or value <= 0:
                wanted = "a whole number" if kind is int else "a number"
                raise TraitError(f"limits: {name!r} must be {wanted} greater than 0, not {value!r}")
        return given

    def submission_limits(self) -> Limits:
        """Return the limits of a submission; a course may set the time of a cell as nbgrader's `Execute.timeout`."""
        return Limits(**(_times(self._of_execute("timeout")) | self.limits))

    def conversion(self, course: Course, converter: Any = None) -> Conversion:
        """Return what the course sets for `nbgrader autograde`.

        Parameters
        ----------
        course : Course
            With the assignment that is meant.
        converter : nbgrader.converters.Autograde or None
            The one that was started; None to read the settings.

        Raises
        ------
        GradingError
            If a setting has a value that nbgrader refuses.
        """
        execute = self._of_execute("enabled") is not False
        if converter is None:
            if not any(self.config.get(section) for section in ("Autograde", "BaseConverter")):
                return Conversion(mode=0o664 if course.groupshared else 0o444, execute=execute)
            converter = _checked("Autograde", self._converter)
        return Conversion(
            create_students=converter.create_student,
            replaceable=frozenset(converter.exclude_overwriting.get(course.assignment_id, ())),
            mode=_checked("Autograde", lambda: int(str(converter.permissions), 8)),
            execute=execute,
        )

    def _of_execute(self, name: str) -> Any:
        """Return a setting of nbgrader's `Execute`, None where the course has none."""
        if not any(name in self.config.get(section, {}) for section in _EXECUTE):
            return None
        from nbgrader.preprocessors import Execute  # a second, as below

        return getattr(_checked("Execute", lambda: Execute(config=self.config)), name)

    def _converter(self) -> Any:
        from nbgrader.converters import Autograde
        from nbgrader.coursedir import CourseDirectory

        return Autograde(coursedir=CourseDirectory(config=self.config), config=self.config)

    def interpreter(self) -> Interpreter:
        """Return the Python that students' code runs in."""
        return Interpreter(self.python, tuple(self.preload))

    def penalties(self) -> Any:
        """Return nbgrader's `AssignLatePenalties`, with the plugin that the course configured."""
        from nbgrader.preprocessors import AssignLatePenalties  # a second, which `autograder grade` spends later

        penalties = AssignLatePenalties(parent=self)
        penalties.init_plugin()
        return penalties


def _times(seconds: float | None) -> dict[str, float]:
    """Return the limits that a time for a cell stands for: more of it is more for the submission, too.

    None, and what is not greater than 0, is nbgrader's word for no limit: there is always one here.
    """
    if seconds is None or seconds <= 0:
        return {}
    usual = Limits()
    more = max(1.0, seconds / usual.cell_seconds)
    return {
        "cell_seconds": seconds,
        "submission_seconds": more * usual.submission_seconds,
        "cpu_seconds": ceil(more * usual.cpu_seconds),
    }


def _checked(section: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except (TraitError, ValueError) as error:
        raise GradingError(f"c.{section}", str(error).rstrip("."), "Fix the settings") from error


def read_autograder(settings: Config, parent: Configurable | None = None) -> Autograder:
    """Return the autograder's settings.

    Raises
    ------
    GradingError
        If one is misspelt, which traitlets would only warn of, or has a value of another type.
    """
    for section in settings:
        # nbgrader has an Autograde
        if section not in ("Autograder", "Autograde") and get_close_matches(section, ["Autograder"], cutoff=0.85):
            raise GradingError(f"c.{section}", "there are no such settings", "Did you mean c.Autograder?")
    known = Autograder.class_trait_names(config=True)
    for name in settings.Autograder:
        if name not in known:
            raise GradingError(f"c.Autograder.{name}", "there is no such setting", _meant(name, known))
    try:
        return Autograder(parent=parent) if parent is not None else Autograder(config=settings)
    except TraitError as error:
        raise GradingError("c.Autograder", str(error).rstrip("."), "Fix the settings") from error


def _meant(name: str, known: Iterable[str]) -> str:
    meant = get_close_matches(name, list(known), n=1)
    return f"Did you mean {meant[0]}?" if meant else f"There are: {', '.join(sorted(known))}"
