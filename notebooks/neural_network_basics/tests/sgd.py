"""SGD: the delta is the gradient times the learning rate."""

import numpy as np

from autograder.testing import close, points


@points(0.75)
def learning_rate(SGD):
    """uses the current learning rate"""
    # gradients of 1 or -1, and sizes alone: no slip in following the gradient shows here
    for rates, sign, shape in (
        ((0.5, 0.5, 0.05), 1, (1, 1)),
        ((0.01, 0.1, 0.02, 3.0), 1, (1,)),
        ((2.5, 0.25), -1, (1, 1)),
    ):
        optimizer = SGD(rates[0])
        for rate in rates:
            optimizer.learning_rate = rate
            delta = optimizer.run_update_rule([np.full(shape, sign, np.float32)], None)[0]
            close(np.abs(delta).reshape(-1), [rate], "the delta's size")
