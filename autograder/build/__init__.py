"""Builds turn the masters into what others get: the source for nbgrader, the release for students, the solutions.

The same input gives the same bytes, on any machine: `release/` and `solutions/` are committed and compared by CI.
"""

from autograder.build.exercise import new_exercise
from autograder.build.page import execute_solutions
from autograder.build.register import register_assignment
from autograder.build.release import build_release
from autograder.build.solutions import build_solutions
from autograder.build.source import build_source
from autograder.build.worker_wheels import build_worker_wheels

__all__ = [
    "build_release",
    "build_solutions",
    "build_source",
    "build_worker_wheels",
    "execute_solutions",
    "new_exercise",
    "register_assignment",
]
