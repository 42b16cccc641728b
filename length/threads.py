"""How many threads NumPy's products get: one, and all of them in a training where they are faster at this moment.

The threads of NumPy's OpenBLAS wait for each other in a loop that holds a core. Where other processes want the cores as
well, as on a shared hub, most of the time goes into such waiting: an epoch of the course's network took 58 s with two
threads and 4 s with one. On an idle machine more may be faster. `benchmarks/threads.py` measures both cases.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Generator
from functools import cache
from glob import escape, glob
from time import perf_counter

import numpy as np

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
TRIED = 8  # steps with each number
WORTH_IT = 0.9  # of the time that one thread takes
STUCK = 4.0  # times the time that one thread takes
AFTER_ONE = (4.0, 32.0)  # seconds until all threads are tried again, doubled each time that they lose
AFTER_ALL = 5.0  # seconds until one is tried again


class Threads:
    """Sets the number of threads for each step of a training."""

    def __init__(self) -> None:
        self._choice = choose(most_threads())
        next(self._choice)

    def step_took(self, seconds: float) -> None:
        """Take note of the time of a step, and set the number of threads for the next one."""
        self._choice.send(seconds)

    def end(self) -> None:
        """Go back to one thread."""
        self._choice.close()


def choose(most: int) -> Generator[None, float, None]:
    """Get the seconds of each step, one after the other, and set `most` threads for as long as they are faster."""
    pause = AFTER_ONE[0]
    while most > 1:
        times: list[float] = []
        while len(times) < TRIED:
            times.append((yield))
        one = sorted(times)[TRIED // 2]
        set_threads(most)
        try:
            times = []
            while len(times) < TRIED and sum(times) <= TRIED * one * WORTH_IT:  # a step may take many times as long
                times.append((yield))
            if sum(times) <= TRIED * one * WORTH_IT:
                pause, end = 0.0, perf_counter() + AFTER_ALL
                while perf_counter() < end and times[-1] < STUCK * one:
                    times.append((yield))
        finally:
            set_threads(1)
        end = perf_counter() + pause
        while perf_counter() < end:
            yield
        pause = min(max(2 * pause, AFTER_ONE[0]), AFTER_ONE[1])
    while True:
        yield


def start_with_one() -> None:
    """Let NumPy's products use one thread in the whole process, unless an environment variable says another number."""
    if most_threads() > 1:
        set_threads(1)


@cache
def most_threads() -> int:
    """Return the number of threads that NumPy started with; 1 if it is not to be changed, or can't be."""
    functions = None if any(name in os.environ for name in VARIABLES) else find_openblas()
    return 1 if functions is None else functions[0]()


def set_threads(number: int) -> None:
    """Let OpenBLAS use so many threads, if it is there."""
    if functions := find_openblas():
        functions[1](number)


@cache
def find_openblas() -> tuple[Callable[[], int], Callable[[int], None]] | None:
    """Return the functions of NumPy's OpenBLAS that get and set the number of threads."""
    package = os.path.dirname(np.__file__)
    folders = (f"{package}.libs", f"{package}/.dylibs", f"{sys.prefix}/lib")
    loaded = getattr(os, "RTLD_NOLOAD", 0) | getattr(os, "RTLD_NOW", 0)  # never a library that NumPy doesn't use
    for path in (path for folder in folders for path in glob(f"{escape(folder)}/*openblas*")):
        try:
            library = ctypes.CDLL(path, mode=loaded)
        except OSError:  # not the one
            continue
        for name in ("scipy_openblas_{}_num_threads64_", "openblas_{}_num_threads64_", "openblas_{}_num_threads"):
            if hasattr(library, name.format("set")):
                return getattr(library, name.format("get")), getattr(library, name.format("set"))
    return None
