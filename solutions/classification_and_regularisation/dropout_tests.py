"""Checks of dropout: how many numbers are left out, how the others are scaled, the same mask on the way back."""

import numpy as np

from length.errors import CheckFailedError
from length.functions import Dropout, dropout
from length.graph import Graph
from length.tests.checking import SEED, check, check_unchanged, required, returned
from length.tests.comparing import compare

FORWARD, BACKWARD = "Dropout.internal_forward", "Dropout.internal_backward"
RATIOS = (0.2, 0.5, 0.75)
SHAPE = (100, 100)
TOLERANCE = 0.03  # six standard deviations of the part that is left out of 10,000


def answers():
    """Refuse to start before both answers are there."""
    required(Dropout, "dropout_tests.Dropout")
    required(dropout, "dropout_tests.dropout", a_class=False)


def inputs(seed, shape=SHAPE):
    """Return numbers of both signs, none of them near 0."""
    rng = np.random.default_rng(seed)
    sizes = np.exp(rng.uniform(np.log(0.5), np.log(2), shape))
    return np.where(rng.random(shape) < 0.5, -sizes, sizes).astype(np.float32)


def forward(function, x):
    """Return the output for x, which must stay as it is."""
    given = x.copy()
    (result,) = returned(FORWARD, function.internal_forward((given,)), ("result",))
    check_unchanged(FORWARD, "x", given, x)
    compare(FORWARD, "the shape of result", np.shape(result), x.shape, hint="The mask has the shape of x")
    return np.asarray(result)


def backward(function, x, grad_in):
    """Return grad_x of the function's last call."""
    given = grad_in.copy()
    (grad_x,) = returned(BACKWARD, function.internal_backward((x.copy(),), (given,)), ("grad_x",))
    check_unchanged(BACKWARD, "grad_in", given, grad_in)
    return grad_x


def check_part(what, part, ratio):
    """Refuse a part of zeros that chance does not explain."""
    if abs(part - ratio) < TOLERANCE:
        return
    problem = f"with dropout_ratio {ratio}, {part:.3f} of {what} are left out"
    hint = "Compare the chance of a number to be left out with the ratio"
    if part == 0:
        hint = "Is the mask applied, and does `self.train` switch it on?"
    elif abs(part - (1 - ratio)) < TOLERANCE:
        hint = f"That is 1 - {ratio}: which side of the comparison is left out?"
    elif abs(part - 0.5) < TOLERANCE:
        hint = "Is the ratio a fixed number? It is in self.dropout_ratio"
    raise CheckFailedError(FORWARD, problem, hint)


@check("Dropout", "forward")
def test_dropout_forward():
    """Check the part that is left out, in all rows and columns, and the scale of the others."""
    answers()
    for seed, ratio in enumerate(RATIOS):
        x, function = inputs(seed), Dropout(ratio)
        result = forward(function, x)
        zeros = result == 0
        check_part("10,000 numbers", float(zeros.mean()), ratio)
        for axis, name in ((0, "columns"), (1, "rows")):
            if zeros.mean(axis=axis).max() == 1 or zeros.mean(axis=axis).min() == 0:
                hint = "Each number is left out by a chance of its own: which shape has the random array?"
                raise CheckFailedError(FORWARD, f"whole {name} are left out or kept together", hint)
        factors = result[~zeros] / x[~zeros]
        scale = 1 / (1 - ratio)
        hints = (
            (np.ones_like(factors), "What stays has to be scaled up, so that the mean stays the same"),
            (np.full_like(factors, 1 / ratio), "Divide by the part that stays, not by the part that is left out"),
            (np.full_like(factors, 1 - ratio), "Scaled up or down? Half of the numbers are missing in training"),
        )
        hint = "What stays is divided by 1 minus the ratio"
        what = f"with dropout_ratio {ratio}, result / x of a number that stays"
        compare(FORWARD, what, factors, np.full_like(factors, scale), hints=hints, hint=hint)
        compare(FORWARD, "result", result, result, float32=True)
        if np.array_equal(forward(function, x) == 0, zeros):
            hint = "Draw the mask in every forward pass"
            raise CheckFailedError(FORWARD, "a second call leaves out the very same numbers", hint)


@check("Dropout", "outside training")
def test_dropout_outside_training():
    """Check that everything passes unchanged where train is False."""
    answers()
    x, grad_in = inputs(7, (20, 30)), inputs(8, (20, 30))
    function = Dropout(0.5, False)
    hints = ((x / 2, "Scaled already in training: here nothing is left to do"), (2 * x, "Scaled, though nothing is missing"))
    hint = "Outside training nothing is left out and nothing scaled"
    compare(FORWARD, "result outside training", forward(function, x), x, hints=hints, hint=hint, float32=True)
    compare(BACKWARD, "grad_x outside training", backward(function, x, grad_in), grad_in, hint=hint, float32=True)
    compare("dropout", "its output with train=False", dropout(Graph(x), 0.5, train=False).data, x, hint=hint)
    part = float((np.asarray(dropout(Graph(inputs(9)), 0.2).data) == 0).mean())
    check_part("10,000 numbers, by the function dropout,", part, 0.2)


@check("Dropout", "backward")
def test_dropout_backward():
    """Check that gradients meet the mask of their own call."""
    answers()
    for ratio in RATIOS:
        pairs = [(inputs(seed, (30, 40)), inputs(seed + 10, (30, 40))) for seed in (SEED, SEED + 1)]
        functions = [Dropout(ratio), Dropout(ratio)]
        results = [forward(function, x) for function, (x, _) in zip(functions, pairs, strict=True)]
        for function, result, (x, grad_in) in zip(functions, results, pairs, strict=True):
            factors = result / x
            hints = (
                (grad_in, "A number that was left out has no part in the loss: what is its gradient?"),
                (grad_in * (factors != 0), "What stays was scaled: by the chain rule, its gradient is, too"),
                (factors, "Is the incoming gradient left out?"),
                (grad_in * result, "The factor is the mask, not the result"),
            )
            hint = "Multiply by the mask that this very call has drawn; a new one would leave out other numbers"
            what = f"with dropout_ratio {ratio}, grad_x"
            grad_x = backward(function, x, grad_in)
            compare(BACKWARD, what, grad_x, grad_in * factors, hints=hints, hint=hint, float32=True)
