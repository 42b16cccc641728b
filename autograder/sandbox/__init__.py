"""Student code runs here, and nowhere else: in processes that the grader starts, limits, watches and never trusts."""

from .clock import WALL_FACTOR
from .environment import THIS_PYTHON, Interpreter
from .limits import Limits
from .protections import Protections
from .results import CellRun, Reply, Spent, StudentEnded
from .student import Student
from .worker import Worker

__all__ = [
    "THIS_PYTHON",
    "WALL_FACTOR",
    "CellRun",
    "Interpreter",
    "Limits",
    "Protections",
    "Reply",
    "Spent",
    "Student",
    "StudentEnded",
    "Worker",
]
