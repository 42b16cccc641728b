"""Why a student process ended, told from its wait status."""

import os
import signal

from .limits import Limits
from .results import Reason

_OUT_OF_MEMORY = 71  # inside/session.py: the exit code of a student process that has no memory left to go on with


def explain_death(status: int | None, cpu_seconds: float, limits: Limits) -> tuple[Reason, str]:
    """Name the reason for the record, and say it in a sentence for the student.

    Parameters
    ----------
    status : int or None
        The wait status, as process 1 reported it; None when it is not known.
    cpu_seconds : float
        CPU time of all its processes.
    limits : Limits
        What it was allowed.
    """
    if status is None:
        return "crashed", "It closed its connection to the grader"
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU or (number == signal.SIGKILL and cpu_seconds >= limits.cpu_seconds):
            return "timed_out", f"It used more than {limits.cpu_seconds} s of CPU time"
        try:
            name = signal.Signals(number).name
        except ValueError:
            name = str(number)
        return "crashed", f"It was ended by the signal {name}"
    code = os.WEXITSTATUS(status)
    if code == _OUT_OF_MEMORY:
        return "out_of_memory", f"It had no memory left of the {limits.address_space >> 20} MiB that it may use"
    return "crashed", f"It ended itself with exit code {code}"
