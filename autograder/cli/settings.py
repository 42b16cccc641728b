"""The course's settings, read from the nbgrader_config.py of the folder that a command runs in."""

from pathlib import Path

from traitlets.config import Config

from autograder.cli.light_nbgrader import import_nbgrader
from autograder.course.directory import CourseDirectory
from autograder.errors import GradingError
from autograder.nbgrader_plugin.reading import FILE, is_configured, read_file


def read_settings(folder: Path) -> Config:
    """Read the settings as nbgrader's commands do.

    Raises
    ------
    GradingError
        If the folder is no course folder, or its settings can't be read.
    """
    path = folder / FILE
    if not path.is_file():
        raise GradingError(str(folder), f"there is no {FILE}", "Run the command in a course folder")
    settings = read_file(path)
    if not is_configured(settings):
        raise GradingError(str(path), "`configure(c)` of autograder.nbgrader_plugin is not called", "Call it")
    import_nbgrader()  # only now: settings that find nbgrader imported are those of its own commands
    return settings


def course_directory(settings: Config, assignment: str | None, student: str | None) -> CourseDirectory:
    """Return the course with the assignment that is meant.

    Raises
    ------
    GradingError
        If none is named and the course has not exactly one.
    """
    course = CourseDirectory(config=settings)
    if student is not None:
        course.student_id = student
    course.assignment_id = assignment or course.assignment_id or _only_assignment(course)
    return course


def _only_assignment(course: CourseDirectory) -> str:
    from autograder.course.folder import known_assignments  # slow to import: `grade` starts its processes before

    names = sorted(known_assignments(course))
    if not names:
        source = course.format_path(course.source_directory, ".", ".")
        raise GradingError(source, "no assignment is built there", "Run `make release`")
    if len(names) > 1:
        raise GradingError("assignment", f"the course has {len(names)}: {', '.join(names)}", "Name one of them")
    return names[0]
