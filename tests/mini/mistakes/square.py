"""Known wrong answers to the task `square`."""

from autograder.mistakes import Mistake

GRADED_BY = "test_square"
SOLUTION = ("square",)

MISTAKES = (
    Mistake(
        "doubles",
        (("x * x", "x + x"),),
        diagnosis="You add the number to itself.",
        hint="""
            Take a square of paper whose side is as long as the number says, and count the small squares that fit into
            it: one row holds as many of them as the side is long, and there are as many rows as that. What does your
            function give for a side of 5, and how many small squares do you count there? For sides of 0 and 2 both are
            the same by chance, which is why such numbers are poor examples to try a function with. Which operation of
            Python says "so many rows of so many each"?
        """,
    ),
    Mistake("loses the sign", (("x * x", "x * abs(x)"),)),
)
