"""Repair turns whatever a student handed in into a notebook that follows the master."""

from autograder.repair.decode import decode
from autograder.repair.notebook import to_notebook
from autograder.repair.repaired import Repaired, RepairedCell, Status
from autograder.repair.restore import Restored, put_back
from autograder.repair.submitted import NotANotebookError
from autograder.spec import AssignmentSpec


def repair(submission: bytes | None, spec: AssignmentSpec) -> Repaired:
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
    """
    if submission is None:
        return _without_answers(spec, Status.MISSING, "no notebook was handed in")
    try:
        editions = decode(submission)
    except NotANotebookError as problem:
        return _without_answers(spec, Status.UNREADABLE, str(problem))
    readings = [(Restored(spec, edition.cells), edition.notes) for edition in editions]
    # both sides of a conflict, or several notebooks of a zip: the one with most of the work in it
    best, notes = max(readings, key=lambda reading: (reading[0].answered, reading[0].matched))
    notes = (*notes, *best.notes)
    return _repaired(spec, Status.REPAIRED if notes else Status.OK, best.cells, notes, best.answered)


def _without_answers(spec: AssignmentSpec, status: Status, reason: str) -> Repaired:
    return _repaired(spec, status, put_back(spec), (reason,), 0)


def _repaired(
    spec: AssignmentSpec, status: Status, cells: tuple[RepairedCell, ...], notes: tuple[str, ...], answered: int
) -> Repaired:
    return Repaired(status, cells, notes, to_notebook(spec, cells), answered)
