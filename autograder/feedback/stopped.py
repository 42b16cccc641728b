"""What an answer's cell stopped with: tests then miss what it would have defined, and say no more than that."""

from collections.abc import Sequence
from typing import Any

from nbconvert.filters.ansi import strip_ansi


def errors_of(cells: Sequence[Any]) -> tuple[str, ...]:
    """Return the last line of each error that answers among these cells ended with: the words of the submission."""
    answers = (cell for cell in cells if cell.metadata.get("nbgrader", {}).get("solution"))
    outputs = (output for cell in answers for output in cell.get("outputs", ()) if output.output_type == "error")
    lines = (strip_ansi("\n".join(output.traceback)).rstrip().rpartition("\n")[2] for output in outputs)
    return tuple(dict.fromkeys(line for line in lines if line))
