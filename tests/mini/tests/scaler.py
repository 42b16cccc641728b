"""Scaler: a class that multiplies."""

from autograder.testing import close, points


@points(2)
def scales(Scaler, rng):
    """Multiplies by the factor"""
    x = rng.normal(size=(3, 2))
    expected = 2.5 * x
    close(Scaler().scale(x), expected, "the scaled array")


@points(1, supporting=True)
def inputs(Scaler, rng):
    """Leaves its input as it is"""
    x = rng.normal(size=4)
    before = x.copy()
    Scaler().scale(x)
    close(x, before, "the input", rtol=0, atol=0)
