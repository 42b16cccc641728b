"""What holds for all functions and layers, whatever goes in: shapes, types, layouts, and how often a node is used."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import length.functions as F  # noqa: N812
from length import Function, Graph, Layer
from length.errors import FunctionError
from tests.length import solved
from tests.length.solved import ANSWERS, FullyConnected, MeanSquaredError, Relu

usual = settings(max_examples=60, deadline=None, derandomize=True)

LAYOUTS = {
    "C": np.ascontiguousarray,
    "Fortran": np.asfortranarray,
    "view with steps": lambda array: np.repeat(array, 2, axis=-1)[..., ::2] if array.ndim else array,
    "reversed view": lambda array: np.ascontiguousarray(array[::-1])[::-1] if array.ndim else array,
    "transposed view": lambda array: np.ascontiguousarray(array.T).T,
}
DTYPES = (np.float32, np.float64)
STEP = 1e-5


@st.composite
def inputs(draw, shape=None, least_axes=0, most_axes=4, dtypes=DTYPES):
    """Return a read-only array of any shape, float type and layout: who changes its input is found out."""
    shape = draw(array_shapes(min_dims=least_axes, max_dims=most_axes, max_side=4) if shape is None else shape)
    # thousandths, away from the bend of ReLU: rounding is no difference there
    numbers = st.integers(-3000, 3000).filter(lambda n: abs(n) > 10).map(lambda n: n / 1000)
    values = draw(arrays(np.float64, shape, elements=numbers))
    array = draw(st.sampled_from(list(LAYOUTS.values())))(values.astype(draw(st.sampled_from(dtypes))))
    array.flags.writeable = False
    return array


def labels_for(draw, rows, classes):
    """Return labels of any integer type."""
    labels = draw(
        arrays(draw(st.sampled_from((np.uint8, np.int32, np.int64))), rows, elements=st.integers(0, classes - 1))
    )
    labels.flags.writeable = False
    return labels


def assert_value(output, expected, dtype):
    """Compare an output with a formula that was computed in float64."""
    assert output.dtype == dtype
    assert output.shape == np.shape(expected)
    np.testing.assert_allclose(output.data, expected, rtol=1e-4, atol=1e-5)


def assert_gradients(function, *nodes_data, seed=0):
    """Compare gradients in float64 with differences along a random direction, from a random incoming gradient."""
    rng = np.random.default_rng(seed)
    exact = [data.astype(np.float64) if data.dtype.kind == "f" else data for data in nodes_data]
    nodes = [Graph(data) for data in exact]
    end = function(*nodes)
    end.grad = incoming = rng.normal(size=end.shape)
    end.backward()
    for position, node in enumerate(nodes):
        if node.data.dtype.kind != "f":
            assert node.grad is None
            continue
        assert node.grad.shape == node.shape
        direction = rng.normal(size=node.shape)
        values = []
        for sign in (1, -1):
            moved = list(exact)
            moved[position] = exact[position] + sign * STEP * direction
            values.append(np.sum(function(*map(Graph, moved)).data * incoming))
        np.testing.assert_allclose(
            np.sum(node.grad * direction), (values[0] - values[1]) / (2 * STEP), rtol=1e-4, atol=1e-5
        )


def softmax(x):
    return np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)


UNARY = {
    "sigmoid": (solved.sigmoid, lambda x: 1 / (1 + np.exp(-x)), 0),
    "softmax": (solved.softmax, softmax, 1),
    "sum": (F.sum, np.sum, 0),
    "relu": (lambda x: Relu()(x), lambda x: (np.abs(x) + x) / 2, 0),
    "dropout, not in training": (lambda x: solved.dropout(x, train=False), lambda x: x, 0),
}


@pytest.mark.parametrize("name", UNARY)
@usual
@given(data=st.data())
def test_functions_of_one_array(name, data):
    """Are values those of the plain formula and gradients those of differences?"""
    function, formula, least_axes = UNARY[name]
    x = data.draw(inputs(least_axes=least_axes))
    assert_value(function(Graph(x)), formula(x.astype(np.float64)), x.dtype)
    assert_gradients(function, x)


@usual
@given(data=st.data())
def test_add_broadcasts(data):
    """Does each input of a sum get a gradient of its own shape, however NumPy broadcast it?"""
    shape = data.draw(array_shapes(max_dims=3, max_side=3))
    kept = data.draw(st.integers(0, len(shape)))
    other = tuple(data.draw(st.sampled_from((1, size))) for size in shape[kept:])
    x1, x2 = data.draw(inputs(st.just(shape))), data.draw(inputs(st.just(other)))
    assert_value(F.add(x1, x2), x1.astype(np.float64) + x2, np.result_type(x1, x2))
    assert_gradients(F.add, x1, x2)


@pytest.mark.parametrize("rows_as_targets", [False, True])
@usual
@given(data=st.data())
def test_softmax_cross_entropy(rows_as_targets, data):
    """Is the loss the mean of -log(probability), for labels of any integer type and for rows, from a batch of 1 on?"""
    x = data.draw(inputs(array_shapes(min_dims=2, max_dims=2, max_side=4)))
    probabilities = softmax(x.astype(np.float64))
    if rows_as_targets:
        targets = data.draw(inputs(st.just(x.shape))) ** 2
        targets /= targets.sum(axis=1, keepdims=True)
        expected = -(targets.astype(np.float64) * np.log(probabilities)).sum() / len(x)
    else:
        targets = labels_for(data.draw, len(x), x.shape[1])
        expected = -np.log(probabilities[np.arange(len(x)), targets]).mean()
    assert_value(solved.softmax_cross_entropy(x, targets), expected, x.dtype)
    assert_gradients(solved.softmax_cross_entropy, x, targets)


@usual
@given(data=st.data())
def test_accuracy(data):
    """Is the accuracy the share of right answers, with no gradient?"""
    x = data.draw(inputs(array_shapes(min_dims=2, max_dims=2, max_side=4)))
    labels = labels_for(data.draw, len(x), x.shape[1])
    right = sum(int(np.argmax(row)) == label for row, label in zip(x, labels, strict=True))
    node = Graph(x)
    accuracy = F.accuracy(node, labels)
    assert_value(accuracy, right / len(x), np.float32)
    accuracy.backward()
    assert node.grad is None


@usual
@given(data=st.data(), ratio=st.floats(0, 0.9), seed=st.integers(0, 9))
def test_dropout(data, ratio, seed):
    """Are numbers left out or scaled, the gradient likewise, with the same mask?"""
    x = data.draw(inputs(least_axes=1))

    def function(node):
        np.random.seed(seed)
        return solved.dropout(node, ratio)

    assert_gradients(function, x)
    output = function(Graph(x))
    scaled = x.astype(np.float64) / (1 - ratio)
    stayed = output.data != 0
    np.testing.assert_allclose(output.data[stayed], scaled[stayed], rtol=1e-5)
    assert output.dtype == x.dtype


@pytest.mark.parametrize("with_labels", [False, True])
@usual
@given(data=st.data())
def test_mean_squared_error(with_labels, data):
    """Does the master's loss agree with the formula, for targets of one shape and for labels?"""
    x1 = data.draw(inputs(array_shapes(min_dims=2, max_dims=2, max_side=4)))
    x2 = labels_for(data.draw, len(x1), x1.shape[1]) if with_labels else data.draw(inputs(st.just(x1.shape)))
    rows = np.eye(x1.shape[1])[x2] if with_labels else x2.astype(np.float64)
    assert_value(MeanSquaredError()(x1, x2), np.mean((x1.astype(np.float64) - rows) ** 2), np.float32)
    node1, node2 = Graph(x1), Graph(x2)
    MeanSquaredError()(node1, node2).backward()
    expected = 2 * (x1 - rows) / x1.size
    np.testing.assert_allclose(node1.grad, expected, rtol=1e-4, atol=1e-6)
    if with_labels:
        assert node2.grad is None
    else:
        np.testing.assert_allclose(node2.grad, -expected, rtol=1e-4, atol=1e-6)


