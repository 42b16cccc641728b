"""What nbgrader may do with submissions: where the course's settings were read, where not, and where it is told to.

`autograder_guard` puts these functions around nbgrader's own; each gets nbgrader's and the object that it is called on.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from nbgrader.converters.base import BaseConverter, NbGraderException
from tornado.web import HTTPError

from autograder.errors import GradingError
from autograder.garbage import imports_stay
from autograder.nbgrader_plugin.autograde import grade_submissions
from autograder.nbgrader_plugin.reading import is_configured, require_settings
from autograder.nbgrader_plugin.settings import UNSAFE, Autograder, read_autograder


def _autograde(own: Callable[..., None], converter: BaseConverter) -> None:
    """Grade in the sandbox; in nbgrader's kernel only where that is asked for by name."""
    settings = _settings(converter)
    if settings.unsafe_stock_kernel:
        converter.log.warning("Submissions run in nbgrader's kernel, without any sandbox: unsafe_stock_kernel is set")
        own(converter)
        return
    _require_settings(converter)
    with imports_stay():
        grade_submissions(converter, settings)


def _convert_submission(own: Callable[..., None], converter: BaseConverter, path: str) -> None:
    """Refuse what reaches a kernel of nbgrader's on another way than `start`."""
    if not _settings(converter).unsafe_stock_kernel:
        _refuse(converter, GradingError(path, "it would run without a sandbox", f"Where that may be, set `{UNSAFE}`"))
    own(converter, path)


def _generate_feedback(own: Callable[..., None], converter: BaseConverter) -> None:
    """Make pages only with the settings that keep them inert, and those anew that are out of date."""
    if not _settings(converter).unsafe_stock_kernel:
        _require_settings(converter)
    elif not is_configured(converter.config):
        own(converter)
        return
    from autograder.course.folder import require_assignment, require_writable, student_folders
    from autograder.nbgrader_plugin.generate_feedback import write_pages  # a second, which a refusal does without

    course = converter.coursedir
    try:
        if not student_folders(course, course.autograded_directory):
            require_assignment(course)  # nbgrader names no assignment that there is
        require_writable(course, course.feedback_directory)
        write_pages(own, converter)
    except GradingError as error:
        _refuse(converter, error)


def _formgrader_exporter(own: Callable[..., Any], handler: Any) -> Any:
    """Show submissions only with the settings that keep their pages inert."""
    exporter = own(handler)  # made when the server started
    if is_configured(exporter.config):
        return exporter
    try:
        if read_autograder(exporter.config).unsafe_stock_kernel:
            return exporter
        require_settings(handler.coursedir.parent, handler.coursedir.root)
        raise GradingError("the formgrader", "its server started without these settings", "Start it anew")
    except GradingError as error:
        handler.log.error("%s", error)
        raise HTTPError(503, "%s", error) from None


GATES: dict[str, Callable[..., Any]] = {
    "Autograde.start": _autograde,
    "Autograde.convert_single_notebook": _convert_submission,
    "GenerateFeedback.start": _generate_feedback,
    "BaseHandler.exporter": _formgrader_exporter,
}


def _settings(converter: BaseConverter) -> Autograder:
    try:
        return read_autograder(converter.config, converter)
    except GradingError as error:
        _refuse(converter, error)


def _require_settings(converter: BaseConverter) -> None:
    try:
        require_settings(converter, converter.coursedir.root)
    except GradingError as error:
        _refuse(converter, error)


def _refuse(converter: BaseConverter, error: GradingError) -> NoReturn:
    """Let nbgrader's command end with 1, and tell the formgrader's button why."""
    converter.log.error("Refused: %s", error)
    raise NbGraderException(str(error)) from None
