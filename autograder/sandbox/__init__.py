"""Student code runs here, and nowhere else: in processes that the grader starts, limits, watches and never trusts."""

from .arrays import Array, Arrays
from .limits import Limits
from .probe_request import ProbeRequest
from .protections import Protections
from .results import CellRun, ProbeFailure, StudentDied, Usage
from .student import Student
from .worker import Worker

__all__ = [
    "Array",
    "Arrays",
    "CellRun",
    "Limits",
    "ProbeFailure",
    "ProbeRequest",
    "Protections",
    "Student",
    "StudentDied",
    "Usage",
    "Worker",
]
