"""nbgrader's feedback exporter, set up once, that does nothing twice: most cells of most pages are the same."""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

# before the settings are read: they are nbgrader's then (see autograder.nbgrader_plugin)
import nbgrader.apps  # noqa: F401
from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import GetGrades

from autograder.cli.settings import read_settings

_KEPT = 2048  # texts of cells
_NO_ALT = re.compile(r"<img(?![^>]*\salt=)(?=[\s>])", re.IGNORECASE)
_ALT = '<img alt="No description has been provided for this image"'


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


class FeedbackExporter(HTMLExporter):
    """Leaves out the parse of the finished page that nbconvert makes to add descriptions to images."""

    def from_notebook_node(  # type: ignore[override] # as nbconvert's own
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page as nbconvert does."""
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name", None))
        self.register_filter("highlight_code", self._highlight(lexer))  # type: ignore[no-untyped-call]
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        html, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        return _NO_ALT.sub(_ALT, html), resources

    @lru_cache(maxsize=8)  # noqa: B019 - an exporter lives as long as its process
    def _highlight(self, lexer: str | None) -> Callable[..., str]:
        highlight = Highlight2HTML(pygments_lexer=lexer, parent=self)

        @lru_cache(_KEPT)
        def kept(source: str, language: str | None) -> str:
            return highlight(source, language=language)

        # a cell's metadata matters in nbconvert to the `%%magic` of its first line alone, which is in the source
        return lambda source, language=None, metadata=None: kept(source, language)


def feedback_exporter(folder: Path) -> FeedbackExporter:
    """Return the exporter that `nbgrader generate_feedback` would use in this course folder."""
    settings = read_settings(folder)
    converter = GenerateFeedback(coursedir=CourseDirectory(config=settings), config=settings)
    exporter = FeedbackExporter(parent=converter, config=converter.config)  # type: ignore[no-untyped-call]
    for step in converter.preprocessors:
        exporter.register_preprocessor(ShowGrades if step is GetGrades else step, enabled=step is GetGrades)  # type: ignore[no-untyped-call]
    markdown = exporter.environment.filters["markdown2html"]
    if not hasattr(markdown, "jinja_pass_arg"):  # a filter of the course, that sees nothing but the text
        exporter.register_filter("markdown2html", lru_cache(_KEPT)(markdown))  # type: ignore[no-untyped-call]
    return exporter
