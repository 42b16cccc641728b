"""Makes what a submission shows inert in HTML pages: feedback for students, the formgrader for instructors."""

from typing import Any

import bleach
from bleach.css_sanitizer import CSSSanitizer
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from traitlets import Bool

_TAGS = {
    *bleach.ALLOWED_TAGS,
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "span", "pre", "del", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "sub", "sup"),
}
_ATTRIBUTES = {**bleach.ALLOWED_ATTRIBUTES, "*": ["class", "id"], "th": ["style"], "td": ["style"]}
_ALIGNMENT = CSSSanitizer(allowed_css_properties=["text-align"])  # how Markdown's tables align their columns


class Sanitize(SanitizeHTML):
    """nbconvert's sanitizer for outputs, switched on.

    Prose is left to `safe_markdown`: cleaned as a source, Markdown would show `->` as `-&gt;`.
    """

    enabled = Bool(True).tag(config=True)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Drop scripts, SVG and everything else that could run from the outputs of a cell."""
        if cell.cell_type == "markdown":
            return cell, resources
        cell, resources = super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-untyped-call]
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata.clear()  # templates write width and height into tags without quotes
        return cell, resources


def safe_markdown(source: str) -> str:
    """Return Markdown as HTML that holds no script, style, image or event handler."""
    return bleach.clean(markdown2html_mistune(source), tags=_TAGS, attributes=_ATTRIBUTES, css_sanitizer=_ALIGNMENT)
