"""How gradients go back through a graph."""

import gc
import time
import weakref

import numpy as np
import pytest

import length.functions as F  # noqa: N812
from length import Function, Graph
from tests.length.solved import softmax_cross_entropy


def test_a_node_used_twice_sums_its_gradients(answers):
    """Are the gradients of all uses of a node summed?"""
    x = Graph(np.array([1.0, 2.0, 3.0]))
    squared = answers.Square()(x)
    F.sum(F.add(F.add(squared, x), squared)).backward()
    np.testing.assert_array_equal(squared.grad, [2, 2, 2])
    np.testing.assert_array_equal(x.grad, 1 + 4 * x.data)


def test_a_diamond_is_walked_in_topological_order(answers):
    """Does a node wait for the gradients of all ways before it passes its own on, the long way included?"""
    x = Graph(np.array(1.5))
    near = answers.Square()(x)
    far = near
    for _ in range(3):
        far = answers.Square()(far)
    F.add(far, near).backward()
    np.testing.assert_allclose(x.grad, 16 * 1.5**15 + 2 * 1.5)


def test_a_second_call_starts_afresh(answers):
    """Does backward give the same gradients the second time?"""
    x = Graph(np.array([1.0, 2.0]))
    end = F.sum(answers.Square()(x))
    for _ in range(3):
        end.backward()
        np.testing.assert_array_equal(x.grad, [2, 4])


def test_a_gradient_set_by_hand_is_the_start(answers):
    """Does backward start from the grad that was set by hand, each time, until it is taken away?"""
    x = Graph(np.array([1.0, 2.0]))
    end = answers.Square()(x)
    end.grad = np.array([10.0, 100.0])
    for _ in range(2):
        end.backward()
        np.testing.assert_array_equal(x.grad, [20, 400])
        np.testing.assert_array_equal(end.grad, [10, 100])
    end.grad = None
    end.backward()
    np.testing.assert_array_equal(x.grad, [2, 4])


def test_a_computed_gradient_is_no_start(answers):
    """Does a node inside a graph start from ones, though an earlier pass left a gradient in it?"""
    x = Graph(np.array([1.0, 2.0]))
    inside = answers.Square()(x)
    answers.Square()(inside).backward()
    inside.backward()
    np.testing.assert_array_equal(x.grad, [2, 4])


def test_leaf_arrays_get_gradients():
    """Does a plain array that goes into a function get its gradient in its node, and labels None?"""
    scores, labels = np.zeros((2, 2)), np.array([0, 1])
    loss = softmax_cross_entropy(scores, labels)
    loss.backward()
    scores_node, labels_node = loss.predecessors
    np.testing.assert_allclose(scores_node.grad, [[-0.25, 0.25], [0.25, -0.25]])
    assert labels_node.grad is None


def test_a_gradient_for_labels_is_dropped():
    """Do labels get None even from a function that returns a gradient for them?"""

    class Lazy(Function):
        def internal_forward(self, inputs):
            return (inputs[0].sum(),)

        def internal_backward(self, inputs, gradients):
            return np.ones_like(inputs[0]), np.ones(7)

    labels = Graph([1, 2])
    Lazy()([1.0, 2.0], labels).backward()
    assert labels.grad is None


def test_each_call_keeps_what_it_stored(answers):
    """Does a function that is called twice find the state of the right call again?"""
    square = answers.Square()
    first, second = Graph(np.array(3.0)), Graph(np.array(5.0))
    F.add(square(first), square(second)).backward()
    assert (first.grad, second.grad) == (6, 10)


def test_several_outputs():
    """Does a function with several outputs get a gradient for each: zeros for one that is not used or was dropped?"""

    class Halves(Function):
        def internal_forward(self, inputs):
            (x,) = inputs
            return x[:2], x[2:]

        def internal_backward(self, inputs, gradients):
            return (np.concatenate(gradients),)

    x = Graph(np.array([1.0, 2.0, 3.0]))
    left, right = Halves()(x)
    F.sum(F.add(left, right)).backward()
    np.testing.assert_array_equal(x.grad, [1, 1, 2])
    left.backward()
    np.testing.assert_array_equal(x.grad, [1, 1, 0])
    F.sum(Halves()(x)[1]).backward()
    np.testing.assert_array_equal(x.grad, [0, 0, 1])


def test_numbers_and_lists_go_in():
    """Do lists and numbers become leaves, floats in the course's dtype?"""
    end = F.add([[1.0, 2.0]], 1.0)
    assert end.data.dtype == np.float32
    np.testing.assert_array_equal(end.data, [[2, 3]])


def chain(length, start):
    node = start
    for _ in range(length):
        node = F.add(node, np.float32(1))
    return node


def test_a_chain_of_100000_nodes():
    """Is a graph deeper than Python's stack walked, shown and freed, and quickly?"""
    start = Graph(np.float32(1))
    began = time.perf_counter()
    end = chain(100_000, start)
    end.backward()
    assert start.grad == 1
    assert end.data == 100_001
    del end
    assert time.perf_counter() - began < 30  # about a second; a walk over all paths would never end


def test_many_paths():
    """Is each node visited once, though 2^60 paths lead to the first?"""
    start = node = Graph(np.array(1.0))
    for _ in range(60):
        node = F.add(node, node)
    node.backward()
    assert start.grad == 2.0**60


def test_a_graph_is_freed_at_once(answers):
    """Is a graph free of reference cycles, before and after backward?"""
    gc.disable()
    try:
        x = Graph(np.ones(3))
        end = F.sum(answers.Square()(x))
        inside = weakref.ref(end.predecessors[0])
        end.backward()
        assert inside() is not None
        del end
        assert inside() is None
    finally:
        gc.enable()


def test_a_gradient_of_another_shape_is_refused():
    """Is a grad set by hand checked against the data?"""
    from length.errors import GraphError

    node = Graph(np.ones((2, 3)))
    with pytest.raises(GraphError, match=r"shape of its data, \(2, 3\), got \(3, 2\)"):
        node.grad = np.ones((3, 2))


@pytest.mark.parametrize("data", ["text", None, [[1.0], [1.0, 2.0]], object()])
def test_data_must_be_numbers(data):
    """Is what is no number refused where it comes in?"""
    from length.errors import GraphError

    with pytest.raises(GraphError, match="data must be an array of numbers"):
        Graph(data)
