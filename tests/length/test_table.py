"""What a graph looks like for people."""

import numpy as np

import length.functions as F  # noqa: N812
from length import DTYPE, Graph

EXPECTED = """\
node  made by              from  shape   dtype    gradient
0     input                      (4, 3)  float32  (4, 3)
1     Sigmoid              0     (4, 3)  float32  (4, 3)
2     Add                  1 1   (4, 3)  float32  (4, 3)
3     input                      (4,)    uint8
4     SoftmaxCrossEntropy  2 3   ()      float32  ()
"""


def test_visualize(capsys):
    """Does the table show every node once, after the nodes it was made from, in columns?"""
    hidden = F.sigmoid(np.zeros((4, 3), dtype=DTYPE))
    loss = F.softmax_cross_entropy(F.add(hidden, hidden), np.zeros(4, dtype=np.uint8))
    loss.backward()
    assert loss.visualize() is None
    assert capsys.readouterr().out == EXPECTED


def test_visualize_a_leaf(capsys):
    """Is a single node a table of one line?"""
    Graph(1).visualize()
    assert capsys.readouterr().out.splitlines()[1].split() == ["0", "input", "()", "int64"]


def test_repr():
    """Does a node say what made it and how large it is, not all its numbers?"""
    assert repr(F.sigmoid(np.zeros((4, 3)))) == "Graph(Sigmoid, shape=(4, 3), dtype=float64)"
