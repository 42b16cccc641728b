"""What feedback pages show besides nbgrader's own: the record on top."""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.record import METADATA_KEY, Record, Status

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
    """Put what the autograder saw and did above the notebook."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Insert a cell if the notebook carries a record."""
        saved = nb.metadata.get(METADATA_KEY)
        if saved is not None:
            text = summary(Record.from_json(saved["record"], nb))
            nb.cells.insert(0, new_markdown_cell(text, id="autograder-record"))
        return nb, resources


def summary(record: Record) -> str:
    """Return the record as Markdown."""
    lines = [f"**{_ABOUT[record.status]}**"]
    if record.reason:
        lines.append(_code(record.reason))
    lines.append(f"Points: {record.points:g}" + (f", bonus: {record.bonus_points:g}" if record.bonus_points else ""))
    repairs = [note for note in record.repairs if note != record.reason]
    if repairs:
        lines.append("Repaired:\n\n" + "\n".join(f"- {_code(note)}" for note in repairs))
    if record.missing:
        lines.append("Not enforced while grading:\n\n" + "\n".join(f"- {line}" for line in record.missing))
    return "\n\n".join(lines)


def _code(text: str) -> str:
    """Quote text that may hold a student's words, so that Markdown shows it as it is."""
    return "`` " + text.replace("`", "'").replace("\n", " ") + " ``"
