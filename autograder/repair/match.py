"""Which master cell a submitted cell stands for: by grade_id, cell id, text, names it defines, or likeness."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.repair.limits import MAX_COMPARED_CELLS
from autograder.repair.reader import Reader
from autograder.repair.submitted import SubmittedCell
from autograder.repair.text import layout_free
from autograder.spec import AssignmentSpec, CellSpec, Role

# A solution grows far away from what students got; other cells change little.
_LIKE_SOLUTION, _LIKE = 60, 75


class How(StrEnum):
    """What told which master cell a submitted cell stands for."""

    GRADE_ID = "its grade_id"
    CELL_ID = "its cell id"
    TEXT = "its text"
    NAMES = "what it defines"
    LIKENESS = "the likeness of its text"


@dataclass(frozen=True, slots=True)
class Claim:
    """Submitted cells (positions, in their order) that stand for one master cell."""

    cells: tuple[int, ...]
    how: How


class Matcher:
    """Claims master cells for submitted cells, the surest evidence first.

    Attributes
    ----------
    claims : dict
        For positions in the master: what stands for the cell.
    """

    def __init__(self, spec: AssignmentSpec, cells: Sequence[SubmittedCell], reader: Reader) -> None:
        self._specs = spec.cells
        self._cells = cells
        self._reader = reader
        self._plain = [layout_free(cell.source) for cell in spec.cells]
        self._places = _positions(self._plain)
        self._taken: set[int] = set()
        self.claims: dict[int, Claim] = {}

    def match(self) -> dict[int, Claim]:
        """Run all passes and return the claims."""
        grade_ids = _positions(cell.grade_id for cell in self._cells)
        cell_ids = _positions(cell.cell_id for cell in self._cells)
        texts = _positions(cell.plain for cell in self._cells)
        everything = range(len(self._cells))
        self._claim_all(How.GRADE_ID, lambda _, spec: grade_ids.get(spec.grade_id, ()), self._same_grade_id)
        self._claim_all(How.CELL_ID, lambda _, spec: cell_ids.get(spec.cell_id, ()), self._same_cell_id)
        self._claim_all(How.TEXT, lambda master, _: texts.get(self._plain[master], ()), self._same_text)
        self._claim_all(How.NAMES, lambda *_: everything, self._same_names)
        for master, submitted in self._alike():
            if master not in self.claims and submitted not in self._taken:
                self._claim(master, (submitted,), How.LIKENESS)
        return self.claims

    def _claim(self, master: int, cells: tuple[int, ...], how: How) -> None:
        self.claims[master] = Claim(cells, how)
        self._taken.update(cells)

    def _claim_all(
        self,
        how: How,
        candidates: Callable[[int, CellSpec], Iterable[int]],
        same: Callable[[CellSpec, int, SubmittedCell], bool],
    ) -> None:
        for master, spec in enumerate(self._specs):
            if master in self.claims:
                continue
            found = [i for i in candidates(master, spec) if i not in self._taken and same(spec, master, self._cells[i])]
            if found and spec.role is not Role.SOLUTION:
                # copies of other cells are the student's own
                found = found[:1]
            if found:
                self._claim(master, tuple(found), how)

    def _same_grade_id(self, spec: CellSpec, master: int, cell: SubmittedCell) -> bool:
        return spec.grade_id is not None and not self._contradicts(master, cell)

    def _same_cell_id(self, spec: CellSpec, master: int, cell: SubmittedCell) -> bool:
        if self._contradicts(master, cell):
            return False
        # an id says nothing about a given cell that became something else altogether
        return spec.role is not Role.GIVEN or cell.cell_type == spec.cell_type or self._likeness(master, cell) > 0

    def _same_text(self, spec: CellSpec, master: int, cell: SubmittedCell) -> bool:
        return bool(cell.plain)

    def _same_names(self, spec: CellSpec, master: int, cell: SubmittedCell) -> bool:
        if spec.training or not spec.defines:
            return False
        if spec.role is Role.SOLUTION:
            return bool(spec.defines & cell.names)
        return (
            spec.role is Role.GIVEN and spec.defines <= cell.names and self._likeness(master, cell, _LIKE_SOLUTION) > 0
        )

    def _contradicts(self, master: int, cell: SubmittedCell) -> bool:
        """Tell whether the content says that the cell stands for another master cell than its ids do."""
        spec = self._specs[master]
        if not cell.plain or cell.plain == self._plain[master]:
            return False
        if cell.names & spec.defines and not spec.training:  # a training cell may have been joined to an answer
            return False
        return cell.plain in self._places or any(
            other.role is Role.SOLUTION and other.defines and other.defines <= cell.names
            for i, other in enumerate(self._specs)
            if i != master and cell.names
        )

    def _likeness(self, master: int, cell: SubmittedCell, least: float = _LIKE) -> float:
        return self._reader.likeness(cell.plain, self._plain[master], least)

    def _alike(self) -> Iterator[tuple[int, int]]:
        """Yield pairs of unclaimed master and submitted cells with similar text, the most similar first."""
        free = [i for i in range(len(self._cells)) if i not in self._taken and self._cells[i].plain][
            :MAX_COMPARED_CELLS
        ]
        pairs = []
        for master, spec in enumerate(self._specs):
            if master in self.claims:
                continue
            least = _LIKE_SOLUTION if spec.role is Role.SOLUTION else _LIKE
            for i in free:
                likeness = self._likeness(master, self._cells[i], least)
                if likeness > 0:
                    pairs.append((-likeness, master, i))
        return ((master, i) for _, master, i in sorted(pairs))


def _positions(values: Iterable[str | None]) -> Mapping[str | None, Sequence[int]]:
    """Return where each value stands."""
    places: dict[str | None, list[int]] = {}
    for position, value in enumerate(values):
        places.setdefault(value, []).append(position)
    return places
