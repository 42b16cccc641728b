"""Known wrong answers to the task Scaler."""

from autograder.mistakes import Mistake

GRADED_BY = "test_scaler"
SOLUTION = ("scaler",)

MISTAKES = (
    Mistake("adds", (("self.factor * x", "self.factor + x"),)),
    Mistake("changes its input", (("return self.factor * x", "x *= self.factor\n        return x"),)),
)
