"""What feedback pages show besides nbgrader's own: the record on top."""

from html import escape
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.record import METADATA_KEY, RELEASED_KEY, Record
from autograder.repair.text import show
from autograder.status import Status

_MOST = 2_000  # characters of a reason or a note
_ABOUT = {
    Status.GRADED: "Your notebook was graded.",
    Status.REPAIRED: "Your notebook was repaired and graded.",
    Status.TIMED_OUT: "Your notebook was graded, but something in it took too long.",
    Status.CRASHED: "Your notebook was graded, but something in it ended the Python process.",
    Status.OUT_OF_MEMORY: "Your notebook was graded, but something in it used too much memory.",
    Status.UNREADABLE: "Your notebook could not be read completely.",
    Status.MISSING: "No notebook was found in your submission.",
}


class ShowRecord(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader is untyped
    """Hand what the autograder saw and did to the template, which shows it above all that was handed in.

    The autograded notebook is for instructors: of hidden tests, feedback shows nothing.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Make the record's HTML if the notebook carries a record, and show test cells as students got them."""
        for cell in nb.cells:
            cell.source = cell.metadata.get(METADATA_KEY, {}).get(RELEASED_KEY, cell.source)
        saved = nb.metadata.get(METADATA_KEY)
        if saved is not None:
            resources["nbgrader"]["record"] = summary(Record.from_json(saved["record"], nb))
        return nb, resources


def summary(record: Record) -> str:
    """Return the record as HTML; no formula in it is one for MathJax."""
    parts = [f"<p><b>{_ABOUT[record.status]}</b></p>"]
    if record.reason:
        parts.append(f"<p>{_code(record.reason)}</p>")
    bonus = f", bonus: {record.bonus_points:g}" if record.bonus_points else ""
    if record.results:  # else a person gives all points
        parts.append(f"<p>Points: {record.points:g}{bonus}</p>")
    repairs = [note for note in record.repairs if note != record.reason]
    for title, lines in (
        ("Repaired", map(_code, repairs)),
        ("Not enforced while grading", map(escape, record.missing)),
    ):
        if items := "".join(f"<li>{line}</li>" for line in lines):
            parts.append(f"<p>{title}:</p><ul>{items}</ul>")
    return f'<div class="autograder-record tex2jax_ignore"><h4>From the autograder</h4>{"".join(parts)}</div>'


def _code(text: str) -> str:
    """Quote text that may hold a student's words."""
    return f"<code>{escape(show(text, _MOST))}</code>"
