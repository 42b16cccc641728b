"""Comparing what came back with what was expected."""

import numpy as np
import pytest

from autograder.tasks.comparison import EXACT, FLOAT32, Comparison

EXPECTED = {"loss": np.array(0.7312), "deltas": np.linspace(-1.1234, 1.5678, 12).reshape(3, 4)}


def changed(**arrays):
    return EXPECTED | arrays


@pytest.mark.parametrize("dtype", [np.float64, np.float32, ">f4"])
def test_equal(dtype):
    """Do equal numbers pass, in any floating point dtype and byte order?"""
    assert FLOAT32.differences({name: array.astype(dtype) for name, array in EXPECTED.items()}, EXPECTED) == ""


def test_more_names():
    """Are names that nobody asked for ignored?"""
    assert FLOAT32.differences(changed(other=np.array(1)), EXPECTED) == ""


def test_missing():
    """Is a missing array named?"""
    assert FLOAT32.differences({"loss": EXPECTED["loss"]}, EXPECTED) == "deltas is missing"


def test_shape():
    """Are both shapes named?"""
    message = FLOAT32.differences(changed(deltas=np.zeros((4, 3))), EXPECTED)
    assert message == "deltas has shape (4, 3), needs (3, 4)"


@pytest.mark.parametrize("deltas", [np.zeros((3, 4), int), np.zeros((3, 4), bool), np.full((3, 4), "a")])
def test_kind(deltas):
    """Are whole numbers, truth values and text no floating point numbers?"""
    assert "needs floating point numbers" in FLOAT32.differences(changed(deltas=deltas), EXPECTED)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 0.5])
def test_entries(wrong):
    """Are wrong entries counted, NaN and inf among them, without telling what was expected?"""
    deltas = EXPECTED["deltas"].copy()
    deltas[0, 1] = deltas[2, 2] = deltas[1, 3] = wrong
    assert FLOAT32.differences(changed(deltas=deltas), EXPECTED) == "deltas: 3 of 12 entries differ"


def test_one_number():
    """Is a wrong number reported without the right one?"""
    assert FLOAT32.differences(changed(loss=np.array(0.5)), EXPECTED) == "loss differs"


def test_claims():
    """Is what is not the case said in words?"""
    right = {"batches_do_not_influence_each_other": np.array(True)}
    wrong = {"batches_do_not_influence_each_other": np.array(False)}
    assert EXACT.differences(right, right) == ""
    assert EXACT.differences(wrong, right) == "not the case: batches do not influence each other"


def test_whole_numbers():
    """Must whole numbers be equal, whatever the tolerance, and be whole?"""
    label = {"label": np.array(6)}
    assert Comparison(rtol=1, atol=5).differences({"label": np.array(5, np.uint8)}, label) == "label differs"
    assert FLOAT32.differences({"label": np.array(6, np.uint8)}, label) == ""
    assert "needs whole numbers" in FLOAT32.differences({"label": np.array(6.0)}, label)


@pytest.mark.parametrize("error", [0, 1e-5, -1e-5])
def test_rounding(error):
    """Does rounding of float32 pass?"""
    assert FLOAT32.differences({name: array * (1 + error) for name, array in EXPECTED.items()}, EXPECTED) == ""


@pytest.mark.parametrize("odd", [None, 1.5, [1, 2], np.ma.array([1, 2]), np.array([None])])
def test_no_plain_arrays(odd):
    """Is anything but a plain array a difference, not an error?"""
    assert FLOAT32.differences(changed(loss=odd), EXPECTED)
