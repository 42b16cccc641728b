"""What feedback pages show of the gradebook: for our page an overview, for a course's own template nbgrader's names."""

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import Bool

from autograder.errors import GradingError
from autograder.feedback.grades import Grades
from autograder.feedback.overview import overview_of
from autograder.nbgrader_plugin.feedback import saved_record


class ShowGrades(Preprocessor):
    """Hand `resources["nbgrader"]["grades"]`, which were read for many submissions at a time, to the templates."""

    enabled = Bool(True)  # nbconvert's are off

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Put scores and comments where templates look for them.

        Raises
        ------
        GradingError
            If the gradebook has none.
        """
        names = resources.get("nbgrader", {})
        if "grades" not in names:  # the formgrader's page asks for them itself
            return nb, resources
        grades = names.pop("grades")
        if grades is None:
            where = f"{names['student']}: {names['notebook']}"
            raise GradingError(where, "the gradebook has no grades of it", "Run `autograder grade`")
        _as_nbgrader(nb, resources, grades)
        resources["overview"] = overview_of(nb, saved_record(nb), grades)
        return nb, resources


def _as_nbgrader(nb: NotebookNode, resources: dict[str, Any], grades: Grades) -> None:
    """Do what nbgrader's `GetGrades` does."""
    for cell in nb.cells:
        marks = cell.metadata.get("nbgrader", {})
        grade_id = marks.get("grade_id")
        if grade_id in grades.comments:
            marks["comment"] = grades.comments[grade_id]
        if grade_id in grades.cells:
            marks["score"], marks["points"] = grades.cells[grade_id].score, grades.cells[grade_id].max_score
    resources["nbgrader"]["score"] = grades.score - grades.late_penalty
    resources["nbgrader"]["max_score"] = grades.max_score
    resources["nbgrader"]["late_penalty"] = grades.late_penalty
