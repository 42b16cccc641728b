"""How layers are updated."""

import numpy as np
import pytest

import length.functions as F  # noqa: N812
from length import Graph
from length.errors import GraphError


def test_a_layer_is_updated(answers):
    """Does the layer subtract the deltas that the optimizer computed for its parameters?"""
    layer, optimizer = answers.Scale(2), answers.Step(0.1)
    F.sum(layer(np.array([[1.0, 2.0], [3.0, 4.0]]))).backward(optimizer)
    np.testing.assert_allclose(layer.w, 2 - 0.1 * np.array([4, 6]))
    np.testing.assert_allclose(layer.b, [-0.2, -0.2])
    assert [asked for asked, _ in optimizer.asked] == [layer]


def test_without_an_optimizer_nothing_is_updated(answers):
    """Does backward without an optimizer leave the parameters alone?"""
    layer = answers.Scale(2)
    F.sum(layer(np.ones((3, 2)))).backward()
    np.testing.assert_array_equal(layer.w, [2, 2])


def test_a_layer_used_twice_is_updated_once(answers):
    """Does a layer keep the inputs of each use, and is it updated once with the sum of its gradients?"""
    layer, optimizer = answers.Scale(1), answers.Step(1.0)
    x = Graph(np.array([[3.0]]))
    layer(layer(x)).backward(optimizer)  # w (w x + b) + b with w = 2, b = 0
    ((asked, (grad_w, grad_b)),) = optimizer.asked
    assert asked is layer
    np.testing.assert_array_equal(grad_w, [2 * 2 * 3])
    np.testing.assert_array_equal(grad_b, [2 + 1])
    np.testing.assert_array_equal(x.grad, [[4]])  # with the weights of the forward pass, not those after the update


def test_two_layers_are_updated_apart(answers):
    """Does each layer get the deltas of its own gradients?"""
    first, second, optimizer = answers.Scale(1), answers.Scale(1), answers.Step(1.0)
    second(first(np.array([[3.0]]))).backward(optimizer)
    np.testing.assert_array_equal([first.w, second.w], [[2 - 2 * 3], [2 - 2 * 3]])
    assert {id(layer) for layer, _ in optimizer.asked} == {id(first), id(second)}


def test_a_layer_off_the_way_is_not_updated(answers):
    """Is a layer left alone from which no gradient leads to the end?"""
    layer, optimizer = answers.Scale(2), answers.Step(0.1)
    F.accuracy(layer(np.ones((3, 2))), np.array([0, 1, 1])).backward(optimizer)
    assert optimizer.asked == []


def test_what_is_no_optimizer_is_refused(answers):
    """Is the class instead of an object named as the slip, and the layer left alone?"""
    layer = answers.Scale(1)
    end = layer(np.ones((1, 1)))
    with pytest.raises(GraphError, match=r"got the class Step\. Create one: Step\(0\.1\)"):
        end.backward(answers.Step)
    with pytest.raises(GraphError, match="expected an optimizer, got float"):
        end.backward(0.1)
    assert layer.w == 2


def test_backward_of_a_layer_alone(answers):
    """Does a layer's own backward return the input's gradient, and update only with an optimizer of its own?"""
    layer, optimizer = answers.Scale(1), answers.Step(1.0)
    layer(np.array([[3.0]]))
    (grad_x,) = layer.backward(np.array([[1.0]]))
    assert (grad_x.tolist(), layer.w.tolist()) == ([[2]], [2])
    layer.optimizer = optimizer
    layer.backward(np.array([[1.0]]))
    assert (layer.w.tolist(), layer.b.tolist()) == ([2 - 3], [-1])


def test_a_layer_lives_as_long_as_its_optimizer(answers):
    """Does an optimizer that knows layers by their id never meet another one under it?"""
    optimizer, ids = answers.Step(0.1), []
    for _ in range(20):
        layer = answers.Scale(1)
        layer(np.ones((1, 1))).backward(optimizer)
        ids.append(id(layer))
        optimizer.asked.clear()
    assert len(set(ids)) == 20
