"""Known wrong answers to the task `square`."""

from autograder.mistakes import Mistake

GRADED_BY = "test_square"
SOLUTION = ("square",)

MISTAKES = (
    Mistake("doubles", (("x * x", "x + x"),)),
    Mistake("loses the sign", (("x * x", "x * abs(x)"),)),
)
