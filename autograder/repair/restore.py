"""The master's cells come back in the master's order with the student's answers in them."""

from collections.abc import Iterable, Mapping, Sequence

from autograder.repair.answers import Answers
from autograder.repair.match import Claim, How, Matcher
from autograder.repair.merged import find_merged
from autograder.repair.notes import MISSING, Notes, label, moved, remarks
from autograder.repair.reader import Reader
from autograder.repair.repaired import RepairedCell
from autograder.repair.submitted import SubmittedCell
from autograder.repair.text import layout_free
from autograder.repair.training import without_training
from autograder.spec import AssignmentSpec, CellSpec, Role


class Restored:
    """One reading of a submission, put back into the master's form.

    Attributes
    ----------
    cells : tuple of RepairedCell
        All cells of the repaired notebook.
    notes : tuple of str
        What was repaired.
    older : tuple of str
        Which cells are of another release of the exercise, so that nobody changed them.
    answered, matched : int
        How many solution cells hold an answer, and how many master cells anything was found for.
    look : str
        Why a person should look at it, else empty.
    """

    def __init__(self, spec: AssignmentSpec, cells: Sequence[SubmittedCell], reader: Reader) -> None:
        self._spec = spec
        self._submitted = cells
        self._reader = reader
        self._remarks = Notes()
        self._older = Notes()
        self._claims = Matcher(spec, cells, reader).match()
        chosen = Answers(spec, cells, self._claims, reader).choose()
        self._answers, self._held = find_merged(spec, cells, chosen)
        masters = [self._master_cell(i, wanted) for i, wanted in enumerate(spec.cells)]
        own = self._own_cells()
        restored = own.get(-1, [])
        for i, master in enumerate(masters):
            restored += [master, *own.get(i, [])]
        self.cells = tuple(restored)
        self.notes = (*self._general_notes(), *self._remarks.lines())
        self.older = self._older.lines()
        self.matched = len(self._answers)
        self.answered = len(answered(self.cells))
        self.look = self._overlooked()

    def _master_cell(self, i: int, wanted: CellSpec) -> RepairedCell:
        answer = self._answers.get(i)
        if answer is None:
            return self._absent_cell(i, wanted)
        claim = self._claims.get(i, Claim(answer.parts, How.NAMES))
        important = wanted.role is not Role.GIVEN or wanted.cell_type == "code"
        if important:
            for remark in remarks(wanted, claim, answer, self._submitted):
                self._remarks.add(wanted, remark)
        source = answer.text(self._submitted)
        if wanted.role in (Role.CHECK, Role.GRADE):
            if layout_free(source) != layout_free(wanted.source):
                if self._submitted[answer.parts[0]].is_as_released:
                    self._older.add(wanted, "of another release; the course's text of today counts")
                else:
                    self._remarks.add(wanted, "text was changed; the course's text was put back")
            source = wanted.source
        elif wanted.cell_type == "code" and not wanted.training:
            source = self._without_training(wanted, source)
        outputs = tuple(output for part in answer.parts for output in self._submitted[part].outputs)
        return RepairedCell(wanted, source, wanted.cell_type, submitted=True, outputs=outputs)

    def _without_training(self, wanted: CellSpec, source: str) -> str:
        if source == wanted.source:
            return source
        lacking = [cell for i, cell in enumerate(self._spec.cells) if cell.training and i not in self._answers]
        source, joined = without_training(source, lacking, self._reader)
        for cell in joined:
            self._remarks.add(wanted, f"was joined to the cell {label(cell)}, which is not run in grading")
        return source

    def _overlooked(self) -> str:
        """Return which tasks have no answer though a text cell may hold one."""
        given = answered(self.cells)
        lacking = [cell for cell in self._spec.cells if cell.role is Role.SOLUTION and cell not in given]
        if not any(cell.defines for cell in lacking):
            return ""
        places = {part for answer in self._answers.values() for part in answer.parts}
        texts = [cell.source for i, cell in enumerate(self._submitted) if i not in places and cell.cell_type != "code"]
        mentioned = frozenset().union(*(self._reader.mentions(text) for text in texts))
        found = ", ".join(label(cell) for cell in lacking if cell.defines & mentioned)
        return f"no answer was found for {found}, and a text cell may hold one" if found else ""

    def _absent_cell(self, i: int, wanted: CellSpec) -> RepairedCell:
        if i in self._held:
            holder = self._held[i]
            where = "another cell" if holder is None else f"the cell {label(self._spec.cells[holder])}"
            if wanted.role is Role.SOLUTION:
                self._remarks.add(wanted, f"was merged into {where}")
            return RepairedCell(wanted, f"# This part stands in {where}.", wanted.cell_type, submitted=False)
        if wanted.role is Role.SOLUTION:
            self._remarks.add(wanted, "was missing; it was put back without an answer")
        elif wanted.role is not Role.GIVEN or (wanted.cell_type == "code" and not wanted.training):
            self._remarks.add(wanted, MISSING)
        return RepairedCell(wanted, wanted.source, wanted.cell_type, submitted=False)

    def _own_cells(self) -> Mapping[int, list[RepairedCell]]:
        """Return the student's own cells by the position of the master cell that they stand below (-1: at the top)."""
        places = {part: i for i, answer in self._answers.items() for part in answer.parts}
        kept = {part for answer in self._answers.values() if answer.fenced for part in answer.parts}
        training = {layout_free(cell.source) for cell in self._spec.cells if cell.training}
        aside = {part for answer in self._answers.values() for part in answer.set_aside}
        own: dict[int, list[RepairedCell]] = {}
        below = -1
        for position, cell in enumerate(self._submitted):
            if position in places:
                below = places[position]
            if position not in places or position in kept:
                # a second copy of a training cell is not run either
                stays = cell.cell_type != "code" or (position not in aside and cell.plain not in training)
                cell_type = cell.cell_type if stays else "raw"
                own.setdefault(below, []).append(
                    RepairedCell(None, cell.source, cell_type, submitted=True, outputs=cell.outputs)
                )
        return own

    def _general_notes(self) -> Sequence[str]:
        cells = self._spec.cells
        code = [i for i, cell in enumerate(cells) if cell.cell_type == "code" and not cell.training]
        running = [i for i in self._answers if i in code]
        if code and not running:
            return ["no code cell of this exercise was found: the file may be another notebook"]
        # an answer from another place has been noted already
        ordered = [i for i in running if i in self._claims and self._answers[i].parts[0] in self._claims[i].cells]
        ordered.sort(key=lambda i: self._answers[i].parts[0])
        displaced = ", ".join(label(cells[i]) for i in moved(ordered))
        return [f"the course's order of cells was put back; out of place: {displaced}"] if displaced else []


def put_back(spec: AssignmentSpec) -> tuple[RepairedCell, ...]:
    """Return the master's cells as students got them, for a submission that nothing can be read from."""
    return tuple(RepairedCell(wanted, wanted.source, wanted.cell_type, submitted=False) for wanted in spec.cells)


def answered(cells: Iterable[RepairedCell]) -> list[CellSpec]:
    """Return the solution cells that hold something else than what students got."""
    return [
        cell.spec
        for cell in cells
        if cell.submitted
        and cell.spec is not None
        and cell.spec.role is Role.SOLUTION
        and layout_free(cell.source) != layout_free(cell.spec.source)
    ]
