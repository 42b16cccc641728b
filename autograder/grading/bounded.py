"""What grading one submission may take of the grading process: CPU time, by two clocks, and address space.

Everything that reads a submission is bounded where it is read. This is for what was overlooked there: it costs this
submission its points, and no other one anything.

- The soft clock raises `OutOfTime` between two steps of Python.
- The hard clock, a few seconds later, is the kernel's: it ends a process that hangs in a single step, in C code. The
  run goes on without it (see `autograder.course.graders`).
- More address space than is allowed is a `MemoryError`.

CPU time, as a busy machine must cost nobody anything. What passes while the grader reads what the student's process
sends does not count: that has limits of its own (`autograder.sandbox.limits`).
"""

import os
import resource
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from types import FrameType

from autograder.sandbox.exchange import Exchange

_TICK_SECONDS = 0.1
# From the moment when the soft clock should have struck until the hard one does.
_GRACE_SECONDS = 5
# For leaving what was stopped, before the soft clock strikes again: an exception can be lost in a destructor.
_LEAVE_SECONDS = 2.0
_NO_CORE = 1  # bytes; 0 would not stop a dump that is piped to a program


class OutOfTime(BaseException):
    """Grading this submission takes too long; no `Exception`, or code that expects odd submissions would catch it."""


@contextmanager
def bounded(seconds: float, memory: int) -> Iterator[None]:
    """Bound what is done in this context.

    A thread that is not the main one gets no signals, and shares its process's memory with others: on a cluster, whose
    workers grade in threads, nothing is bounded here, and `dask worker --memory-limit` bounds the process.

    Parameters
    ----------
    seconds : float
        CPU time of this process, without what passes in an `Exchange`.
    memory : int
        Bytes of address space in addition to what the process has already.

    Raises
    ------
    OutOfTime
        The time is used up.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kept = {what: resource.getrlimit(what) for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)}
    earlier = signal.signal(signal.SIGPROF, _ticking(seconds))

    def end() -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, earlier)
        for what, limits in kept.items():
            resource.setrlimit(what, limits)

    try:
        try:
            _limit(resource.RLIMIT_CORE, _NO_CORE)
            _limit(resource.RLIMIT_AS, _address_space() + memory)
            _limit_processor(seconds)
            signal.setitimer(signal.ITIMER_PROF, _TICK_SECONDS, _TICK_SECONDS)
            yield
        finally:
            end()
    finally:
        end()  # where the clock struck just in the first: it does not strike twice in a row


def _ticking(seconds: float) -> "signal._HANDLER":
    left = seconds

    def tick(number: int, frame: FrameType | None) -> None:
        nonlocal left
        if not _within_exchange(frame):
            left -= _TICK_SECONDS
        _limit_processor(max(left, _LEAVE_SECONDS))
        if left <= 0:
            left = _LEAVE_SECONDS
            raise OutOfTime(f"more than {seconds:g} s of CPU time")

    return tick


def _within_exchange(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code is Exchange.run.__code__:
            return True
        frame = frame.f_back
    return False


def _limit_processor(seconds: float) -> None:
    _limit(resource.RLIMIT_CPU, ceil(time.process_time() + seconds) + _GRACE_SECONDS)


def _limit(what: int, value: int) -> None:
    """Set the soft limit: it binds as the hard one does, and can be taken back."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
