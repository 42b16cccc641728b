"""How many threads a training gets, decided by the times of its steps."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

import length.threads
from length.threads import AFTER_ONE, TRIED, Threads


@pytest.fixture
def clock():
    """A clock that stands still until it is set."""
    return SimpleNamespace(now=1.0)


@pytest.fixture
def told(monkeypatch, clock):
    """Return the numbers that the library was told, on a machine with four threads."""
    numbers = []
    monkeypatch.setattr(length.threads, "most_threads", lambda: 4)
    monkeypatch.setattr(length.threads, "set_threads", numbers.append)
    monkeypatch.setattr(length.threads, "perf_counter", lambda: clock.now)
    return numbers


def steps(threads, seconds, number=TRIED):
    """Take so many steps of so many seconds."""
    for _ in range(number):
        threads.step_took(seconds)


def test_more_are_faster(told):
    """Are all threads kept where the steps are faster with them, and is one left at the end?"""
    threads = Threads()
    steps(threads, 1.0, TRIED - 1)
    assert told == []
    steps(threads, 1.0, 1)
    assert told == [4]
    steps(threads, 0.5, 10 * TRIED)
    assert told == [4]
    threads.end()
    assert told == [4, 1]


def test_more_are_slower(told, clock):
    """Is one thread kept as soon as the others are slower, and are they tried again after longer and longer?"""
    threads = Threads()
    for number in range(3):
        steps(threads, 1.0)
        assert told == [4]
        steps(threads, 100.0, 1)  # the first of them is enough
        assert told == [4, 1]
        told.clear()
        clock.now += AFTER_ONE[0] * 2**number - 0.1
        steps(threads, 1.0, 10 * TRIED)
        assert told == []
        clock.now += 0.2
        steps(threads, 1.0, 1)


def test_stuck(told):
    """Is one thread taken again at once when a step with all of them takes far too long?"""
    threads = Threads()
    steps(threads, 1.0)
    steps(threads, 0.5)
    steps(threads, 0.5, 20)
    assert told == [4]
    steps(threads, 10.0, 1)
    assert told == [4, 1]


def test_one_core(told, monkeypatch):
    """Is nothing tried where there is one thread alone?"""
    monkeypatch.setattr(length.threads, "most_threads", lambda: 1)
    steps(Threads(), 1.0, 5 * TRIED)
    assert told == []


@pytest.mark.parametrize("said", [True, False])
def test_import(said):
    """Does the import choose one thread, and leave the number alone that an environment variable says?"""
    program = "import length; from length.threads import find_openblas as f; print(f() and f()[0]())"
    environment = {"PATH": "", **({"OPENBLAS_NUM_THREADS": "2"} if said else {})}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, cwd="."
    )
    if run.stdout.strip() == "None":
        pytest.skip("NumPy's library is not OpenBLAS here")
    assert run.stdout.strip() == ("2" if said else "1")
