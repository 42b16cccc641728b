"""Do the checks accept the master's answers, and start only when there is an answer?"""

import time
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest

from length.errors import CheckFailedError, TaskMissingError

TASKS = ("sgd", "fully_connected", "mean_squared_error", "relu", "mlp", "adam")


def checks_of(module: ModuleType) -> list[Callable[[], None]]:
    return [value for name, value in vars(module).items() if name.startswith("test_")]


@pytest.mark.parametrize("task", TASKS)
def test_master_passes(task: str, run_check: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    """Does the master's answer pass, with a line for each check that does not claim to be all?"""
    run_check(task)
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("✓ ") and line.endswith(". Hidden tests look at more.") for line in lines)


@pytest.mark.parametrize("task", TASKS)
def test_no_answer(task: str, modules: dict[str, ModuleType]) -> None:
    """Does every check that is started too early say what is missing, and how to hand it over?"""
    checks = checks_of(modules[task])
    assert checks
    for check in checks:
        with pytest.raises(TaskMissingError, match=r"_tests\.(\w+): your \1 is not here yet.*`\w+_tests\.\1 = \1`"):
            check()


@pytest.mark.parametrize(
    ("task", "name", "given", "message"),
    [
        ("sgd", "SGD", object(), "expected your class SGD, got object"),
        ("relu", "relu", 3, "expected your function relu, got int"),
        ("mlp", "evaluate", dict, "expected your function evaluate, got type"),
    ],
)
def test_wrong_answer_object(
    task: str, name: str, given: object, message: str, run_check: Callable[..., None], modules: dict[str, ModuleType]
) -> None:
    """Is an object handed over instead of a class or function named?"""
    run_check(task)
    setattr(modules[task], name, given)
    check = checks_of(modules[task])[-1]
    with pytest.raises(CheckFailedError, match=message):
        check()


def test_chance_is_left_alone(run_check: Callable[..., None]) -> None:
    """Do the student's own random numbers go on as if there had been no check?"""
    np.random.seed(1)
    expected = np.random.random(3)
    np.random.seed(1)
    run_check("fully_connected")
    assert np.array_equal(np.random.random(3), expected)


def test_quick(run_check: Callable[..., None], modules: dict[str, ModuleType]) -> None:
    """Do all checks together answer well within a second of processor time?"""
    for task in TASKS:
        run_check(task)
    start = time.process_time()
    for task in TASKS:
        for check in checks_of(modules[task]):
            check()
    assert time.process_time() - start < 1
