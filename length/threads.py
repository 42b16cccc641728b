"""How many threads NumPy's products get: one, and all of them in a training where they are faster at this moment.

The threads of NumPy's OpenBLAS wait for each other in a loop that holds a core. Where other processes want the cores as
well, as on a shared hub, most of the time goes into such waiting: an epoch of the course's network took 58 s with two
threads and 4 s with one. On an idle machine more may be faster. `benchmarks/threads.py` measures both cases.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache
from time import perf_counter

import numpy as np

from length.constants import DTYPE

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
TRIED = 8  # steps with each number, and products before that
WORTH_IT = 0.9  # of the time that one thread takes
STUCK = 4.0  # times the time that one thread takes
AFTER_ONE = (4.0, 32.0)  # seconds until all threads are tried again, doubled each time that they lose
AFTER_ALL = 5.0  # seconds until one is tried again


class Threads:
    """Tries both numbers on the steps of a training, and keeps to the faster one for a while."""

    def __init__(self) -> None:
        self._most = most_threads()
        self._number = 1
        self._pause = AFTER_ONE[0]
        self._next = 0.0
        self._trying = False
        self._times: list[float] = []
        self._one = np.inf

    def step_took(self, seconds: float) -> None:
        """Take note of the time of a step, and set the number of threads for the next one."""
        if self._most < 2:
            return
        self._times.append(seconds)
        if not self._trying:
            if self._number > 1 and seconds > STUCK * self._one:
                self._keep(1)
            elif perf_counter() > self._next:
                self._try(1)
        elif self._number == 1:
            if len(self._times) == TRIED:
                self._one = sorted(self._times)[TRIED // 2]
                if products_gain(self._most):
                    self._try(self._most)
                else:
                    self._keep(1)
        elif sum(self._times) > TRIED * self._one * WORTH_IT:  # however many steps that were
            self._keep(1)
        elif len(self._times) == TRIED:
            self._keep(self._most)

    def end(self) -> None:
        """Go back to one thread."""
        if self._most > 1:
            set_threads(1)

    def _try(self, number: int) -> None:
        self._trying, self._times, self._number = True, [], number
        set_threads(number)

    def _keep(self, number: int) -> None:
        self._trying, self._times, self._number = False, [], number
        set_threads(number)
        self._next = perf_counter() + (self._pause if number == 1 else AFTER_ALL)
        self._pause = min(2 * self._pause, AFTER_ONE[1]) if number == 1 else AFTER_ONE[0]


def start_with_one() -> None:
    """Let NumPy's products use one thread, in the whole process.

    Nothing changes where an environment variable says how many there are to be, or NumPy's library is not OpenBLAS.
    """
    if most_threads() > 1:
        set_threads(1)


def products_gain(threads: int) -> bool:
    """Tell whether single products gain from more threads: where they don't, whole steps would be stuck for long."""
    x, w = np.ones((64, 784), DTYPE), np.ones((784, 512), DTYPE)
    seconds = {1: 0.0, threads: 0.0}
    for number in seconds:
        set_threads(number)
        began = perf_counter()
        for _ in range(TRIED):
            x @ w
            seconds[number] = perf_counter() - began
            if number > 1 and seconds[number] > seconds[1] * WORTH_IT:
                return False
    return True


@cache
def most_threads() -> int:
    """Return the number of threads that NumPy started with; 1 if it is not to be changed, or can't be."""
    functions = None if any(name in os.environ for name in VARIABLES) else find_openblas()
    return 1 if functions is None else functions[0]()


def set_threads(number: int) -> None:
    """Let OpenBLAS use so many threads."""
    functions = find_openblas()
    if functions is not None:
        functions[1](number)


@cache
def find_openblas() -> tuple[Callable[[], int], Callable[[int], None]] | None:
    """Return the functions of NumPy's OpenBLAS that get and set the number of threads."""
    package = os.path.dirname(np.__file__)
    folders = (f"{package}.libs", os.path.join(package, ".dylibs"), os.path.join(sys.prefix, "lib"))
    loaded = getattr(os, "RTLD_NOLOAD", 0) | getattr(os, "RTLD_NOW", 0)  # never a library that NumPy doesn't use
    names = [(folder, name) for folder in folders if os.path.isdir(folder) for name in os.listdir(folder)]
    for path in [os.path.join(folder, name) for folder, name in names if "openblas" in name]:
        try:
            library = ctypes.CDLL(path, mode=loaded)
        except OSError:  # not the one
            continue
        for name in ("scipy_openblas_{}_num_threads64_", "openblas_{}_num_threads64_", "openblas_{}_num_threads"):
            if hasattr(library, name.format("set")):
                return getattr(library, name.format("get")), getattr(library, name.format("set"))
    return None
