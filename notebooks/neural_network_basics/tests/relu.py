"""ReLU: positive inputs pass, and with them their gradients."""

from contextlib import suppress
from functools import cache

import numpy as np

from autograder.testing import close, generator, points


def mixed(rng, shape):
    """Both signs, sizes from 1e-3 to 50, no zeros: any threshold or cap other than 0 shows."""
    sizes = np.exp(rng.uniform(np.log(1e-3), np.log(50), shape))
    return (sizes * rng.choice([-1, 1], shape)).astype(np.float32)


def output_of(function, x):
    """Forward, right or wrong, and None where it fails: another property looks at it."""
    with suppress(Exception):
        return function.internal_forward((x,))[0]


def gradient_of(function, x, grad):
    """Backward of the latest call."""
    return function.internal_backward((x,), (grad.copy(),))[0]


@cache
def passes(Relu, *shape):
    """An input, gradients of 1 and -1, what comes out forward and backward, and the input as either pass left it.

    Each number stands in the input twice, first with the gradient 1, then with -1. There are no zeros, as the
    derivative at 0 is a convention. Asked for once: several properties look at it.
    """
    half, function = mixed(generator(*shape), shape), Relu()
    ones = np.ones_like(half)
    x, signs = np.concatenate([half, half], axis=-1), np.concatenate([ones, -ones], axis=-1)
    given = x.copy(), x.copy()
    output = output_of(function, given[0])
    return x, signs, output, gradient_of(function, given[1], signs), given


@points(1.0)
def forward(Relu, rng):
    """forward"""
    function = Relu()
    for shape in ((1, 12), (2, 3, 4, 4)):
        x = mixed(rng, shape)
        x[..., -1] = 0
        output = function.internal_forward((x.copy(),))[0]
        close(output, np.where(x > 0, x, np.float32(0)), "the output", rtol=0, atol=0)


@points(0.75)
def mask(Relu):
    """backward: which inputs let the gradient through"""
    # sizes alone: another property looks at the incoming gradient
    for shape in ((1, 6), (2, 3, 4)):
        x, _, _, gradient, _ = passes(Relu, *shape)
        close(np.abs(gradient), (x > 0).astype(np.float32), "the size of the gradient for gradients of 1 and -1")


@points(0.5, supporting=True)
def upstream(Relu, rng):
    """backward: passes on the incoming gradient"""
    x, signs, _, unit, _ = passes(Relu, 2, 3, 4)
    assert np.any(unit), "nothing of the gradient arrives"
    # what is let through is another property; a negative gradient that is stopped belongs to that one, too
    positive, negative = np.split(np.asarray(unit), 2, axis=-1)
    close(negative, np.where(negative == 0, 0, -positive), "the gradient for -1, beside that for 1,")
    sizes, function = rng.uniform(0.2, 3, x.shape).astype(np.float32), Relu()
    output_of(function, x.copy())
    close(gradient_of(function, x.copy(), signs * sizes), np.asarray(unit) * sizes, "the gradient")


@points(0.25, supporting=True)
def separate_calls(Relu, rng):
    """calls do not influence each other"""
    x, other, grad = mixed(rng, (5, 6)), mixed(rng, (5, 6)), rng.uniform(0.5, 1, (5, 6)).astype(np.float32)
    used_once, used_twice = Relu(), Relu()
    # two objects do the same call: to one the other's call comes between the passes, the other did another call before
    output_of(used_once, x.copy())
    output_of(used_twice, other.copy())
    interleaved = gradient_of(used_once, x.copy(), grad)
    gradient_of(used_twice, other.copy(), grad)
    output_of(used_twice, x.copy())
    close(gradient_of(used_twice, x.copy(), grad), interleaved, "the gradient of a second call")


@points(0.25, supporting=True)
def dtype(Relu):
    """float32 stays float32"""
    _, _, output, gradient, _ = passes(Relu, 2, 3, 4)
    # the values have properties of their own
    for result in map(np.asarray, [gradient] if output is None else [output, gradient]):
        assert result.dtype == np.float32, f"a result has dtype {result.dtype}"


@points(0.25, supporting=True)
def input_stays(Relu):
    """leaves its input as it is"""
    x, _, output, _, given = passes(Relu, 2, 3, 4)
    assert output is not None, "the forward pass fails"
    for after in given:
        close(after, x, "x after the calls", rtol=0, atol=0)
