"""The place of the rectified linear unit that the student writes."""

from length.function import Function
from length.missing_task import missing


class Relu(Function):
    """Belongs to the task ReLU; creating it raises TaskMissingError."""

    name = "ReLU"
    task_missing = True

    def __init__(self, *args, **options):
        raise missing("length.functions.Relu", "ReLU")


def relu(*inputs):
    """Belong to the task ReLU; calling it raises TaskMissingError."""
    raise missing("length.functions.relu", "ReLU")


relu.task_missing = True
