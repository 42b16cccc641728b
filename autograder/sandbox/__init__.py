"""Student code runs here, and nowhere else: in processes that the grader starts, limits, watches and never trusts."""

from .clock import WALL_FACTOR
from .limits import Limits
from .protections import Protections
from .results import CellRun, Reply, StudentDied, Usage
from .spent import Spent
from .student import Student
from .worker import Worker

__all__ = [
    "WALL_FACTOR",
    "CellRun",
    "Limits",
    "Protections",
    "Reply",
    "Spent",
    "Student",
    "StudentDied",
    "Usage",
    "Worker",
]
