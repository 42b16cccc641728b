"""Repair turns whatever a student handed in into a notebook that follows the master."""

from collections.abc import Iterable, Sequence

from autograder.repair.decode import decode
from autograder.repair.notebook import to_notebook
from autograder.repair.notes import label
from autograder.repair.reader import Reader
from autograder.repair.repaired import Repaired, RepairedCell
from autograder.repair.restore import Restored, answered, put_back
from autograder.repair.submitted import NotANotebookError
from autograder.spec import AssignmentSpec
from autograder.status import Status

_EXHAUSTED = "the submission holds more text than is searched for answers"


def repair(submission: bytes | None, spec: AssignmentSpec, reader: Reader | None = None) -> Repaired:
    """Return the submission in the form of the master, with a note on everything that had to be repaired.

    Text, order, points and metadata of check and grade cells are the master's; solution and given cells keep the
    student's text; the student's own cells stay below the cell that they followed. Bad input never raises: what can't
    be read comes back as the master's cells without answers, with the status `unreadable` and the reason as its note.

    Parameters
    ----------
    submission : bytes or None
        The file as handed in; None when there is none.
    spec : AssignmentSpec
        The master.
    reader : Reader or None
        Counts what reading all files of a submission costs; None for a submission of one file.
    """
    if submission is None:
        return _without_answers(spec, Status.MISSING, "no notebook was handed in")
    reader = reader or Reader(spec)
    try:
        editions = decode(submission, reader)
    except NotANotebookError as problem:
        return _without_answers(spec, Status.UNREADABLE, str(problem))
    readings = [(Restored(spec, edition.cells, reader), edition) for edition in editions]
    # both sides of a conflict, or several notebooks of a zip: the one with most of the work in it
    best, edition = max(readings, key=lambda reading: (reading[0].answered, reading[0].matched))
    others = [other.cells for other, _ in readings if other is not best]
    reasons = (edition.look, best.look, left_out(best.cells, others), _EXHAUSTED if reader.exhausted else "")
    notes = (*edition.notes, *best.notes)
    status = Status.REPAIRED if notes else Status.GRADED
    return _repaired(spec, status, best.cells, (*notes, *best.older), best.answered, "; ".join(filter(None, reasons)))


def left_out(best: Sequence[RepairedCell], others: Iterable[Sequence[RepairedCell]]) -> str:
    """Return which tasks were answered in other notebooks alone, as a reason to look; empty if there are none."""
    here = answered(best)
    there = {spec.cell_id: spec for cells in others for spec in answered(cells) if spec not in here}
    names = ", ".join(label(spec) for spec in there.values())
    return f"answers to {names} stand in another notebook of the submission, which was left out" if names else ""


def _without_answers(spec: AssignmentSpec, status: Status, reason: str) -> Repaired:
    return _repaired(spec, status, put_back(spec), (reason,), 0)


def _repaired(
    spec: AssignmentSpec,
    status: Status,
    cells: tuple[RepairedCell, ...],
    notes: tuple[str, ...],
    answers: int,
    look: str = "",
) -> Repaired:
    return Repaired(status, cells, notes, to_notebook(spec, cells), answers, look)
