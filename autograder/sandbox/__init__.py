"""Student code runs here, and nowhere else: in processes that the grader starts, limits, watches and never trusts."""

from .arrays import Array, Arrays
from .clock import WALL_FACTOR
from .limits import Limits
from .probe_request import ProbeRequest
from .protections import Protections
from .results import CellRun, ProbeFailure, StudentDied, Usage
from .spent import Spent
from .student import Student
from .worker import Worker

__all__ = [
    "WALL_FACTOR",
    "Array",
    "Arrays",
    "CellRun",
    "Limits",
    "ProbeFailure",
    "ProbeRequest",
    "Protections",
    "Spent",
    "Student",
    "StudentDied",
    "Usage",
    "Worker",
]
