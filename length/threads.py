"""How many threads NumPy's products get while a network is trained: one, or all, whichever pays at this moment.

The threads of NumPy's OpenBLAS wait for each other in a loop that holds a core. Where other processes want the cores as
well, as on a shared hub, most of the time goes into such waiting: an epoch of the course's network took 58 s with two
threads and 4 s with one. On an idle machine two may be faster. `benchmarks/threads.py` measures both cases.
"""

from __future__ import annotations

import ctypes
import os
import statistics
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np

TRIED = 8  # steps with each number
WORTH_IT = 0.9  # of the time that one thread takes
STUCK = 4.0  # times the time that one thread takes
AFTER_ONE = (1.0, 32.0)  # seconds until all threads are tried again, doubled each time that they lose
AFTER_ALL = 5.0  # seconds until one is tried again


class Threads:
    """Tries both numbers on the steps of a training, and keeps to the faster one for a while.

    Sets the number for the whole process; leaves it alone where NumPy started with one thread (an environment variable
    says so, or there is one core), or computes with another library than OpenBLAS.
    """

    def __init__(self) -> None:
        self._most = most_threads()
        self.number = self._most
        self._pause = AFTER_ONE[0]
        self._times: list[float] = []
        self._one = np.inf
        self._next = 0.0  # the first step is followed by the first trial
        self._trying = False

    def step_took(self, seconds: float) -> None:
        """Take note of the time of a step, and set the number of threads for the next one."""
        if self._most < 2:
            return
        self._times.append(seconds)
        if not self._trying:
            stuck = self.number > 1 and seconds > STUCK * self._one
            if stuck:
                self._keep(1)
            elif perf_counter() > self._next:
                self._try(1)
        elif self.number == 1:
            if len(self._times) == TRIED:
                self._one = statistics.median(self._times)
                self._try(self._most)
        elif sum(self._times) > TRIED * self._one * WORTH_IT:  # however many steps that were
            self._keep(1)
        elif len(self._times) == TRIED:
            self._keep(self._most)

    def _try(self, number: int) -> None:
        self._trying, self._times, self.number = True, [], number
        set_threads(number)

    def _keep(self, number: int) -> None:
        self._trying, self.number = False, number
        set_threads(number)
        self._next = perf_counter() + (self._pause if number == 1 else AFTER_ALL)
        self._pause = min(2 * self._pause, AFTER_ONE[1]) if number == 1 else AFTER_ONE[0]


@cache
def most_threads() -> int:
    """Return the number of threads that NumPy started with, 1 if it can't be told another."""
    functions = find_openblas()
    return 1 if functions is None else functions[0]()


def set_threads(number: int) -> None:
    """Let OpenBLAS use so many threads."""
    functions = find_openblas()
    if functions is not None:
        functions[1](number)


@cache
def find_openblas() -> tuple[Callable[[], int], Callable[[int], None]] | None:
    """Return the functions of NumPy's OpenBLAS that get and set the number of threads."""
    package = Path(np.__file__).parent
    wheels = [*package.parent.glob("numpy.libs/*openblas*"), *package.glob(".dylibs/*openblas*")]
    loaded = getattr(os, "RTLD_NOLOAD", 0) | getattr(os, "RTLD_NOW", 0)  # never a library that NumPy doesn't use
    for path in [*wheels, *Path(sys.prefix, "lib").glob("libopenblas*")]:
        try:
            library = ctypes.CDLL(str(path), mode=loaded)
        except OSError:  # not the one
            continue
        for name in ("scipy_openblas_{}_num_threads64_", "openblas_{}_num_threads64_", "openblas_{}_num_threads"):
            if hasattr(library, name.format("set")):
                return getattr(library, name.format("get")), getattr(library, name.format("set"))
    return None
