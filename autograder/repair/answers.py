"""Which submitted text counts as the answer: one of several copies, joined halves, or an answer in another cell.

The rules, for a solution cell that several submitted cells stand for:

1. A copy that still is what students got loses against an edited one.
2. A copy that defines all names of the master's cell wins; among several, one that is whole Python; among those the
   last, as when the notebook is run from top to bottom.
3. When none defines all names, the last edited definition of each name counts, joined in the notebook's order.
4. An indented rest right below the winner (a class split between its methods) is joined to it.
5. Copies that lost are kept to be read, as raw cells. One that defines none of the names is the student's own cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.repair.match import Claim
from autograder.repair.submitted import SubmittedCell
from autograder.repair.text import layout_free, parses
from autograder.spec import AssignmentSpec, CellSpec, Role

_MAX_REST = 8  # cells that one answer can be split into


@dataclass(frozen=True, slots=True)
class Answer:
    """The submitted cells (positions, in order) whose joined text stands for a master cell.

    Attributes
    ----------
    copies : int
        How many cells stood for it.
    set_aside : tuple of int
        Copies that lost and must not run.
    """

    parts: tuple[int, ...]
    copies: int = 1
    set_aside: tuple[int, ...] = ()


class Answers:
    """Chooses the text of every master cell that something was submitted for."""

    def __init__(self, spec: AssignmentSpec, cells: Sequence[SubmittedCell], claims: Mapping[int, Claim]) -> None:
        self._specs = spec.cells
        self._cells = cells
        self._claims = claims
        claimed = {i: master for master, claim in claims.items() for i in claim.cells}
        self._free = [i for i in range(len(cells)) if i not in claimed]
        self._after: list[int] = []  # for each submitted cell: the master cell that it stands after
        after = -1
        for i in range(len(cells)):
            after = claimed.get(i, after)
            self._after.append(after)

    def choose(self) -> dict[int, Answer]:
        """Return the answer for each position of the master; those without one are missing."""
        answers = {}
        for master, claim in sorted(self._claims.items()):
            if self._specs[master].role is Role.SOLUTION:
                answers[master] = self._solution(master, claim)
                self._free = [i for i in self._free if i not in answers[master].parts]
            else:
                answers[master] = Answer(claim.cells)
        return answers

    def _solution(self, master: int, claim: Claim) -> Answer:
        spec = self._specs[master]
        parts = self._best(spec, claim.cells)
        elsewhere = self._answered_too_late(master, parts)
        if elsewhere is not None:
            return Answer((elsewhere,), len(claim.cells), claim.cells)
        missing = spec.defines - self._names(parts)
        if missing != spec.defines:
            parts = sorted({*parts, *self._definers(missing, self._free)})
        parts += self._rest_of(parts[-1], claim.cells)
        parts = sorted(set(parts))
        lost = [i for i in claim.cells if i not in parts]
        set_aside = [i for i in lost if self._cells[i].names & spec.defines or not self._edited(spec, i)]
        return Answer(tuple(parts), len(claim.cells) if lost else 1, tuple(set_aside))

    def _best(self, spec: CellSpec, copies: Sequence[int]) -> list[int]:
        edited = [i for i in copies if self._edited(spec, i)] or list(copies[:1])
        complete = [i for i in edited if spec.defines <= self._cells[i].names]
        sound = [i for i in complete if parses(self._cells[i].source)]
        if complete:
            return (sound or complete)[-1:]
        return self._definers(spec.defines, edited) or edited[-1:]

    def _definers(self, names: frozenset[str], among: Sequence[int]) -> list[int]:
        """Return the cells that hold the last definition of each of the names."""
        last = {name: i for i in among for name in self._cells[i].names & names}
        return sorted(set(last.values()))

    def _rest_of(self, winner: int, copies: Sequence[int]) -> list[int]:
        """Return the cells right below the winner that hold an indented rest of it."""
        rest: list[int] = []
        for i in range(winner + 1, min(winner + 1 + _MAX_REST, len(self._cells))):
            cell = self._cells[i]
            if cell.cell_type != "code" or not cell.plain or (i not in self._free and i not in copies):
                break
            whole = "\n".join(self._cells[k].source for k in [winner, *rest, i])
            indented = cell.source.lstrip("\n")[0] in " \t"
            if not indented or (parses(cell.source) and not parses(whole)):
                break
            rest.append(i)
        return rest

    def _answered_too_late(self, master: int, parts: Sequence[int]) -> int | None:
        """Return an own cell that gives the answer below the tests, where the task's own cell gives none."""
        spec = self._specs[master]
        if not spec.defines or any(self._edited(spec, i) and self._cells[i].names & spec.defines for i in parts):
            return None
        graded = next((i for i in range(master, len(self._specs)) if self._specs[i].role is Role.GRADE), master)
        late = [i for i in self._free if self._after[i] >= graded and spec.defines <= self._cells[i].names]
        return late[-1] if late else None

    def _edited(self, spec: CellSpec, i: int) -> bool:
        return self._cells[i].plain != layout_free(spec.source)

    def _names(self, parts: Sequence[int]) -> frozenset[str]:
        return frozenset().union(*(self._cells[i].names for i in parts))
