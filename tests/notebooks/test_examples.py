"""The examples in the docstrings of what students write."""

import doctest
import inspect
from types import FunctionType

import numpy as np
import pytest

from tests.length.solved import ANSWERS

CLASSES = ("SGD", "FullyConnected", "MeanSquaredError", "Relu", "Adam")
METHODS = {
    f"{name}.{member}": inspect.unwrap(getattr(ANSWERS[name], member))
    for name in CLASSES
    for member, value in vars(ANSWERS[name]).items()
    if isinstance(value, FunctionType | staticmethod)
}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_examples_are_true(name: str) -> None:
    """Does the solution print what the example says?"""
    found = doctest.DocTestFinder().find(METHODS[name], name, globs=dict(ANSWERS, np=np))
    for example in found:
        failures = doctest.DocTestRunner().run(example)
        assert failures.failed == 0, name


def test_each_gap_has_an_example() -> None:
    """Is there an example in each method that a student completes?"""
    with_examples = [name for name, method in METHODS.items() if ">>>" in (method.__doc__ or "")]
    assert sorted(with_examples) == [
        "Adam.run_update_rule",
        "FullyConnected.__init__",
        "FullyConnected.internal_backward",
        "FullyConnected.internal_forward",
        "FullyConnected.internal_update",
        "MeanSquaredError.create_one_hot",
        "MeanSquaredError.internal_backward",
        "MeanSquaredError.internal_forward",
        "Relu.internal_backward",
        "Relu.internal_forward",
        "SGD.run_update_rule",
    ]
