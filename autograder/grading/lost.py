"""The record of a submission whose grading did not come to an end."""

from nbformat import NotebookNode

from autograder.grading.cell import nothing
from autograder.grading.record import Record
from autograder.repair import repair
from autograder.spec import AssignmentSpec, Role
from autograder.status import Status

_ENDED_TWICE = "grading it ended the grading process twice, the second time with no other submission in it"


def lost_record(spec: AssignmentSpec, status: Status = Status.CRASHED, reason: str = _ENDED_TWICE) -> Record:
    """Return a record without points; the submission is not looked at here, as that may be what is dangerous."""
    notebook: NotebookNode = repair(None, spec).notebook
    graded = [cell for cell in spec.cells if cell.role is Role.GRADE and cell.grade_id]
    results = {str(cell.grade_id): nothing(cell, spec.properties(cell), reason) for cell in graded}
    return Record(status, reason, results, (), (), (), 0.0, 0, notebook)
