"""What tests look at in a student's process and in what it ran."""

from autograder.sandbox import CellRun, Student
from autograder.sandbox.watch import process_tree


def succeeded(run: CellRun) -> bool:
    """Tell whether a cell ended without an exception, in time."""
    return not run.interrupted and all(output["output_type"] != "error" for output in run.outputs)


def processes_of(student: Student) -> list[int]:
    """Return the ids of process 1 of a student's sandbox and of all under it."""
    return [pid for pid, _ in process_tree(student._process.supervisor.pid)]
