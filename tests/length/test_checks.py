"""What a function, layer or optimizer must not return, and how it is told."""

import numpy as np
import pytest

from length import Function, Graph, Layer, Optimizer
from length.errors import FunctionError


class Answer(Function):
    """Returns what it is told to."""

    name = "Answer"

    def __init__(self, outputs, gradients=None):
        self.outputs, self.gradients = outputs, gradients

    def internal_forward(self, inputs):
        return self.outputs

    def internal_backward(self, inputs, gradients):
        return self.gradients


@pytest.mark.parametrize(
    ("outputs", "words"),
    [
        (None, r"None \(is the return missing\?\)"),
        (np.ones(3), r"got one array of shape \(3,\)\. End it with `return result,`"),
        ((), "got a tuple of 0"),
        ((Graph(1.0),), "got a Graph in it"),
        (("text",), "got a str in it"),
    ],
)
def test_outputs(outputs, words):
    """Is something else than a tuple of arrays named in the forward pass?"""
    with pytest.raises(FunctionError, match=f"Answer.internal_forward: expected a tuple of arrays.*{words}"):
        Answer(outputs)(np.ones(3))


@pytest.mark.parametrize("number", [np.float32(3), 3.0, np.array(3.0)])
def test_a_number_as_output(number):
    """May a function return a NumPy scalar or a Python number in its tuple?"""
    node = Answer((number,), (np.ones(2),))([1.0, 2.0])
    assert (f"{node.data:.2f}", node.shape) == ("3.00", ())
    node.backward()
    assert node.grad == 1


@pytest.mark.parametrize(
    ("gradients", "words"),
    [
        (None, r"expected a tuple .* got None \(is the return missing\?\)"),
        (np.ones(3), r"got one array of shape \(3,\)\. End it with `return grad_x,`"),
        ((), "expected 1 gradient, one for each input, got 0"),
        ((np.ones(3), np.ones(3)), "expected 1 gradient, one for each input, got 2"),
        ((np.ones((3, 1)),), r"the gradient of x must have the shape of x, \(3,\), got \(3, 1\)"),
    ],
)
def test_gradients(gradients, words):
    """Is a wrong number or shape of gradients named in the backward pass?"""
    with pytest.raises(FunctionError, match=f"Answer.internal_backward: .*{words}"):
        Answer((np.ones(3),), gradients)(np.ones(3)).backward()


def test_an_error_inside_says_where():
    """Does an error out of a student's method keep its type and name the method, its arrays and their shapes?"""

    class Product(Function):
        def internal_forward(self, inputs):
            x1, x2 = inputs
            return (x1 @ x2,)

    with pytest.raises(ValueError, match="mismatch") as caught:
        Product()(np.ones((2, 3)), np.ones((2, 3)))
    assert caught.value.__notes__ == [
        "This happened in Product.internal_forward, where x1 has shape (2, 3) and x2 has shape (2, 3)."
    ]


def test_an_error_inside_names_the_parameters(answers):
    """Are a layer's own arrays named, with their shapes, when an input does not fit to them?"""
    with pytest.raises(ValueError, match="mismatch") as caught:
        answers.Dense(3, 2)(np.ones((4, 5)))
    assert caught.value.__notes__ == [
        "This happened in Dense.internal_forward, "
        "where x has shape (4, 5), self._weights has shape (2, 3) and self.bias has shape (2,)."
    ]


def test_an_empty_batch():
    """Is an empty input refused in words, before any formula divides by zero?"""
    with pytest.raises(FunctionError, match=r"Answer\.forward: x must hold one number at least, got shape \(0, 3\)"):
        Answer((np.ones(3),))(np.ones((0, 3)))


@pytest.mark.parametrize("given", [15, [15], np.ones(3)])
def test_forward_takes_nodes(given):
    """Does `forward`, other than a call, insist on nodes, with the error that other packages raise?"""
    with pytest.raises(AssertionError, match=r"Answer\.forward: inputs must be a list/tuple which only includes Graph"):
        Answer((np.ones(3),)).forward(given)


@pytest.mark.parametrize(("method", "arguments"), [("internal_forward", [()]), ("internal_backward", [(), ()])])
def test_methods_that_are_not_written(method, arguments):
    """Does a function without its methods say which is missing?"""

    class Empty(Function):
        pass

    with pytest.raises(FunctionError, match=rf"Empty\.{method}: is not written yet"):
        getattr(Empty(), method)(*arguments)


class Pair(Layer):
    """A layer with two parameters, which returns the gradients it is told to."""

    def __init__(self, gradients):
        self.weights, self.bias = np.ones(3), np.ones(3)
        self.gradients = gradients

    def internal_forward(self, inputs):
        return inputs

    def internal_backward(self, inputs, gradients):
        return self.gradients

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self.weights -= delta_w
        self.bias -= delta_b


class Rule(Optimizer):
    """An optimizer that returns what its function makes of the gradients."""

    def __init__(self, rule):
        self.rule = rule

    def run_update_rule(self, gradients, layer):
        return self.rule(gradients)


@pytest.mark.parametrize(
    ("gradients", "words"),
    [
        ((), "expected 1 gradient, one for each input and one for each parameter, got 0"),
        ((np.ones(3), np.ones(3), None), "expected an array for each parameter, got None"),
    ],
)
def test_gradients_of_a_layer(gradients, words):
    """Is a layer told when gradients are missing?"""
    with pytest.raises(FunctionError, match=f"Pair.internal_backward: {words}"):
        Pair(gradients)(np.ones(3)).backward(Rule(list))


def test_too_few_gradients_for_the_parameters():
    """Does an update that fails tell how many gradients there were, and keep Python's own error?"""
    with pytest.raises(ValueError, match="to unpack") as caught:
        Pair((np.ones(3),) * 2)(np.ones(3)).backward(Rule(list))
    assert caught.value.__notes__ == [
        "This happened in Pair.internal_update, where self.weights has shape (3,) and self.bias has shape (3,).",
        "Pair.internal_backward returned 1 gradient after that of the input, for the parameters.",
    ]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (lambda gradients: None, r"expected a list of 2 deltas, .* got None \(is the return missing\?\)"),
        (np.array, r"got one array of shape \(2, 3\)"),
        (lambda gradients: gradients[:1], "got a list of 1"),
        (lambda gradients: [gradient.sum() for gradient in gradients], r"the shape of its gradient, \(3,\), got \(\)"),
    ],
)
def test_deltas(rule, words):
    """Is an optimizer told when its deltas are no list that fits to the gradients, before the layer changes?"""
    layer = Pair((np.ones(3),) * 3)
    with pytest.raises(FunctionError, match=f"Rule.run_update_rule: .*{words}"):
        layer(np.ones(3)).backward(Rule(rule))
    np.testing.assert_array_equal(layer.weights, np.ones(3))


def test_update_that_is_not_written():
    """Does a layer with gradients for parameters but without internal_update say so?"""

    class Fixed(Layer):
        def internal_forward(self, inputs):
            return inputs

        def internal_backward(self, inputs, gradients):
            return gradients[0], np.ones(2)

    with pytest.raises(FunctionError, match=r"Fixed\.internal_update: is not written yet"):
        Fixed()(np.ones(3)).backward(Rule(list))


def test_optimizer_that_is_not_written():
    """Does an optimizer without its rule say so?"""
    with pytest.raises(FunctionError, match=r"Optimizer\.run_update_rule: is not written yet"):
        Pair((np.ones(3),) * 3)(np.ones(3)).backward(Optimizer())
