"""What an answer may come to, beside what it is compared with."""

import numpy as np
import pytest

from autograder.tasks import TASKS
from autograder.tasks.scoring import hidden_cases
from autograder.tasks.sizes import Sizes

# As a small task has them: gradients of six steps, and deltas of their shape.
CASE = {"gradients": np.ones((6, 4, 3), np.float32), "rates": np.ones(6)}
EXPECTED = {"deltas": np.ones((6, 4, 3))}
SIZES = Sizes.around(CASE, EXPECTED)


@pytest.mark.parametrize(
    "shape", [(6, 4, 3), (6, 3, 4), (), (0,), (6, 6, 4, 3), (1, 1, 1, 1, 1, 6, 4, 3), (72, 72), (0, 3)]
)
def test_mistakes_pass(shape: tuple[int, ...]) -> None:
    """Is an answer of the wrong shape left to the comparison, which has a better word for it?"""
    assert not SIZES.excess({"deltas": np.ones(shape)})


@pytest.mark.parametrize("shape", [(6, 9_000, 1, 1, 1), (9_000, 1, 1, 1)])
def test_stretched_by_the_expected(shape: tuple[int, ...]) -> None:
    """Is an answer refused that is small until it is combined with the arrays that it is compared with?"""
    assert SIZES.excess({"deltas": np.ones(shape, np.int8)})


def test_stretched_by_each_other() -> None:
    """Are a long row and a long column refused?"""
    assert "combined" in SIZES.excess({"a": np.ones((4_000, 1), np.int8), "b": np.ones((1, 4_000), np.int8)})


def test_stretched_by_three() -> None:
    """Are arrays refused of which any two are small together, and all three are not?"""
    shapes = ((400, 1, 1), (1, 400, 1), (1, 1, 400))
    answer = {str(number): np.ones(shape, np.int8) for number, shape in enumerate(shapes)}
    assert "combined" in SIZES.excess(answer)


def test_much_larger() -> None:
    """Is an answer refused that is many times as large as all that is known, however it is cut up?"""
    assert "larger" in SIZES.excess({"deltas": np.ones(100_000)})
    assert "larger" in SIZES.excess({str(number): np.ones(1_000) for number in range(100)})


def test_many_arrays() -> None:
    """Are thousands of tiny arrays refused?"""
    assert "5000 arrays" in SIZES.excess({str(number): np.ones(1) for number in range(5_000)})


@pytest.mark.parametrize("shape", [(0, 1_000_000_000), (1_000_000_000, 0)])
def test_no_entries(shape: tuple[int, ...]) -> None:
    """Is an array without entries refused whose sum over an axis would take 8 GB?"""
    assert SIZES.excess({"deltas": np.empty(shape, np.int8)})


def test_grows_with_the_task() -> None:
    """May an answer be large where the arrays that are asked for are?"""
    large = {"image": np.ones((1_000, 1_000), np.int8)}
    assert not Sizes.around(large).excess({"image": np.ones((1_000, 1_000)), "edges": np.ones((999, 999))})


@pytest.mark.parametrize(
    "item", [item for task in TASKS.values() for item in task.properties], ids=lambda item: item.name
)
def test_expected_answers_pass(item: object) -> None:
    """Is the expected answer of every property of the course far from any bound?"""
    task = next(task for task in TASKS.values() if item in task.properties)
    for case in hidden_cases(task, item):
        expected = item.reference(case)
        assert not Sizes.around(case, expected).excess(
            {f"{name}_{n}": a for n in range(4) for name, a in expected.items()}
        )
