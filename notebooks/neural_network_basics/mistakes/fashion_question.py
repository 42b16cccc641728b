"""Known wrong answers to the task The question on FashionMNIST."""

from autograder.mistakes import Mistake

GRADED_BY = "test_fashion_question"
SOLUTION = ("fashion_question",)


MISTAKES = (
    Mistake("another class", (("hardest_class = 6", "hardest_class = 4"),)),
    Mistake("nearly the class it is taken for", (("most_confused_with = 0", "most_confused_with = 2"),)),
    # two answers, and both are wrong
    Mistake(
        "answers swapped",
        (("hardest_class = 6", "hardest_class = 0"), ("most_confused_with = 0", "most_confused_with = 6")),
        costs=2,
    ),
    Mistake("a name instead of a label", (("hardest_class = 6", 'hardest_class = "shirt"'),)),
    Mistake("true instead of a label", (("most_confused_with = 0", "most_confused_with = False"),)),
)
