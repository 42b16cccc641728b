"""A layer's passes as the checks of layers use them, and what their results are compared with."""

import numpy as np

from length.tests.checking import check_unchanged, returned
from length.tests.comparing import compare
from length.tests.gradient_checker import differences as measured

FORWARD, BACKWARD = "FullyConnected.internal_forward", "FullyConnected.internal_backward"
UPDATE = "FullyConnected.internal_update"
STEP = 0.5  # differences of a linear function are exact with any step, and a large one rounds least


def random_arrays(rng, *shapes):
    """Return float32 arrays of both signs."""
    return [rng.normal(0, 1, shape).astype(np.float32) for shape in shapes]


def layer_with(layer_class, weights, bias):
    """Return the student's layer with weights (num_inputs, num_outputs) and a bias."""
    layer = layer_class(*weights.shape)
    layer.weights, layer.bias = weights.copy(), bias.copy()
    return layer


def forward(layer, x):
    """Return the output; the input must stay as it is."""
    given = x.copy()
    (result,) = returned(FORWARD, layer.internal_forward((given,)), ("result",))
    check_unchanged(FORWARD, "x", given, x)
    return result


def backward(layer, x, grad_in):
    """Return all three gradients; the arrays that come in must stay as they are."""
    given_x, given_grad = x.copy(), grad_in.copy()
    gradients = layer.internal_backward((given_x,), (given_grad,))
    check_unchanged(BACKWARD, "x", given_x, x)
    check_unchanged(BACKWARD, "grad_in", given_grad, grad_in)
    return returned(BACKWARD, gradients, ("grad_x", "grad_w", "grad_b"))


def differences(layer_class, x, weights, bias, grad_in):
    """Return the gradients of x, weights and bias from differences of the student's forward pass."""
    layer = layer_with(layer_class, weights, bias)

    def function(x, weights, bias):
        layer.weights, layer.bias = weights, bias
        return layer.internal_forward((x,))

    return measured(function, (x, weights, bias), grad_in, eps=STEP)


def check_gradients(layer, arrays, grad_in):
    """Compare the gradients of one batch with differences."""
    got = list(backward(layer, arrays[0], grad_in))
    if np.shape(got[1]) == arrays[1].T.shape:  # the weights may be stored with either axis first
        got[1] = np.transpose(got[1])
    expected = differences(type(layer), *arrays, grad_in)
    names = ("grad_x", "grad_w", "grad_b")
    questions = (
        "Through which weights did each input reach the outputs?",
        "Each weight took part with its input, in every sample of the batch",
        "The bias was added in every sample: what happens to gradients that meet in one place?",
    )
    for position, (name, value, right, hint) in enumerate(zip(names, got, expected, questions, strict=True)):

        def without_incoming(position=position):
            return differences(type(layer), *arrays, np.ones_like(grad_in))[position]

        hints = (
            (right / len(grad_in), f"Is it averaged over the {len(grad_in)} samples? Gradients that meet are added"),
            (-right, "No minus sign is needed: it comes with the update"),
            (without_incoming, "Is the incoming gradient left out?"),
        )
        compare(
            BACKWARD, name, value, right, source="differences give", hints=hints, hint=hint, atol=1e-5, float32=True
        )


def compare_update(name, now, before, delta):
    """Compare a parameter with what is left after the delta is subtracted."""
    hints = (
        (before, "Nothing has changed: a new local name is no part of the layer, assign to self"),
        (before + delta, "Is the delta added? It is to be subtracted"),
        (-delta, "Is the old value lost? The delta is subtracted from it"),
        (delta, "Is the old value lost? The delta is subtracted from it"),
        (before - 2 * delta, "Is the delta subtracted twice?"),
    )
    hint = "Subtract the delta as it is: the learning rate is in it"
    compare(UPDATE, name, now, before - delta, hints=hints, hint=hint, rtol=1e-3, atol=1e-5)
