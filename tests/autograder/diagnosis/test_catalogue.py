"""Which known mistakes explain what a submission fails: one, several together, or none."""

from collections.abc import Mapping

import numpy as np
import pytest

from autograder.diagnosis.catalogue import Catalogue, Entry, families
from autograder.diagnosis.evidence import Evidence
from autograder.remote.transcript import Part


def got(value: object) -> Evidence:
    return Evidence.of(Part([("t 1", value)]))


def entry(name: str, family: str = "", **failed: object) -> Entry:
    return Entry(name, family or name, f"{name} was done", "", {key: got(value) for key, value in failed.items()})


HALF, TWICE = np.array([0.5, 1.0], np.float32), np.array([2.0, 4.0], np.float32)
KNOWN = Catalogue(
    {"a": got(np.array([1.0, 2.0], np.float32)), "b": got(1.0)},
    (
        entry("halves", a=HALF),
        entry("doubles", a=TWICE),
        entry("doubles in another way", "doubles", a=TWICE),
        entry("no number", b=None),
        entry("doubles and no number", a=TWICE, b=None),
        entry("wide", a=np.array([1.0, 2.0])),
        entry("minus one", b=-1.0),
        entry("minus one, too", b=-1.0),
    ),
)


@pytest.mark.parametrize(
    ("failed", "named"),
    [
        ({"a": HALF}, {"a": "halves"}),
        ({"a": TWICE}, {"a": "doubles"}),
        ({"a": TWICE, "b": None}, {"a": "doubles and no number", "b": "doubles and no number"}),
        ({"a": HALF, "b": None}, {"a": "halves", "b": "no number"}),
        ({"a": HALF, "b": 3.0}, {}),
        ({"a": HALF * 1.001}, {}),
        ({"a": HALF.astype(np.float64)}, {"a": "halves"}),
        ({"a": np.array([1.0, 2.0])}, {"a": "wide"}),
        ({"a": np.array([1.0, 2.0], np.float16)}, {}),
        ({"b": -1.0}, {}),
        ({"a": HALF, "b": -1.0}, {}),
        ({}, {}),
    ],
)
def test_explain(failed: Mapping[str, object], named: Mapping[str, str]) -> None:
    """Is each failed property named where it is sure for all of them, and none otherwise?"""
    found = KNOWN.explain({name: got(value) for name, value in failed.items()})
    assert {name: item.family for name, item in found.items()} == named


def test_packed() -> None:
    """Does a catalogue name the same after it was written and read?"""
    read = Catalogue.unpacked(KNOWN.packed())
    assert read.explain({"a": got(TWICE)})["a"].text == "doubles was done"
    assert read.packed() == KNOWN.packed()


def test_families() -> None:
    """Are mistakes together that no test tells apart?"""
    found = [[item.name for item in group] for group in families(KNOWN.entries)]
    assert [group for group in found if len(group) > 1] == [
        ["doubles", "doubles in another way"],
        ["minus one", "minus one, too"],
    ]
