"""The place of the fully connected layer that the student writes."""

from length.layer import Layer
from length.missing_task import missing


class FullyConnected(Layer):
    """Belongs to the task Fully connected layer; creating it raises TaskMissingError."""

    task_missing = True

    def __init__(self, *args, **options):
        raise missing("length.layers.FullyConnected", "Fully connected layer")
