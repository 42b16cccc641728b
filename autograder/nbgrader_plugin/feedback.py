"""What pages of a submission show besides nbgrader's own, in feedback and in the formgrader: the record on top."""

from html import escape
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import Bool

from autograder.grading.record import METADATA_KEY, RELEASED_KEY, Record
from autograder.repair.text import show
from autograder.status import Status

_MOST = 2_000  # characters of a reason or a note
_LOOK = (
    "This notebook needs a look. Its first graded cell is marked for that until you give it a score: the one it has, "
    "or another."
)
ABOUT = {
    Status.GRADED: "The notebook was graded.",
    Status.REPAIRED: "The notebook was repaired and graded.",
    Status.TIMED_OUT: "The notebook was graded, but something in it took too long.",
    Status.CRASHED: "The notebook was graded, but something in it ended the Python process.",
    Status.OUT_OF_MEMORY: "The notebook was graded, but something in it used too much memory.",
    Status.UNREADABLE: "The notebook could not be read completely.",
    Status.MISSING: "No notebook was found in the submission.",
}


class ShowRecord(Preprocessor):
    """Hand what the autograder saw and did to the template, which shows it above all that was handed in.

    Hidden tests are for instructors: feedback shows nothing of them.
    """

    enabled = Bool(True)  # nbconvert's are off

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Make the record's HTML if the notebook carries a record, and show students test cells as they got them."""
        # the formgrader names a submission's row of the gradebook
        for_instructors = "submission_id" in resources
        for cell in () if for_instructors else nb.cells:
            cell.source = cell.metadata.get(METADATA_KEY, {}).get(RELEASED_KEY, cell.source)
        record = saved_record(nb)
        if record is not None:
            resources["record"] = summary(record, _LOOK if for_instructors else "")
        return nb, resources


def saved_record(nb: NotebookNode) -> Record | None:
    """Return the record that a notebook carries; None if there is none that can be read."""
    try:
        saved = nb.metadata.get(METADATA_KEY)
        return None if saved is None else Record.from_json(saved["record"], nb)
    except (LookupError, TypeError, ValueError, AttributeError):
        return None  # of another version, or a submission's that nbgrader graded by itself


def summary(record: Record, look: str = "") -> str:
    """Return the record as HTML, with a line for who should look at it; no formula in it is one for MathJax."""
    parts = [f"<p><b>{ABOUT[record.status]}</b></p>"]
    if record.reason:
        parts.append(f"<p>{_code(record.reason)}</p>")
    if record.needs_a_look and look:
        parts.append(f"<p>{look}</p>")
    bonus = f", bonus: {record.bonus_points:g}" if record.bonus_points else ""
    if record.results:  # else a person gives all points
        parts.append(f"<p>Points: {record.points:g}{bonus}</p>")
    repairs = [note for note in record.repairs if note != record.reason]
    for title, lines in (
        ("Notes", map(_code, repairs)),
        ("Not enforced while grading", map(escape, record.missing)),
    ):
        if items := "".join(f"<li>{line}</li>" for line in lines):
            parts.append(f"<p>{title}:</p><ul>{items}</ul>")
    return f'<div class="autograder-record tex2jax_ignore"><h4>From the autograder</h4>{"".join(parts)}</div>'


def _code(text: str) -> str:
    """Quote text that may hold a student's words."""
    return f"<code>{escape(show(text, _MOST))}</code>"
