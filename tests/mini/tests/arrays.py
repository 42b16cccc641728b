"""Squares of arrays: a bonus."""

from autograder.testing import close, points


@points(2)
def arrays(square, rng):
    """Squares arrays, too"""
    x = rng.normal(size=(2, 3))
    close(square(x), x**2, "the squares")
