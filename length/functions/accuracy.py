"""The accuracy is the part of the samples whose greatest score is at the right class."""

import numpy as np

from length.constants import DTYPE
from length.errors import FunctionError
from length.function import Function


class Accuracy(Function):
    """How many predictions are right: the number of right ones over the number of all.

    Notes
    -----
    Predictions `(N, classes)`, a score for each class; targets integer labels `(N,)` or one-hot rows `(N, classes)`.
    The accuracy moves in steps, so it has no gradient: both inputs get None.
    """

    def internal_forward(self, inputs):
        predictions, targets = inputs
        labels = labels_of(predictions, targets)
        return (np.mean(predictions.argmax(axis=1) == labels, dtype=DTYPE),)

    def internal_backward(self, inputs, gradients):
        return None, None


def labels_of(scores, targets):
    """Return the targets as labels, or say what is wrong with them."""
    if scores.ndim != 2:
        problem = f"scores must have shape (N, classes), got {scores.shape}"
        raise FunctionError("accuracy", problem, "Give one row for each sample")
    if targets.shape == scores.shape:
        return targets.argmax(axis=1)
    num_samples, num_classes = scores.shape
    if targets.shape != (num_samples,) or targets.dtype.kind not in "iu":
        problem = (
            f"targets must be integer labels of shape ({num_samples},) or one-hot rows of shape {scores.shape}, "
            f"got {targets.dtype} of shape {targets.shape}"
        )
        raise FunctionError("accuracy", problem, "Give the labels of the same batch as the scores")
    if not 0 <= targets.min() <= targets.max() < num_classes:
        problem = f"labels must be from 0 to {num_classes - 1}, got {targets.min()} to {targets.max()}"
        raise FunctionError("accuracy", problem, "Compare the labels with the number of outputs of your last layer")
    return targets


def accuracy(predictions, targets):
    """Return which part of the predictions is right: see `Accuracy`."""
    return Accuracy()(predictions, targets)
