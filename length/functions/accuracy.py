"""The accuracy is the part of the samples whose greatest score is at the right class."""

import numpy as np

from length.constants import DTYPE
from length.function import Function
from length.functions.targets import are_labels


class Accuracy(Function):
    """How many predictions are right: the number of right ones over the number of all.

    Notes
    -----
    Predictions `(N, classes)`, targets labels `(N,)` or one-hot rows `(N, classes)`. It moves in steps, so it has no
    gradient: both inputs get None.
    """

    def internal_forward(self, inputs):
        predictions, targets = inputs
        labels = targets if are_labels("accuracy", predictions, targets) else targets.argmax(axis=1)
        return (np.mean(predictions.argmax(axis=1) == labels, dtype=DTYPE),)

    def internal_backward(self, inputs, gradients):
        return None, None


def accuracy(predictions, targets):
    """Return which part of the predictions is right.

    Parameters
    ----------
    predictions : Graph or array_like, shape (N, classes)
        A score or probability for each class, for each sample.
    targets : Graph or array_like, shape (N,) or (N, classes)
        Integer labels or one-hot rows.

    Returns
    -------
    Graph
        A number from 0 to 1.

    Raises
    ------
    FunctionError
        The shapes don't fit, or a label names no class.
    """
    return Accuracy()(predictions, targets)
