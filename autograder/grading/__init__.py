"""The grading core: submission bytes and an assignment spec in, a record out.

Knows nothing of nbgrader's database or folders; `autograder.course` and cluster workers are its callers.
"""

from autograder.grading.core import grade
from autograder.grading.record import Record

__all__ = ["Record", "grade"]