@usual
@given(data=st.data(), sizes=st.lists(st.integers(1, 5), min_size=3, max_size=3))
def test_fully_connected_used_twice(data, sizes):
    """Is the master's layer right for any sizes and layouts, and updated once with the sum of both uses?"""
    batch, num_inputs, num_outputs = sizes
    x1, x2 = (data.draw(inputs(st.just((batch, num_inputs)))) for _ in range(2))
    layer = FullyConnected(num_inputs, num_outputs)
    weights, bias = np.float64(layer.weights), np.float64(layer.bias)
    assert_value(layer(x1), x1.astype(np.float64) @ weights + bias, np.result_type(x1, np.float32))
    nodes = Graph(x1), Graph(x2)
    total = F.sum(F.add(layer(nodes[0]), layer(nodes[1])))
    total.backward(ANSWERS["SGD"](0.5))
    for node in nodes:
        np.testing.assert_allclose(node.grad, np.ones((batch, num_outputs)) @ weights.T, rtol=1e-4, atol=1e-6)
    step = 0.5 * (x1.astype(np.float64) + x2).T @ np.ones((batch, num_outputs))
    np.testing.assert_allclose(layer.weights, weights - step, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(layer.bias, bias - 0.5 * 2 * batch, rtol=1e-4)


def sgd(gradients, rate):
    return rate * gradients[-1]


def momentum_sgd(gradients, rate, momentum):
    return rate * sum(momentum**age * gradient for age, gradient in enumerate(reversed(gradients)))


def adam(gradients, rate, beta1, beta2):
    """Return the delta from all gradients so far: the moments are weighted means, whose weights the correction sums."""
    weights1, weights2 = ([beta**age for age in reversed(range(len(gradients)))] for beta in (beta1, beta2))
    m = sum(weight * gradient for weight, gradient in zip(weights1, gradients, strict=True)) / sum(weights1)
    v = sum(weight * gradient**2 for weight, gradient in zip(weights2, gradients, strict=True)) / sum(weights2)
    return rate * m / (np.sqrt(v) + 1e-8)


# each with its formula, and the number of its decays
OPTIMIZERS = {"SGD": (sgd, 0), "MomentumSGD": (momentum_sgd, 1), "Adam": (adam, 2)}


@pytest.mark.parametrize("name", OPTIMIZERS)
@usual
@given(data=st.data(), rate=st.floats(1e-4, 1))
def test_optimizers(name, data, rate):
    """Are deltas those of the formula, of their gradients' type, for two layers in turn, and left alone afterwards?"""
    formula, decays = OPTIMIZERS[name]
    options = [rate, *data.draw(st.tuples(*[st.floats(0, 0.999)] * decays))]
    rule = ANSWERS[name](*options)
    layers = [Layer(), Layer()]
    kinds = st.lists(st.tuples(array_shapes(max_dims=3, max_side=3), st.sampled_from(DTYPES)), min_size=1, max_size=3)
    parameters = [data.draw(kinds) for _ in layers]
    history = [[[] for _ in kinds_of_one] for kinds_of_one in parameters]
    results = []
    for turn in data.draw(st.lists(st.integers(0, 1), min_size=1, max_size=5)):
        gradients = [data.draw(inputs(st.just(shape), dtypes=(dtype,))) for shape, dtype in parameters[turn]]
        deltas = rule.run_update_rule(gradients, layers[turn])
        assert len(deltas) == len(gradients)
        for so_far, delta, gradient in zip(history[turn], deltas, gradients, strict=True):
            so_far.append(gradient.astype(np.float64))
            results.append((delta, formula(so_far, *options), gradient.dtype))
    for delta, expected, dtype in results:  # not before the last step: none may change what was handed out
        assert delta.dtype == dtype
        np.testing.assert_allclose(delta, expected, rtol=1e-3, atol=1e-4 * rate)


class Halves(Function):
    """Two outputs: the halves of an array."""

    def internal_forward(self, inputs):
        (x,) = inputs
        return x[: len(x) // 2], x[len(x) // 2 :]

    def internal_backward(self, inputs, gradients):
        return (np.concatenate(gradients),)


@usual
@given(data=st.data(), used=st.sampled_from(((0,), (1,), (0, 1), (1, 1))))
def test_several_outputs(data, used):
    """Does an input get the gradients of those outputs that are used, however often?"""
    x = data.draw(inputs(st.integers(2, 6).map(lambda size: (size,))))

    def function(node):
        halves = Halves()(node)
        total = F.sum(solved.sigmoid(halves[used[0]]))
        for position in used[1:]:
            total = F.add(total, F.sum(halves[position]))
        return total

    assert_gradients(function, x)


@usual
@given(data=st.data())
def test_any_graph(data):
    """Are gradients right in graphs of any form, with nodes that are used many times or not at all?"""
    x = data.draw(inputs(array_shapes(max_dims=2, max_side=3)))
    steps = data.draw(st.lists(st.tuples(st.sampled_from("+s"), st.integers(0, 99), st.integers(0, 99)), max_size=8))

    def function(node):
        nodes = [node]
        for operation, first, second in steps:
            one, other = nodes[first % len(nodes)], nodes[second % len(nodes)]
            nodes.append(F.add(one, other) if operation == "+" else solved.sigmoid(one))
        return F.sum(F.add(nodes[-1], node))

    assert_gradients(function, x)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
@pytest.mark.parametrize(
    "function",
    [solved.sigmoid, solved.softmax, F.sum, solved.dropout, lambda x: F.add(x, x),
     lambda x: F.accuracy(x, np.zeros(len(x), int)),
     lambda x: solved.softmax_cross_entropy(x, np.zeros(len(x), int)), lambda x: Relu()(x), FullyConnected(3, 2),
     lambda x: MeanSquaredError()(x, x)],
)  # fmt: skip
def test_empty_input(function, shape):
    """Does every function and layer refuse an empty batch in words?"""
    with pytest.raises(FunctionError, match=r"forward: x1? must hold one number at least, got shape \(.*0.*\)"):
        function(np.zeros(shape, np.float32))
