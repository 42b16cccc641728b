"""The place of the mean squared error that the student writes."""

from length.function import Function
from length.missing_task import missing


class MeanSquaredError(Function):
    """Belongs to the task Mean squared error; creating it raises TaskMissingError."""

    task_missing = True

    def __init__(self, *args, **options):
        raise missing("length.functions.MeanSquaredError", "Mean squared error")


def mean_squared_error(*inputs):
    """Belong to the task Mean squared error; calling it raises TaskMissingError."""
    raise missing("length.functions.mean_squared_error", "Mean squared error")


mean_squared_error.task_missing = True
