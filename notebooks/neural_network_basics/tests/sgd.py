"""SGD: the delta is the gradient times the learning rate."""

import numpy as np

from autograder.testing import close, points


@points(0.75)
def learning_rate(SGD):
    """uses the current learning rate"""
    # gradients of 1 or -1, and sizes alone: no slip in following the gradient shows here
    for rates, sign in (((0.5, 0.05), 1), ((3.0,), -1)):
        optimizer = SGD(rates[0])
        for rate in rates:
            if rate != rates[0]:
                optimizer.learning_rate = rate
            delta = optimizer.run_update_rule([np.full((1, 1), sign, np.float32)], None)[0]
            close(np.abs(delta).reshape(-1), [rate], "the delta's size")
    # the learning rate alone is no delta
    delta = optimizer.run_update_rule([np.zeros(1, np.float32)], None)[0]
    close(np.abs(delta).reshape(-1), [0.0], "the delta of a gradient that is zero")


@points(0.75)
def direction(SGD, rng):
    """follows the gradient, entry by entry"""
    optimizer = SGD(0.1)
    # the learning rate that the answer really uses: it has a property of its own
    rate = np.abs(optimizer.run_update_rule([np.ones((1, 1), np.float32)], None)[0]).reshape(())
    for shape in ((4, 3), (7,)):
        gradient = rng.normal(0, 2, shape).astype(np.float32)
        delta = optimizer.run_update_rule([gradient.copy()], None)[0]
        close(delta / rate, gradient, "the delta")


@points(0.25, supporting=True)
def one_for_each(SGD, rng):
    """gives a list with one delta per gradient"""
    gradients = [rng.normal(0, 1, shape).astype(np.float32) for shape in ((3, 2), (3,))]
    optimizer = SGD(0.3)
    together = optimizer.run_update_rule([gradient.copy() for gradient in gradients], None)
    assert isinstance(together, list | tuple), "the deltas are no list"
    assert len(together) == len(gradients), f"{len(together)} deltas for {len(gradients)} gradients"
    for gradient, delta in zip(gradients, together, strict=True):
        alone = optimizer.run_update_rule([gradient.copy()], None)[0]
        close(delta, alone, "a delta in a list of several", rtol=1e-5, atol=1e-7)


@points(0.25, supporting=True)
def inputs_stay(SGD, rng):
    """leaves the gradients as they are"""
    gradients = [rng.normal(0, 2, (4, 3)).astype(np.float32) for _ in range(2)]
    passed = [gradient.copy() for gradient in gradients]
    SGD(0.1).run_update_rule(passed, None)
    for gradient, after in zip(gradients, passed, strict=True):
        close(after, gradient, "the gradient after the call", rtol=0, atol=0)
