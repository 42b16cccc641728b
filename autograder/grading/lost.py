"""The record of a submission whose grading did not come to an end."""

from nbformat import NotebookNode

from autograder.grading.record import Record, Status
from autograder.repair import repair
from autograder.spec import AssignmentSpec
from autograder.tasks import TASKS
from autograder.tasks.result import PropertyResult, TaskResult

_ENDED_TWICE = "grading it ended the grading process twice, the second time with no other submission in it"


def lost_record(spec: AssignmentSpec, status: Status = Status.CRASHED, reason: str = _ENDED_TWICE) -> Record:
    """Return a record without points; the submission is not looked at here, as that may be what is dangerous."""
    notebook: NotebookNode = repair(None, spec).notebook
    results = {cell.grade_id: _no_points(cell.task, reason) for cell in spec.cells if cell.grade_id and cell.task}
    return Record(status, reason, results, (), (), (), 0.0, 0, notebook)


def _no_points(name: str, reason: str) -> TaskResult:
    task = TASKS[name]
    properties = tuple(PropertyResult(item.name, 0.0, item.points, reason) for item in task.properties)
    return TaskResult(name, task.title, properties, task.bonus)
