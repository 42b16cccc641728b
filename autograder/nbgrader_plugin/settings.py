"""The settings of the autograder, read from `nbgrader_config.py` as `c.Autograder.…`."""

from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Bool, Float, Integer
from traitlets.config import LoggingConfigurable

from autograder.sandbox import Limits

_DEFAULTS = Limits()


class Autograder(LoggingConfigurable):
    """Limits of a submission, and what to do where they can't be enforced."""

    require_sandbox = Bool(False, help="Refuse to grade where the whole sandbox can't be had.").tag(config=True)
    cell_seconds = Float(_DEFAULTS.cell_seconds, help="Wall-clock limit of a cell, in seconds.").tag(config=True)
    submission_seconds = Float(_DEFAULTS.submission_seconds, help="Wall-clock limit of a submission, in seconds.").tag(
        config=True
    )
    cpu_seconds = Integer(_DEFAULTS.cpu_seconds, help="Processor time of a student process, in seconds.").tag(
        config=True
    )
    address_space = Integer(_DEFAULTS.address_space, help="Address space of a student process, in bytes.").tag(
        config=True
    )
    total_memory = Integer(
        _DEFAULTS.total_memory, help="Memory of all processes of a submission together, in bytes."
    ).tag(config=True)
    processes = Integer(_DEFAULTS.processes, help="Processes of a submission at one time.").tag(config=True)
    open_files = Integer(_DEFAULTS.open_files, help="Open files of a student process.").tag(config=True)
    file_size = Integer(_DEFAULTS.file_size, help="Size of a file that a submission writes, in bytes.").tag(config=True)
    output_bytes = Integer(_DEFAULTS.output_bytes, help="Output of a cell that is kept, in bytes.").tag(config=True)

    def limits(self) -> Limits:
        """Return the limits of a submission."""
        return Limits(**{name: getattr(self, name) for name in Limits.__dataclass_fields__})

    def penalties(self) -> AssignLatePenalties:
        """Return nbgrader's preprocessor for late penalties, with the plugin that the course configured."""
        penalties = AssignLatePenalties(parent=self)
        penalties.init_plugin()
        return penalties
