"""The accuracy is the part of the samples whose greatest score is at the right class."""

import numpy as np

from length.constants import DTYPE
from length.function import Function
from length.functions.targets import are_labels


class Accuracy(Function):
    """How many predictions are right: the number of right ones over the number of all.

    Notes
    -----
    Predictions `(N, classes)`, a score for each class; targets integer labels `(N,)` or one-hot rows `(N, classes)`.
    The accuracy moves in steps, so it has no gradient: both inputs get None.
    """

    def internal_forward(self, inputs):
        predictions, targets = inputs
        labels = targets if are_labels("accuracy", predictions, targets) else targets.argmax(axis=1)
        return (np.mean(predictions.argmax(axis=1) == labels, dtype=DTYPE),)

    def internal_backward(self, inputs, gradients):
        return None, None


def accuracy(predictions, targets):
    """Return which part of the predictions is right: see `Accuracy`."""
    return Accuracy()(predictions, targets)
