"""nbgrader's own `generate_assignment`, run with the settings of the course and with no others."""

import logging
import os
import sysconfig
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import AutograderError


@contextmanager
def _scripts_on_path() -> Iterator[None]:
    """Let nbgrader find the command `alembic`, which it starts by name, also when no environment is activated."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


class _Kept(logging.Handler):
    """Keeps what nbgrader logs, to be told only if it fails."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def generate_assignment(course: Path, assignment: str, release_directory: Path, db_url: str | None = None) -> Path:
    """Let nbgrader make the students' version of a built source.

    A person's own nbgrader settings are left aside, so that a build gives the same bytes for everybody.

    Parameters
    ----------
    course : Path
        The course folder with `nbgrader_config.py` and `build/source`.
    assignment : str
        Name of the assignment.
    release_directory : Path
        Where the notebook goes, in a folder of the assignment's name.
    db_url : str, optional
        The gradebook that learns of the assignment and its cells; that of the course when left out.

    Returns
    -------
    Path
        The folder that nbgrader wrote.

    Raises
    ------
    AutograderError
        If nbgrader refuses, with what it logged.
    """
    with warnings.catch_warnings():
        # deprecations inside nbgrader and its dependencies are theirs to fix
        warnings.simplefilter("ignore")
        # imported here because it takes seconds, which validating a master should not
        from nbgrader.converters import GenerateAssignment
        from nbgrader.converters.base import NbGraderException
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config.loader import PyFileConfigLoader

        config = PyFileConfigLoader("nbgrader_config.py", str(course)).load_config()
        config.CourseDirectory.root = str(course)
        config.CourseDirectory.assignment_id = assignment
        config.CourseDirectory.release_directory = str(release_directory)
        if db_url is not None:
            config.CourseDirectory.db_url = db_url
        config.BaseConverter.force = True

        log = logging.getLogger("autograder.build.nbgrader")
        log.propagate = False
        kept = _Kept()
        log.addHandler(kept)
        try:
            with _scripts_on_path():
                GenerateAssignment(CourseDirectory(config=config, log=log), config=config, log=log).start()
        except NbGraderException as error:
            # the first line names the notebook, the traceback's last the reason
            reasons = [line.strip().split("\n")[-1] for line in kept.lines]
            raise AutograderError(
                f"nbgrader generate_assignment {assignment}",
                "nbgrader refuses: " + "; ".join(dict.fromkeys(reasons)),
                "See what it says about the notebook in build/source, and change its master.",
            ) from error
        finally:
            log.removeHandler(kept)
    return Path(os.path.normpath(release_directory)) / assignment
