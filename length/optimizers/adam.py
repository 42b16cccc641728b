"""The place of the Adam optimizer that the student writes."""

from length.missing_task import missing
from length.optimizer import Optimizer


class Adam(Optimizer):
    """Belongs to the bonus task Adam; creating it raises TaskMissingError."""

    task_missing = True

    def __init__(self, *args, **options):
        raise missing("length.optimizers.Adam", "Adam")
