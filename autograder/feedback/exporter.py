"""nbgrader's feedback exporter, set up once."""

from pathlib import Path

# before the settings are read: they are nbgrader's then (see autograder.nbgrader_plugin)
import nbgrader.apps  # noqa: F401
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder.cli.settings import read_settings
from autograder.nbgrader_plugin.exporter import PageExporter


def feedback_exporter(folder: Path) -> PageExporter:
    """Return the exporter that `nbgrader generate_feedback` would use in this course folder."""
    settings = read_settings(folder)
    converter = GenerateFeedback(coursedir=CourseDirectory(config=settings), config=settings)
    exporter = PageExporter(parent=converter, config=converter.config)
    for step in converter.preprocessors:
        exporter.register_preprocessor(step)  # type: ignore[no-untyped-call]
    return exporter
