"""Notes say in plain English what was repaired, naming the cells as the course does."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from autograder.repair.answers import Answer
from autograder.repair.match import Claim, How
from autograder.repair.submitted import SubmittedCell
from autograder.repair.text import show
from autograder.spec import CellSpec, Role

MISSING = "was missing and was put back"


class Notes:
    """Collects remarks on cells; cells with the same remark share a line."""

    def __init__(self) -> None:
        self._cells: dict[str, list[str]] = {}

    def add(self, spec: CellSpec, remark: str) -> None:
        """Note a remark on a master cell."""
        self._cells.setdefault(remark, []).append(label(spec))

    def lines(self) -> tuple[str, ...]:
        """Return one line for each remark, in the order of their first use."""
        return tuple(
            f"cell{'s' if len(labels) > 1 else ''} {', '.join(labels)}: {remark}"
            for remark, labels in self._cells.items()
        )


def label(spec: CellSpec) -> str:
    """Return how a note calls a master cell: its grade_id, or how its text begins."""
    if spec.grade_id is not None:
        return f'"{spec.grade_id}"'
    first_line = next(iter(spec.source.strip().splitlines()), "")
    return f'"{show(first_line, 50)}"'


def remarks(spec: CellSpec, claim: Claim, answer: Answer, cells: Sequence[SubmittedCell]) -> Iterable[str]:
    """Yield what was out of the ordinary with the submitted cells that stand for a master cell."""
    cell = cells[answer.parts[0]]
    if spec.grade_id is not None and claim.how is not How.GRADE_ID:
        lost = "metadata was lost" if cell.grade_id is None else f'carried the grade_id "{show(cell.grade_id)}"'
        yield f"{lost}, found by {_evidence(spec, claim, cell)}"
    if cell.cell_type != spec.cell_type and spec.cell_type == "code" and not spec.training and not answer.fenced:
        yield f"was a {cell.cell_type} cell and is code again"
    if answer.fenced:
        yield "held no answer; the one in the fences of a text cell counts"
        return
    if any(cells[part].code.runs != cells[part].source for part in answer.parts):
        yield "held prompts or fences around its code, which were taken out"
    if len(answer.parts) > 1:
        yield f"was spread over {len(answer.parts)} cells, which were joined"
    if answer.parts[0] not in claim.cells:
        place = "below its tests" if answer.parts[0] > claim.cells[0] else "above it"
        yield f"held no answer; the one found {place} counts"
    elif answer.copies > 1:
        yield f"stood there {answer.copies} times; the last one that gives a whole answer counts"
    if claim.how is How.GRADE_ID and _marks_differ(spec, cell) and not cell.is_as_released:
        yield "points or marks were changed; the course's count"


def _evidence(spec: CellSpec, claim: Claim, cell: SubmittedCell) -> str:
    found = sorted(spec.defines & cell.names)
    if claim.how is not How.NAMES or not found:
        return claim.how
    kinds = {name: next((kind for kind in ("class", "def") if f"{kind} {name}" in cell.source), "") for name in found}
    words = {"class": "class ", "def": "function ", "": ""}
    return "the " + " and the ".join(f"{words[kinds[name]]}{name}" for name in found) + " it defines"


def _marks_differ(spec: CellSpec, cell: SubmittedCell) -> bool:
    master = spec.metadata.get("nbgrader", {})
    keys = [key for key in ("grade", "solution", "locked") if key in cell.marks]
    if spec.role is Role.GRADE and "points" in cell.marks:
        keys.append("points")
    return any(cell.marks[key] != master.get(key) for key in keys)


def moved(order: Sequence[int]) -> list[int]:
    """Return the entries that stand out of order: all but a longest rising run."""
    ends: list[int] = []
    at: list[int] = []
    for value in order:
        place = bisect_left(ends, value)
        at.append(place)
        ends[place : place + 1] = [value]
    wanted, kept = len(ends) - 1, set()
    for i in range(len(order) - 1, -1, -1):
        if at[i] == wanted:
            kept.add(order[i])
            wanted -= 1
    return [value for value in order if value not in kept]
