"""The softmax cross-entropy measures how improbable the right classes are under given scores."""

import numpy as np

from length.function import Function
from length.functions.targets import are_labels


class SoftmaxCrossEntropy(Function):
    """The cross-entropy of the softmax of scores and targets, the mean over the batch.

    Notes
    -----
    `loss = -1/N sum_n sum_c t_nc log softmax(x)_nc`; x `(N, classes)` scores, not probabilities; t integer
    labels `(N,)` or rows `(N, classes)` of probabilities, such as one-hot ones.
    The logarithm is taken of the sum of the exponentials after the largest score of a row was subtracted, so neither
    large nor very improbable scores give infinities. `grad_x = (softmax(x) sum_c t_nc - t) / N` times the incoming
    gradient; for one-hot rows the sum is 1.
    """

    def internal_forward(self, inputs):
        x, targets = inputs
        self.labels = are_labels("softmax_cross_entropy", x, targets)
        shifted = x - x.max(axis=1, keepdims=True)
        self.log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        if self.labels:
            return (-self.log_probabilities[np.arange(len(x)), targets].mean(),)
        return ((-(targets * self.log_probabilities).sum() / len(x)).astype(x.dtype),)

    def internal_backward(self, inputs, gradients):
        x, targets = inputs
        (grad_in,) = gradients
        scale = grad_in / len(x)
        grad_x = np.exp(self.log_probabilities)
        if self.labels:
            grad_x[np.arange(len(x)), targets] -= 1
            grad_x *= scale
            return grad_x, None
        grad_x *= targets.sum(axis=1, keepdims=True)
        grad_x -= targets
        grad_x *= scale
        if np.issubdtype(targets.dtype, np.integer):
            return grad_x, None
        return grad_x, -self.log_probabilities * scale


def softmax_cross_entropy(x, targets):
    """Return the mean cross-entropy of the softmax of scores and the right classes: see `SoftmaxCrossEntropy`."""
    return SoftmaxCrossEntropy()(x, targets)
