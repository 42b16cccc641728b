"""Grader processes of this machine: one for each core, each with its warm sandbox."""

import ctypes
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from loky.process_executor import ProcessPoolExecutor

_PR_SET_PDEATHSIG = 1


@contextmanager
def local_pool(jobs: int) -> Iterator[Executor]:
    """Yield an executor of `jobs` processes, which end with this one, however it ends.

    loky rather than `concurrent.futures`: its processes don't import the main module again (that of `nbgrader` takes
    seconds), and they don't inherit this process's threads and connections as forked ones would.
    """
    pool = ProcessPoolExecutor(max_workers=jobs, initializer=_start_process)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, kill_workers=True)


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


def _start_process() -> None:
    # Ctrl-C reaches the whole process group; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
