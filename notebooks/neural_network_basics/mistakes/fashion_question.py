"""Known wrong answers to the task The question on FashionMNIST."""

from autograder.mistakes import Mistake

GRADED_BY = "test_fashion_question"
SOLUTION = ("fashion_question",)


MISTAKES = (
    Mistake(
        "another class",
        (("hardest_class = 6", "hardest_class = 4"),),
        diagnosis="`hardest_class` is not the class with the lowest recall.",
        hint=(
            "Try the definition on two classes. Let the confusion matrix have the rows (90, 10) and (60, 140). The "
            "smaller number on the diagonal is 90, but it is 90 out of 100: this class has a recall of 0.9. The other "
            "one has the larger number, 140, but out of 200, and its recall is 0.7, the lowest. And reading columns "
            "instead of rows asks still another question: how many of those that were called by a name deserve it. "
            "Work out the share for each row of your matrix. Are the settings those of the question, Adam, five epochs "
            "and the full data set? And does the row that you picked begin with the label that you wrote?"
        ),
    ),
    Mistake(
        "nearly the class it is taken for",
        (("most_confused_with = 0", "most_confused_with = 2"),),
        diagnosis="`most_confused_with` is not where most of that class's lost images go.",
        hint=(
            "A confusion matrix has two directions, and it is easy to slip from the one into the other. Take three "
            "classes A, B and C with the rows (50, 30, 20), (5, 90, 5) and (40, 0, 60), and ask about A. Where do its "
            "own images go? That stands in its row: 50 stay, 30 are taken for B, 20 for C. Who else is taken for A? "
            "That stands in its column, and there C is in front with 40. The two questions have different answers. "
            "Which of them is asked in the notebook? Look at the names on both axes of the picture, then compare the "
            "numbers of your row once more, those beside the diagonal."
        ),
    ),
    # two answers, and both are wrong
    Mistake(
        "both answers wrong",
        (("hardest_class = 6", "hardest_class = 0"), ("most_confused_with = 0", "most_confused_with = 6")),
        costs=2,
        diagnosis="Neither of the two answers is what the question asks for.",
        hint=(
            'Go through both questions with a small matrix whose rows are (80, 20) and (50, 150), for "cat" and "dog". '
            "A row holds the images that truly belong to one class, a column those that were taken for it. Of 100 cats "
            "80 are recognized, a share of 0.8; of 200 dogs 150, a share of 0.75. So one of the two is the harder "
            "class, though more of its images lie on the diagonal. Which one? And for what are its images taken, if "
            'they aren\'t recognized? Say your two answers in a full sentence, "images that show … are taken for …", '
            "and see whether the picture agrees with it."
        ),
    ),
    Mistake(
        "a name instead of a label",
        (("hardest_class = 6", 'hardest_class = "shirt"'),),
        diagnosis="`hardest_class` is a text instead of a label.",
        hint=(
            'In the data a class is a number. Names such as "bag" are there for people, and they exist in several '
            'spellings: is it "ankle boot", "Ankle-boot" or only "boot"? A test can\'t know them all, so the question '
            "asks for something that has one form only. Look at the axes of the picture that `show_confusion_matrix` "
            "draws: each line there begins with a digit, then comes the name. `labels` and `predicted`, which the cell "
            "above has computed, hold nothing but those digits, and they count the rows and columns of the matrix from "
            "0. What is the type of your answer? Ask `type(hardest_class)` and compare it with what the notebook "
            "wants."
        ),
    ),
    Mistake(
        "true instead of a label",
        (("most_confused_with = 0", "most_confused_with = False"),),
        diagnosis="`most_confused_with` is a truth value instead of a label.",
        hint=(
            "`True` and `False` answer a question that can be answered with yes or no: is this image recognized, is "
            'that class hard? Here another kind of question is asked, "for which class?", and the answer is one of ten '
            "labels. Python makes it easy to mix the two up, since a comparison such as `3 == 4` gives a truth value, "
            "and a truth value can even be used in sums. How did yours come about? Perhaps a comparison stands where a "
            "number belongs, or `==` where a single `=` was meant. Look at the type with `type(most_confused_with)`, "
            "and at the axes of the picture for what a label looks like."
        ),
    ),
)
