"""Dropout: a part of the numbers is left out by chance in training, the others are scaled up."""

import numpy as np

from autograder.testing import close, points

TOLERANCE = 0.05  # seven standard deviations of the part of 6,000 numbers


def numbers(rng, *shape):
    """Return numbers of both signs, none near 0, of which no two are alike."""
    return (rng.uniform(0.5, 2, shape) * rng.choice([-1, 1], shape)).astype(np.float32)


def output_of(function, x):
    """Return the output."""
    return np.asarray(function.internal_forward((x.copy(),))[0])


@points(1.0)
def part(Dropout, rng):
    """training: leaves out the given part, each number by a chance of its own"""
    for ratio in (0.15, 0.5, 0.8):
        x = numbers(rng, 60, 100)
        zeros = output_of(Dropout(ratio), x) == 0
        assert abs(zeros.mean() - ratio) < TOLERANCE, f"{zeros.mean():.2f} of all are left out for the ratio {ratio}"
        for shares in (zeros.mean(axis=0), zeros.mean(axis=1)):
            # a few of them may be whole by chance
            assert np.mean((shares > 0) & (shares < 1)) > 0.5, "rows or columns go together"


@points(0.5, supporting=True)
def scale(Dropout, rng):
    """training: scales up what stays"""
    for ratio in (0.2, 0.75):
        x = numbers(rng, 20, 30)
        found = output_of(Dropout(ratio), x)
        assert np.any(found), "nothing stays"
        close(found[found != 0], x[found != 0] / (1 - ratio), "what stays", rtol=1e-3)


@points(0.5, supporting=True)
def outside(Dropout, dropout, rng):
    """outside training: everything passes unchanged"""
    x, grad, function = numbers(rng, 9, 8), numbers(rng, 9, 8), Dropout(0.5, False)
    close(output_of(function, x), x, "the output outside training")
    close(function.internal_backward((x.copy(),), (grad.copy(),))[0], grad, "the gradient outside training")
    close(dropout(x.copy(), 0.3, train=False).data, x, "the output of the function dropout outside training")
    assert np.any(dropout(x.copy(), 0.7).data != x), "the function dropout does the same in training"


@points(0.75)
def backward(Dropout, rng):
    """backward: the mask of the same call"""
    for ratio in (0.3, 0.6):
        (x, grad, other), function = numbers(rng, 3, 20, 30), Dropout(ratio)
        factors = output_of(function, x) / x
        output_of(Dropout(ratio), other)
        found = function.internal_backward((x.copy(),), (grad.copy(),))[0]
        assert np.any(factors == 0), "nothing is left out"
        assert np.any(found), "the gradient is zero everywhere"
        close(found, grad * factors, "the gradient", rtol=1e-3)


@points(0.25, supporting=True)
def calls(Dropout, rng):
    """draws anew in each call, leaves x as it is, keeps float32"""
    x, function = numbers(rng, 20, 30), Dropout(0.5)
    given = x.copy()
    first = np.asarray(function.internal_forward((given,))[0])
    close(given, x, "x after the call", rtol=0, atol=0)
    assert np.any((first == 0) != (output_of(function, x) == 0)), "a second call leaves out the same numbers"
    assert first.dtype == np.float32, f"the output has dtype {first.dtype}"
