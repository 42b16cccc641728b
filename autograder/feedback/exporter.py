"""nbgrader's feedback exporter, set up once, with grades that were read before."""

from pathlib import Path
from typing import Any

# before the settings are read: they are nbgrader's then (see autograder.nbgrader_plugin)
import nbgrader.apps  # noqa: F401
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import GetGrades

from autograder.cli.settings import read_settings
from autograder.nbgrader_plugin.exporter import PageExporter


class ShowGrades(Preprocessor):
    """nbgrader's `GetGrades` with grades that were read before: `resources["nbgrader"]["grades"]`."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Put scores and comments where nbgrader's template looks for them."""
        grades = resources["nbgrader"].pop("grades")
        for cell in nb.cells:
            marks = cell.metadata.get("nbgrader")
            if utils.is_solution(cell) or utils.is_task(cell):
                marks["comment"] = grades.comments[marks["grade_id"]]
            if utils.is_grade(cell) or utils.is_task(cell):
                marks["score"], marks["points"] = grades.scores[marks["grade_id"]]
        resources["nbgrader"]["score"] = grades.score - grades.late_penalty
        resources["nbgrader"]["max_score"] = grades.max_score
        resources["nbgrader"]["late_penalty"] = grades.late_penalty
        return nb, resources


def feedback_exporter(folder: Path) -> PageExporter:
    """Return the exporter that `nbgrader generate_feedback` would use in this course folder."""
    settings = read_settings(folder)
    converter = GenerateFeedback(coursedir=CourseDirectory(config=settings), config=settings)
    exporter = PageExporter(parent=converter, config=converter.config)
    for step in converter.preprocessors:
        exporter.register_preprocessor(ShowGrades if step is GetGrades else step, enabled=step is GetGrades)  # type: ignore[no-untyped-call]
    return exporter
