"""A clock that ends what takes too long: the libraries that make pages are quadratic, and worse, for some inputs."""

import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

_LEAST = 0.001  # a timer of 0 seconds would never ring
_AGAIN = 0.05


class Clock:
    """Gives a page so much CPU time for all that is made of a submission's texts.

    Parameters
    ----------
    seconds : float
        CPU time of this process.

    Notes
    -----
    Python's regular expressions look for signals while they search, so that a signal ends them. What is run must leave
    nothing half done behind: functions from text to text.
    """

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    def run(self, make: Callable[[], str]) -> str | None:
        """Return what `make` returns, or None if that took longer than the time that is left.

        Only a main thread is told of signals, so that another one gets None at once.
        """
        if self._left <= 0 or threading.current_thread() is not threading.main_thread():
            return None
        begin = time.process_time()
        before: Any = signal.signal(signal.SIGPROF, _ring)
        told = sys.unraisablehook

        def tell(lost: "sys.UnraisableHookArgs") -> None:
            if lost.exc_type is not _TimeUsedUp:
                told(lost)

        sys.unraisablehook = tell
        try:
            # again and again: where Python runs a destructor or a callback, what a ring raises is lost, and no error
            signal.setitimer(signal.ITIMER_PROF, max(self._left, _LEAST), _AGAIN)
            try:
                return make()
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
        except _TimeUsedUp:
            self._left = 0.0
            return None
        finally:
            signal.signal(signal.SIGPROF, before)
            sys.unraisablehook = told
            self._left -= time.process_time() - begin


class _TimeUsedUp(BaseException):
    """Not an `Exception`: what is ended must not take it for one of its own."""


def _ring(number: int, frame: FrameType | None) -> NoReturn:
    raise _TimeUsedUp
