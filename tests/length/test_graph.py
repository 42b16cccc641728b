"""What a node of a graph is made of, and what a graph looks like for people."""

import copy
import pickle

import numpy as np
import pytest

import length.functions as F  # noqa: N812
from length import DTYPE, Function, Graph
from length.errors import GraphError
from tests.length.solved import sigmoid, softmax_cross_entropy


def test_visualize(capsys):
    """Does the table show every node once, after the nodes it was made from, in columns of one width?"""
    hidden = sigmoid(np.zeros((4, 3), dtype=DTYPE))
    labels = np.zeros(4, dtype=np.uint8)
    assert softmax_cross_entropy(F.add(hidden, hidden), labels).visualize() is None
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines()]
    assert len({tuple(map(len, row)) for row in rows}) == 1
    cells = [tuple(cell.strip() for cell in row) for row in rows]
    assert cells[0] == ("id", "layer", "next")
    names = [layer for _, layer, _ in cells[1:]]
    assert sorted(names) == sorted(
        ["input (4, 3)", "Sigmoid (4, 3)", "Add (4, 3)", "input (4,)", "SoftmaxCrossEntropy ()"]
    )
    follows = {number: next_ids for number, _, next_ids in cells[1:]}
    ids = {layer: number for number, layer, _ in cells[1:]}
    assert follows[ids["input (4, 3)"]] == ids["Sigmoid (4, 3)"]
    assert follows[ids["Sigmoid (4, 3)"]] == ids["Add (4, 3)"]
    assert follows[ids["input (4,)"]] == follows[ids["Add (4, 3)"]] == ids["SoftmaxCrossEntropy ()"]
    assert follows[ids["SoftmaxCrossEntropy ()"]] == ""


def test_visualize_a_leaf(capsys):
    """Is a single node a table of one line?"""
    Graph(1).visualize()
    assert capsys.readouterr().out.splitlines()[1].split() == ["0", "|", "input", "()", "|"]


def test_repr():
    """Does a node say what made it, or how it is called, and its shape?"""
    assert repr(sigmoid(np.zeros((4, 3)))) == "Sigmoid (4, 3)"
    assert repr(Graph(np.zeros(2), name="images")) == "images (2,)"


def test_made_by_hand():
    """Can a node be made from predecessors and a creator, as functions do it?"""

    class Double(Function):
        def internal_backward(self, inputs, gradients):
            return (2 * gradients[0],)

    x, double = Graph([1.0, 2.0]), Double()
    node = Graph(2 * x.data, (x,), double, "twice")
    assert (node.predecessors, node.creator, node.dtype) == ((x,), double, DTYPE)
    node.backward()
    assert x.grad.tolist() == [2, 2]
    assert (x.predecessors, x.creator) == (None, None)


def test_a_number_as_gradient():
    """May a gradient be set by hand as a plain number?"""
    x = Graph([1.0, 2.0])
    end = F.sum(x)
    end.grad = 3
    end.backward()
    assert x.grad.tolist() == [3, 3]


def test_backward_on_a_leaf():
    """Does backward do nothing where nothing led to?"""
    leaf = Graph(np.ones(1))
    leaf.backward()
    assert leaf.grad is None


def test_numpy_takes_leaves():
    """Does NumPy compute with the numbers of a leaf, such as a batch's labels?"""
    labels = Graph(np.array([0, 2, 1]))
    assert len(labels) == 3
    assert (np.array([0, 1, 1]) == labels).tolist() == [True, False, True]
    assert np.eye(3)[labels].argmax(axis=1).tolist() == [0, 2, 1]


def test_numpy_is_refused_the_rest():
    """Is a node that a function made refused, as its way back would be lost without a word?"""
    with pytest.raises(GraphError, match=r"Add \(2,\): NumPy can't compute .* Use `\.data`"):
        np.maximum(F.add([1.0, -1.0], 0.0), 0)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda node: pickle.loads(pickle.dumps(node))])  # noqa: S301
def test_copies_are_leaves(duplicate):
    """Does a copied or sent node keep its numbers and lose its history?"""
    node = duplicate(F.add([1.0, 2.0], 1.0))
    assert (node.data.tolist(), node.creator) == ([2, 3], None)
