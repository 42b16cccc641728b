"""Probes bring arrays back from the student's code, or say why none came."""

import numpy as np
import pytest

from autograder.sandbox import ProbeFailure, ProbeRequest, Student

PROBE = """
def probe(student, case):
    return student["answer"](**case)
"""


def ask(student: Student, cell: str, *cases: dict[str, np.ndarray]) -> list:
    """Define `answer` in a cell and probe it."""
    student.run_cell("import numpy as np\n" + cell)
    (answers,) = student.probe([ProbeRequest(PROBE, "probe", cases)])
    return answers


def test_arrays_travel(student: Student) -> None:
    """Do arrays of all plain dtypes, orders and shapes come through unchanged?"""
    rng = np.random.default_rng(1)
    arrays = [rng.normal(size=shape).astype(kind) for shape in ((), (0, 3), (2, 3, 4)) for kind in "?bhilBHILefdg"]
    arrays += [np.asfortranarray(rng.normal(size=(3, 4))), np.arange(5, dtype=">f4")]
    cases = [{"x": array} for array in arrays]
    answers = ask(student, "def answer(x): return {'y': x, 'shape': x.shape or 0}", *cases)
    for array, answer in zip(arrays, answers, strict=True):
        assert isinstance(answer, dict)
        assert answer["y"].dtype == array.dtype
        assert answer["y"].flags.writeable
        np.testing.assert_array_equal(answer["y"], array)


def test_one_case_fails(student: Student) -> None:
    """Does an exception in one case leave the other cases their answers?"""
    answers = ask(student, "def answer(x): return {'y': 1 / int(x)}", {"x": np.zeros(())}, {"x": np.ones(())})
    assert answers[0].message == "ZeroDivisionError: division by zero (line 2 of the cell, in answer)"
    assert answers[1]["y"] == 1.0


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("np.array([object()])", "dtype object"),
        ("np.array(['text'])", "dtype <U4"),
        ("np.broadcast_to(np.float64(0), (1 << 20, 1 << 20))", "more than"),
        ("np.zeros((1 << 22,))", "more than"),
        ("np.array([1j])", "dtype complex128"),
        ("[[1], [1, 2]]", "ValueError"),
    ],
)
def test_refused_answers(student: Student, answer: str, message: str) -> None:
    """Is what is no reasonable array of numbers refused with a reason?"""
    (failure,) = ask(student, f"def answer(): return {{'y': {answer}}}", {})
    assert isinstance(failure, ProbeFailure)
    assert message in failure.message


@pytest.mark.parametrize("error", ["SystemExit(3)", "BaseException('x' * 10_000_000)", "RecursionError"])
def test_any_exception(student: Student, error: str) -> None:
    """Is every exception of student code a short failure, also one that would end the interpreter?"""
    (failure,) = ask(student, f"def answer(): raise {error}", {})
    assert len(failure.message) < 700
    assert student.run_cell("1").ok


def test_bad_str(student: Student) -> None:
    """Is an exception whose text can't be made a failure as well?"""
    source = "class E(Exception):\n    def __str__(self): raise ValueError\ndef answer(): raise E"
    (failure,) = ask(student, source, {})
    assert failure.message.startswith("E")


def test_no_such_name(student: Student) -> None:
    """Is a task that the student did not define a failure of the case, not of the grader?"""
    assert student.probe([ProbeRequest(PROBE, "probe", [{}])]) == [[ProbeFailure("KeyError: 'answer'")]]


def test_prints_stay_out(student: Student) -> None:
    """Is what student code prints during a probe kept out of the next cell's outputs?"""
    ask(student, "def answer():\n    print('noise'); __import__('os').write(1, b'raw')\n    return {}", {})
    assert student.run_cell("print('own')").outputs[0]["text"] == "own\n"


def test_endless_case(student: Student) -> None:
    """Does an endless case end in time, with the cases before it answered and the student alive?"""
    student.run_cell("def answer(n):\n    while n: pass\n    return {'n': n}")
    cases = [{"n": np.zeros(())}, {"n": np.ones(())}, {"n": np.zeros(())}]
    ((first, second, third),) = student.probe([ProbeRequest(PROBE, "probe", cases)], timeout=0.2)
    assert first["n"] == 0
    assert "time was over" in second.message
    assert "not tried" in third.message
    assert student.run_cell("1").ok


def test_case_is_a_copy(student: Student) -> None:
    """Can student code change its inputs without changing the grader's?"""
    x = np.zeros(3)
    (answer,) = ask(student, "def answer(x):\n    x += 1\n    return {'x': x}", {"x": x})
    assert answer["x"].sum() == 3
    assert x.sum() == 0
