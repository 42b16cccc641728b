"""ReLU: positive inputs pass, and with them their gradients."""

from contextlib import suppress

import numpy as np

from autograder.testing import close, points


def mixed(rng, shape):
    """Both signs, sizes from 1e-3 to 50, no zeros: any threshold or cap other than 0 shows."""
    sizes = np.exp(rng.uniform(np.log(1e-3), np.log(50), shape))
    return (sizes * rng.choice([-1, 1], shape)).astype(np.float32)


def backward(function, x, grad):
    """Forward (right or wrong: another property looks at it), then backward of the same call."""
    with suppress(Exception):
        function.internal_forward((x.copy(),))
    return function.internal_backward((x.copy(),), (grad.copy(),))[0]


@points(1.0)
def forward(Relu, rng):
    """forward"""
    for shape in ((1, 12), (30,), (2, 3, 4, 4)):
        x = mixed(rng, shape)
        x[..., -1] = 0
        close(Relu().internal_forward((x.copy(),))[0], np.where(x > 0, x, np.float32(0)), "the output", rtol=0, atol=0)


@points(0.75)
def mask(Relu, rng):
    """backward: which inputs let the gradient through"""
    # no zeros: the derivative at 0 is a convention; sizes alone: another property looks at the incoming gradient
    for shape in ((1, 9), (25,), (2, 3, 4)):
        x = mixed(rng, shape)
        gradient = backward(Relu(), x, rng.choice([-1, 1], shape).astype(np.float32))
        close(np.abs(gradient), (x > 0).astype(np.float32), "the size of the gradient for gradients of 1 and -1")


@points(0.5, supporting=True)
def upstream(Relu, rng):
    """backward: passes on the incoming gradient"""
    x = mixed(rng, (4, 6))
    grad = (rng.uniform(0.2, 3, x.shape) * rng.choice([-1, 1], x.shape)).astype(np.float32)
    unit, gradient = np.asarray(backward(Relu(), x, np.ones_like(x))), np.asarray(backward(Relu(), x, grad))
    assert unit.any(), "nothing of the gradient arrives"
    # what is let through is another property; a negative gradient that is stopped belongs to that one, too
    expected = np.where((grad < 0) & (gradient == 0), 0, unit * grad)
    close(gradient, expected, "the gradient")


@points(0.25, supporting=True)
def separate_calls(Relu, rng):
    """calls do not influence each other"""
    x_1, x_2, grad = mixed(rng, (5, 6)), mixed(rng, (5, 6)), rng.uniform(0.5, 1, (5, 6)).astype(np.float32)
    used_twice, first, second = Relu(), Relu(), Relu()
    alone_1, again_2 = backward(used_twice, x_1, grad), backward(used_twice, x_2, grad)
    for function, x in ((first, x_1), (second, x_2)):
        with suppress(Exception):
            function.internal_forward((x.copy(),))
    interleaved_1, interleaved_2 = (
        function.internal_backward((x.copy(),), (grad.copy(),))[0] for function, x in ((first, x_1), (second, x_2))
    )
    close(interleaved_1, alone_1, "the gradient of a call with another one before its backward pass")
    close(again_2, interleaved_2, "the gradient of a second call")


@points(0.25, supporting=True)
def dtype(Relu, rng):
    """float32 stays float32"""
    x, function, results = mixed(rng, (6, 5)), Relu(), []
    with suppress(Exception):  # the values have properties of their own
        results.append(function.internal_forward((x.copy(),))[0])
    results.append(function.internal_backward((x.copy(),), (np.ones_like(x),))[0])
    for result in results:
        assert np.asarray(result).dtype == np.float32, f"a result has dtype {np.asarray(result).dtype}"


@points(0.25, supporting=True)
def input_stays(Relu, rng):
    """leaves its input as it is"""
    x, function = mixed(rng, (6, 5)), Relu()
    given = x.copy()
    function.internal_forward((given,))
    function.internal_backward((given,), (np.ones_like(x),))
    close(given, x, "x after the calls", rtol=0, atol=0)
