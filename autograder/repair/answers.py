"""Which submitted text counts as the answer: one of several copies, joined halves, or an answer in another cell.

The rules, for a solution cell that several submitted cells stand for:

1. A copy that still is what students got loses against an edited one, also where only that of the student's own cells
   defines the names: one below the tests, which would run too late, or above the copy, which would replace it.
2. A copy that defines all names of the master's cell wins; among several, one that is whole Python; among those one
   that is a code cell; among those the last, as when the notebook is run from top to bottom.
3. When none defines all names, the last edited definition of each name counts, joined in the notebook's order.
4. An indented rest right below the winner (a class split between its methods) is joined to it.
5. Where no cell holds an answer, one in the fences of a text cell counts.
6. Copies that lost are kept to be read, as raw cells. One that defines none of the names is the student's own cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.repair.match import Claim
from autograder.repair.reader import Reader
from autograder.repair.submitted import SubmittedCell
from autograder.repair.text import layout_free
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
    fenced : bool
        Whether the code in the fences of the one part counts, and the rest of it is the student's own text.
    """

    parts: tuple[int, ...]
    copies: int = 1
    set_aside: tuple[int, ...] = ()
    fenced: bool = False

    def text(self, cells: Sequence[SubmittedCell]) -> str:
        """Return the text that stands for the master cell."""
        code = [cells[i].fenced if self.fenced else cells[i].code for i in self.parts]
        return "\n".join(part.runs for part in code if part is not None)


class Answers:
    """Chooses the text of every master cell that something was submitted for."""

    def __init__(
        self, spec: AssignmentSpec, cells: Sequence[SubmittedCell], claims: Mapping[int, Claim], reader: Reader
    ) -> None:
        self._specs = spec.cells
        self._cells = cells
        self._reader = reader
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
        for master, spec in enumerate(self._specs):
            claim = self._claims.get(master)
            if spec.role is Role.SOLUTION:
                answer = self._solution(master, claim) if claim else self._in_fences(spec, ())
                if answer is not None:
                    answers[master] = answer
                    self._free = [i for i in self._free if i not in answer.parts]
            elif claim is not None:
                answers[master] = Answer(claim.cells)
        return answers

    def _solution(self, master: int, claim: Claim) -> Answer:
        spec = self._specs[master]
        parts = self._best(spec, claim.cells)
        if spec.defines and not any(self._edited(spec, i) and self._cells[i].names & spec.defines for i in parts):
            elsewhere = self._elsewhere(master)
            if elsewhere:
                return Answer(tuple(elsewhere), len(claim.cells), claim.cells)
            answer = self._in_fences(spec, claim.cells)
            if answer is not None:
                return answer
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
        sound = [i for i in complete if self._cells[i].code.whole] or complete
        running = [i for i in sound if self._cells[i].cell_type == "code"]
        if complete:
            return (running or sound)[-1:]
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
            if not indented or (self._reader.whole(cell.source) and not self._reader.whole(whole)):
                break
            rest.append(i)
        return rest

    def _elsewhere(self, master: int) -> list[int]:
        """Return own cells with the answer that would run too late or too early; the task's own cell gives none."""
        spec = self._specs[master]
        graded = next((i for i in range(master, len(self._specs)) if self._specs[i].role is Role.GRADE), master)
        code = [i for i in self._free if self._cells[i].names & spec.defines]
        late = self._all_of(spec, [i for i in code if self._after[i] >= graded])
        in_time = self._all_of(spec, [i for i in code if master <= self._after[i] < graded])
        if late or in_time:
            return late
        return self._all_of(spec, [i for i in code if self._after[i] < master])

    def _all_of(self, spec: CellSpec, among: Sequence[int]) -> list[int]:
        """Return the last cell that defines all of a master cell's names, or the last ones that do so together."""
        complete = [i for i in among if spec.defines <= self._cells[i].names]
        found = complete[-1:] or self._definers(spec.defines, among)
        return found if spec.defines <= self._names(found) else []

    def _in_fences(self, spec: CellSpec, copies: Sequence[int]) -> Answer | None:
        """Return the last answer in the fences of a text cell."""
        for i in sorted({*self._free, *copies}, reverse=True):
            fenced = self._cells[i].fenced
            if fenced is not None and spec.defines and spec.defines <= fenced.names:
                return Answer((i,), max(len(copies), 1), tuple(copy for copy in copies if copy != i), fenced=True)
        return None

    def _edited(self, spec: CellSpec, i: int) -> bool:
        return self._cells[i].plain != layout_free(spec.source)

    def _names(self, parts: Sequence[int]) -> frozenset[str]:
        return frozenset().union(*(self._cells[i].names for i in parts))
