"""Turning answers into points."""

import numpy as np

from autograder.sandbox.results import ProbeFailure
from autograder.tasks.scoring import score
from autograder.tasks.task import Property, Task


def probe_double(student, case):
    """Twice a number."""
    return {"y": np.array(student["double"](case["x"]))}


def numbers(rng):
    """Two numbers."""
    return [{"x": rng.normal(size=2)}, {"x": rng.normal(size=3)}]


def doubled(case):
    """Twice."""
    return {"y": 2 * case["x"]}


def same(case):
    """Unchanged."""
    return {"y": case["x"]}


def task(*properties):
    return Task("double", "Doubling", properties, (), ("double",), None)


MAIN = Property("doubles", 1.5, probe_double, numbers, doubled)
SUPPORTING = Property("leaves x alone", 0.5, probe_double, numbers, same, supporting=True)


class Answering:
    """Applies a function to each case's x."""

    def __init__(self, function):
        self._function = function

    def probe(self, requests):
        return [[self._function(case["x"]) for case in request.cases] for request in requests]


def test_all_points():
    """Does a right answer get all points and no message?"""
    result = score(task(MAIN), Answering(lambda x: {"y": x * 2}))
    assert (result.points, result.max_points) == (1.5, 1.5)
    assert result.properties[0].message == ""


def test_one_wrong_case():
    """Does a property count only if all its cases hold, and does the message name the case?"""
    result = score(task(MAIN), Answering(lambda x: {"y": x * (2 if len(x) == 2 else 3)}))
    assert result.points == 0
    assert result.properties[0].message == "case 2 of 2: y: 3 of 3 entries differ"


def test_supporting_alone():
    """Does an answer that does nothing get nothing for leaving things alone?"""
    result = score(task(MAIN, SUPPORTING), Answering(lambda x: {"y": x}))
    assert [item.points for item in result.properties] == [0, 0]
    assert "another property" in result.properties[1].message


def test_supporting_counts():
    """Does a supporting property count beside one that holds?"""
    other = Property("doubles as well", 1.0, probe_double, numbers, same)
    result = score(task(MAIN, other, SUPPORTING), Answering(lambda x: {"y": x}))
    assert [item.points for item in result.properties] == [0, 1, 0.5]


def test_measure_fails():
    """Is an array that a measure can't take a difference, not an error?"""

    def measure(case, returned):
        return {"y": returned["y"].reshape(case["x"].shape)}

    item = Property("doubles", 1, probe_double, numbers, doubled, measure=measure)
    result = score(task(item), Answering(lambda x: {"y": np.zeros(7)}))
    assert result.points == 0
    assert "unexpected names, shapes or dtypes (ValueError)" in result.properties[0].message


def test_missing_name():
    """Is a name that the student never defined said in words?"""
    result = score(task(MAIN), Answering(lambda x: ProbeFailure("KeyError: 'double'")))
    assert result.properties[0].message == "case 1 of 2: double is not defined"


def test_source():
    """Does a property's source define its entry?"""
    namespace = {"np": np}
    exec(MAIN.source, namespace)  # noqa: S102
    assert namespace[MAIN.entry]({"double": lambda x: x + x}, {"x": np.ones(2)})["y"].tolist() == [2, 2]


def test_failure_without_text():
    """Does a failure whose text can't be shown fail the property, also where there is one case?"""
    one_case = Property("doubles", 1.5, probe_double, lambda rng: numbers(rng)[:1], doubled)
    result = score(task(one_case), Answering(lambda x: ProbeFailure("\x01\u200b")))
    assert (result.points, result.properties[0].message) == (0, "the probe failed")


def test_row_and_column():
    """Are arrays refused that would give a huge one where they are combined, before anything combines them?"""
    combining = Property("doubles", 1.5, probe_double, numbers, doubled, measure=lambda case, got: got["y"] + got["z"])
    answer = {"y": np.ones((100_000, 1), np.float32), "z": np.ones((1, 100_000), np.float32)}
    result = score(task(combining), Answering(lambda x: answer))
    assert result.points == 0
    assert "far larger than the expected ones" in result.properties[0].message
