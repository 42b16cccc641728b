"""Targets come as labels, (N,), or as one row for each sample, (N, classes): both are checked here."""

import numpy as np

from length.errors import FunctionError


def are_labels(where, scores, targets):
    """Return whether targets are labels (and not rows), or say what is wrong with them."""
    if scores.ndim != 2:
        mend = "Give one row for each sample"
        raise FunctionError(where, f"scores must have shape (N, classes), got {scores.shape}", mend)
    if targets.shape == scores.shape:
        return False
    num_samples, num_classes = scores.shape
    if targets.shape != (num_samples,) or not np.issubdtype(targets.dtype, np.integer):
        problem = (
            f"targets must be integer labels of shape ({num_samples},) or one-hot rows of shape {scores.shape}, "
            f"got {targets.dtype} of shape {targets.shape}"
        )
        raise FunctionError(where, problem, "Give the labels of the same batch as the scores")
    if num_samples and not 0 <= targets.min() <= targets.max() < num_classes:
        problem = f"labels must be from 0 to {num_classes - 1}, got {targets.min()} to {targets.max()}"
        raise FunctionError(where, problem, "Compare the labels with the number of outputs of your last layer")
    return True
