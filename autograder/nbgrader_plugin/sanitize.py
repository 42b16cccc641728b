"""Makes what a submission shows inert in HTML pages: feedback for students, the formgrader for instructors."""

import re
from html import escape
from typing import Any

import nh3
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from pygments.token import STANDARD_TYPES
from traitlets import Bool

from autograder.grading.record import METADATA_KEY
from autograder.nbgrader_plugin.drawings import is_harmless_picture
from autograder.nbgrader_plugin.thin import thin

_ATTRIBUTES: dict[str, set[str]] = {
    **{
        tag: set()
        for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "ul", "li", "dl", "dt")
    },
    **{tag: set() for tag in ("dd", "pre", "code", "b", "strong", "i", "em", "u", "s", "del", "sub", "sup", "kbd")},
    **{tag: set() for tag in ("details", "summary", "table", "thead", "tbody", "tr", "abbr")},
    "ol": {"start"},
    "th": {"style", "colspan", "rowspan"},
    "td": {"style", "colspan", "rowspan"},
    # what Pygments makes of code between fences
    "div": {"class"},
    "span": {"class"},
    "img": {"alt", "src"},
}
_CLASSES = {"div": {"highlight"}, "span": {name for name in STANDARD_TYPES.values() if name}}
_NUMBER = re.compile(r"[0-9]{1,3}")
_CLEANER = nh3.Cleaner(
    tags=set(_ATTRIBUTES),
    attributes={tag: names - {"class"} for tag, names in _ATTRIBUTES.items()},
    allowed_classes=_CLASSES,
    attribute_filter=lambda tag, name, value: _kept(tag, name, value),
    filter_style_properties={"text-align"},  # how Markdown's tables align their columns
    url_schemes={"data"},
    link_rel=None,
)

_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_SHOWN_TYPES = ("text/html", "text/markdown", "text/latex", "text/plain", "image/png", "image/jpeg")
_ALT = {"alt": "No description has been provided for this image"}
_TEXT = 100_000  # characters of one text that a page shows
_PAGE = 4_000_000  # … of all texts of a page
_OUTPUTS = 2_000  # outputs of a page
_CUT = "[The page ends here; the graded notebook has the rest.]"


def _kept(tag: str, name: str, value: str) -> str | None:
    if tag == "img":
        return value if name == "alt" or (name == "src" and is_harmless_picture(value)) else None
    return value if name in ("style", "class") or _NUMBER.fullmatch(value) else None


def safe_html(html: str) -> str:
    """Return HTML without anything that could act, carry a name, or reach out of its box."""
    return _CLEANER.clean(thin(html, _ATTRIBUTES))


def safe_markdown(source: str) -> str:
    """Return Markdown as such HTML; formulas stay as they are, for MathJax."""
    # anchors would give headings an id of the student's choice
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return safe_html(MarkdownWithMath(renderer=renderer).render(source))


class Sanitize(Preprocessor):
    """Leaves in a notebook only what the templates can show without harm, and no more than a page can hold.

    Marks each output as the grader's or the submission's (`by`), for the template.
    """

    enabled = Bool(True)  # nbconvert's are off; no setting turns this one off

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Cut texts, drop types that could run, and clean HTML that templates write as it is."""
        room = _Room()
        for cell in nb.cells:
            # attachments, tags and what else templates write into a page come from nobody but the submission
            cell.pop("attachments", None)
            cell.metadata.pop("tags", None)
            cell.source = room.cut(cell.source)
            if cell.cell_type == "raw":
                cell.source = f"<pre>{escape(cell.source)}</pre>"
            if cell.cell_type == "code":
                own = cell.metadata.get(METADATA_KEY, {}).get("result_outputs", 0)
                cell.outputs = [_shown(output, room, i < own) for i, output in enumerate(cell.outputs) if room.output()]
        return nb, resources


class _Room:
    """What a page can still hold."""

    def __init__(self) -> None:
        self._characters = _PAGE
        self._outputs = _OUTPUTS

    def cut(self, text: str) -> str:
        """Return as much of a text as is shown."""
        kept = text[: min(_TEXT, self._characters)]
        self._characters -= len(kept)
        return kept if kept == text else f"{kept}\n\n{_CUT}"

    def output(self) -> bool:
        """Tell whether one more output is shown."""
        self._outputs -= 1
        return self._outputs >= 0


def _shown(output: NotebookNode, room: _Room, own: bool) -> NotebookNode:
    kind = output.output_type
    shown: dict[str, Any] = {"output_type": kind, "by": "grader" if own else "submission"}
    if kind == "stream":
        shown |= {"name": output.name, "text": room.cut(overwritten(output.text))}
    elif kind == "error":
        shown |= {"ename": "", "evalue": "", "traceback": [room.cut("\n".join(output.traceback))]}
    else:
        data = {name: output.data[name] for name in _SHOWN_TYPES if isinstance(output.data.get(name), str)}
        data = {name: text for name, text in data.items() if not name.startswith("image/") or _BASE64.fullmatch(text)}
        data |= {name: room.cut(text) for name, text in data.items() if name.startswith("text/")}
        metadata = {name: _ALT for name in data if name.startswith("image/")}
        shown |= {"data": data, "metadata": metadata, "execution_count": output.get("execution_count")}
    return NotebookNode(shown)


def overwritten(text: str) -> str:
    """Return printed text as a terminal shows it: what follows a carriage return takes the place of its line."""
    if "\r" not in text:
        return text
    return "\n".join(line.removesuffix("\r").rpartition("\r")[2] for line in text.split("\n"))
