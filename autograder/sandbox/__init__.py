"""Student code runs here, and nowhere else: in processes that the grader starts, limits, watches and never trusts."""

from .clock import WALL_FACTOR
from .limits import Limits
from .protections import Protections
from .results import CellRun, Reply, Spent, StudentEnded, Usage
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
    "StudentEnded",
    "Usage",
    "Worker",
]
