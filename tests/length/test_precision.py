"""Where float64 begins in a graph."""

import numpy as np
import pytest

import length.functions as F  # noqa: N812
from length import Function
from length.precision import find_float64
from tests.length.solved import sigmoid

FLOATS = np.ones((2, 3), np.float32)


class Wide(Function):
    """Gives back float64 on the way back."""

    def internal_forward(self, inputs):
        return inputs

    def internal_backward(self, inputs, gradients):
        return (gradients[0].astype(np.float64),)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (lambda: F.sum(sigmoid(FLOATS)), ""),
        (lambda: F.sum(sigmoid(FLOATS.astype(float))), "Sigmoid gets float64 (2, 3), expected float32"),
        (
            lambda: F.sum(Wide()(sigmoid(FLOATS))),
            "Wide.internal_backward gives back float64 (2, 3), expected float32",
        ),
    ],
)
def test_where_it_begins(end, told):
    """Is the first function named that gets or gives back float64, and none where there is none?"""
    node = end()
    node.backward()
    assert find_float64(node) == told
