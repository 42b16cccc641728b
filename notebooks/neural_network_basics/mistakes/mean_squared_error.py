"""Known wrong answers to the task Mean squared error."""

from autograder.mistakes import Mistake

GRADED_BY = "test_mean_squared_error"
SOLUTION = ("mean_squared_error",)

_ERROR = "np.mean((x1 - x2) ** 2, dtype=DTYPE)"
_GRADIENT_1 = "gradient_1 = (x1 - x2) * (2 / x1.size * grad_in)"
_GRADIENT_2 = "None if labels else -gradient_1"
_INTEGER = "np.issubdtype(x2.dtype, np.integer)"
_SET = "one_hot[np.arange(len(data)), data] = 1"


def _forward(name: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, ((_ERROR, new),), **texts)


def _first(name: str, factor: str, **texts: str) -> Mistake:
    """Change the first gradient alone: the second keeps its right value."""
    second = "None if labels else (x2 - x1) * (2 / x1.size * grad_in)"
    return Mistake(name, ((_GRADIENT_1, f"gradient_1 = {factor}"), (_GRADIENT_2, second)), **texts)


def _both(name: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, ((_GRADIENT_1, f"gradient_1 = {new}"),), **texts)


MISTAKES = (
    # internal_forward
    _forward(
        "sum instead of mean",
        "np.sum((x1 - x2) ** 2, dtype=DTYPE)",
        diagnosis="The sum of the squares is not divided by all entries.",
        hint=(
            "With two samples and two classes, let `x1 - x2` have the rows (1, 0) and (0, 3). The four squares 1, 0, 0 "
            "and 9 add up to 10, and an average over all four is 2.5. What is yours? If it is 10, nothing has been "
            "divided yet: put the same two samples into the batch once more, and your loss doubles, although the "
            "network is neither better nor worse than before. If it is 5, only the samples have been counted; with ten "
            "classes it would be too large by a factor of 10. In front of the sum of Task 3 there is a fraction with "
            "two letters below the line. What does each of them count, and which of them does your code know about?"
        ),
    ),
    _forward(
        "divides by the batch only", "np.sum((x1 - x2) ** 2, dtype=DTYPE) / len(x1)", same_as="sum instead of mean"
    ),
    _forward(
        "half",
        "np.mean((x1 - x2) ** 2, dtype=DTYPE) / 2",
        diagnosis="The loss is half of what the formula asks for.",
        hint=(
            "Let all four entries of `x1 - x2` be 2. Each square is 4, and the average of four equal numbers is that "
            "number. Your loss is 2. You may have seen a loss with one half in front in a textbook: there it is put in "
            "on purpose, so that the 2 from the derivative cancels. That is another loss with another gradient, half "
            "as steep, and it fits neither the formula of Task 3 nor the worked example below it, (1, 2) against (0, "
            "4). Try this example on paper with your code, line by line. At which point is it halved?"
        ),
    ),
    _forward(
        "root",
        "np.sqrt(np.mean((x1 - x2) ** 2, dtype=DTYPE))",
        diagnosis="A root is taken of the mean of the squares.",
        hint=(
            "Let all four entries of `x1 - x2` be 3. The squares are 9, their mean is 9, and your loss is 3. That "
            "looks like a more natural size for an error, and for reporting it would be a fine number. But now watch "
            "the slope. If the first entry rises from 3 to 3.01, the mean of the squares rises by about 0.015, while "
            "yours rises by about 0.0025. So your forward pass climbs at another rate than the gradients that belong "
            "to Task 3, and numerical differences disagree with them. What is the last operation in the formula, "
            "counted from the inside out? Is it also the last one in your code?"
        ),
    ),
    _forward(
        "absolute error",
        "np.mean(np.abs(x1 - x2), dtype=DTYPE)",
        diagnosis="The differences lose their sign, but they are not squared.",
        hint=(
            "Let `x1 - x2` have the rows (1, -1) and (0, 6). You add 1, 1, 0 and 6 and divide by four: 2. The mean "
            "squared error is (1 + 1 + 0 + 36) / 4 = 9.5. See how unlike the two judge the big difference: for you, 6 "
            "is six times as bad as 1; there it is thirty-six times as bad. So the squared error pulls hard on the "
            "worst entries and hardly at all on those that are nearly right. Both treat -1 and 1 alike, which may have "
            "led you here. What happens to a difference of 1 in your code, and why does that hide the mistake?"
        ),
    ),
    _forward(
        "error not squared",
        "np.mean(x1 - x2, dtype=DTYPE)",
        diagnosis="The differences are averaged without being squared.",
        hint=(
            "Let `x1 - x2` have the rows (2, -2) and (1, -1). Not one of the four predictions is right, and yet your "
            "loss is 0, because the errors above and below cancel. It can even get negative: if all predictions are "
            "too small by 5, your loss is -5, which is better than perfect. A network that makes this number small "
            "learns to predict less and less, without end. A good loss is zero only if everything is right, and "
            "positive in all other cases. What would you have to ask of each single difference, before they are added "
            "up, so that none can make up for another?"
        ),
    ),
    # internal_backward
    _both(
        "gradient of the sum",
        "(x1 - x2) * (2 * grad_in)",
        diagnosis="The gradients are not divided by the number of entries.",
        hint=(
            "Take a batch of one sample, `x1` = (3, 1) and `x2` = (1, 1). The error is (4 + 0) / 2 = 2. Nudge the "
            "first prediction to 3.01: the difference becomes 2.01, its square 4.0401, the error 2.02005. So it rises "
            "by about 0.02 for a step of 0.01, which is a slope of 2. You return 4. Your forward pass and your "
            "backward pass talk about two different losses. The forward one has a division in it; ask yourself what "
            "the derivative of a fraction does with a constant below the line, and how many entries there are in a "
            "batch of 64 samples and 10 classes."
        ),
    ),
    _both(
        "gradient divided by the batch only",
        "(x1 - x2) * (2 / len(x1) * grad_in)",
        diagnosis="The gradients are divided by the samples, not by all entries.",
        hint=(
            "Two samples, two classes, and `x1 - x2` with the rows (2, 0) and (0, 0). The error is 4 / 4 = 1. Nudge "
            "the wrong entry to 2.01 and it becomes 4.0401 / 4 = 1.010025: a rise of about 0.01 for a step of 0.01, so "
            "the slope is 1. Yours is 2. With 10 classes it would be ten times too steep. In a test with a single "
            "class everything agrees, so small examples may fool you. `len(x1)` and `x1.size` are both honest numbers: "
            "what does each of them count for your two by two example, and which of the two stands in the formula for "
            "E?"
        ),
    ),
    _both(
        "gradient of the absolute error",
        "np.sign(x1 - x2) * (grad_in / x1.size)",
        diagnosis="The gradients depend on the sign of the differences alone.",
        hint=(
            "Let `x1 - x2` have the rows (4, -1) and (0.2, 0), with `grad_in` = 1. Your first gradient holds 0.25, "
            "-0.25, 0.25 and 0. It pulls on the entry that is wrong by 4 no harder than on the one that is wrong by "
            "0.2. Ask the error itself: nudge the 4 to 4.01, and its square goes from 16 to 16.0801; divided by the "
            "four entries that is a slope of about 2. Nudge the 0.2 in the same way and you find about 0.1. So the "
            "slope should grow with the difference. Which function of one variable has a slope of only -1 or 1, and is "
            "it the one in Task 3?"
        ),
    ),
    _both(
        "factor 2 missing",
        "(x1 - x2) * (1 / x1.size * grad_in)",
        diagnosis="Both gradients are half of what they should be.",
        hint=(
            "Take one sample, `x1` = (4, 1) and `x2` = (1, 1), with `grad_in` = 1. The error is 9 / 2 = 4.5. With 4.01 "
            "in place of 4 it is 3.01 · 3.01 / 2 = 4.53005. Divide the rise by the step of 0.01: about 3. You return "
            "1.5. And it is not only this entry, all of yours are off by the same factor. When a factor is missing "
            "everywhere, it is worth asking at which step of the derivation it should have appeared. Take a piece of "
            "paper: what is the derivative of z · z, and which part of the answer do you find in your code?"
        ),
    ),
    _first(
        "factor 2 missing in the first gradient",
        "(x1 - x2) * (1 / x1.size * grad_in)",
        diagnosis="`gradient_1` is half of what it should be, `gradient_2` is right.",
        hint=(
            "Compare your two answers with each other. For `x1` = (5, 2), `x2` = (3, 3) as one sample and `grad_in` = "
            "1 you return (1, -0.5) for `x1` and (-2, 1) for `x2`. If `x1` goes up by a tiny amount, each difference "
            "changes just as it does when `x2` goes down by the same amount. So the two gradients have to be of the "
            "same size, entry by entry, and yours are not. Nudge the 5 to 5.01: the error goes from 2.5 to 2.52005, a "
            "slope of about 2. That tells you which of the two to trust. Which number takes part in one line and not "
            "in the other?"
        ),
    ),
    Mistake(
        "factor 2 missing in the second gradient",
        ((_GRADIENT_2, "None if labels else -gradient_1 / 2"),),
        diagnosis="`gradient_2` is half of what it should be, `gradient_1` is right.",
        hint=(
            "Let `x1` = (2, 7) and `x2` = (4, 4) be a batch of one sample, and `grad_in` = 1. Your gradients are (-2, "
            "3) for `x1` and (1, -1.5) for `x2`. Lower the second target to 3.99, and the difference there grows from "
            "3 to 3.01. Raise the second prediction to 7.01 instead, and the difference is 3.01, too: the loss can't "
            "tell the two apart. What does that mean for the sizes of the gradients? Now read how you obtain the "
            "second one, and see whether something happens to it that its twin has been through already, or has never "
            "been through."
        ),
    ),
    _first(
        "sign of the first gradient",
        "(x2 - x1) * (2 / x1.size * grad_in)",
        diagnosis="`gradient_1` has the opposite sign.",
        hint=(
            "A prediction of 3 where the target is 1: the loss gets larger if the prediction grows further, so the "
            "slope at this place is positive. With `x1` = (3, 0), `x2` = (1, 1) as one sample and `grad_in` = 1, your "
            "`gradient_1` is (-2, 1), so it claims the contrary, twice. A step of gradient descent with learning rate "
            "0.25 would then move the 3 to 3.5, away from its target, and training would make everything worse with "
            "each batch. Both of your gradients have the same sign now: does the loss really fall both when `x1` grows "
            "and when `x2` grows? Which difference stands at the beginning of your first line?"
        ),
    ),
    Mistake(
        "sign of the second gradient",
        ((_GRADIENT_2, "None if labels else gradient_1"),),
        diagnosis="`gradient_2` has the same sign as `gradient_1`.",
        hint=(
            "Let a prediction be 6 and its target 2. If the prediction rises, the gap widens; if the target rises, the "
            "gap closes. So the same small push makes the loss larger in one case and smaller in the other. Your two "
            "gradients deny that: for `x1` = (6, 1) and `x2` = (2, 2), one sample, `grad_in` = 1, both are (4, -1). "
            "You may not notice in training, because labels have no gradient and only the first one is used there. "
            "Swap the two inputs in your mind: the error stays, and each gradient becomes the other's. What must their "
            "sum be, at every place?"
        ),
    ),
    _both(
        "ignores the incoming gradient",
        "(x1 - x2) * DTYPE(2 / x1.size)",
        diagnosis="`grad_in` has no effect on the gradients.",
        hint=(
            "Suppose that somebody builds a loss of their own as 4 times your mean squared error. When that is "
            "differentiated, your function receives `grad_in` = 4: every small change of your output counts four "
            "times. With `x1` = (3, 1) and `x2` = (1, 1), one sample, the first gradient should be (8, 0). You return "
            "(2, 0), just as for `grad_in` = 1, and you would do so for `grad_in` = 0 as well, when the loss doesn't "
            "matter to anybody. In this notebook it is 1 in nearly all cases, which is why training goes well without "
            "it. The formula on the way back has two factors: where is the first of them in your code?"
        ),
    ),
    # create_one_hot
    Mistake(
        "one-hot off by one",
        ((_SET, "one_hot[np.arange(len(data)), data - 1] = 1"),),
        diagnosis="The 1 of each row is in the wrong column, one off.",
        hint=(
            "Draw it for the labels 2 and 0 and three classes. The label is the number of the column, and NumPy counts "
            "columns from 0: so the rows should be (0, 0, 1) and (1, 0, 0). Yours are (0, 1, 0) and (0, 0, 1). The "
            "second row is worth a closer look: the label 0 has ended up in the last column, because an index of -1 "
            "counts from the end and raises no error. A network trained with that would learn to call each digit by "
            "the name of its neighbour. People often count from one: where in your code does this habit show, and do "
            "the labels share it?"
        ),
    ),
    Mistake(
        "one-hot float64",
        (("np.zeros(shape, dtype=DTYPE)", "np.zeros(shape)"),),
        diagnosis="`create_one_hot` returns float64 instead of float32.",
        hint=(
            "Make the rows for the labels 1 and 0, that is (0, 1) and (1, 0), and print the array's `.dtype`. Ones and "
            "zeros are exact in any type, so no value is wrong here. But NumPy takes eight bytes for each number when "
            "nobody tells it otherwise, and whatever is computed from a float32 array and a float64 array is float64. "
            "So `x1 - x2` becomes float64, so does the gradient, and so do all arrays that this gradient meets on its "
            "way back through the network. What did Task 2 say about creating arrays? Compare that with the arguments "
            "of the call that creates yours."
        ),
    ),
    Mistake(
        "one-hot in the first row only",
        ((_SET, "one_hot[0, data[0]] = 1"),),
        diagnosis="Only the first row of the one-hot array gets its 1.",
        hint=(
            "Three samples with the labels 2, 0 and 1 need three rows: (0, 0, 1), (1, 0, 0) and (0, 1, 0). Your first "
            'row is right, the others hold nothing but zeros. To the network that says "all your outputs should be 0" '
            "for every image of a batch apart from one, so it learns to answer zero. A check with a single sample "
            "can't show it. In `array[rows, columns]` two lists of the same length make pairs: first row with first "
            "column, second with second, and so on. Which rows occur in your assignment, and how many labels of `data` "
            "does it use?"
        ),
    ),
    Mistake(
        "one-hot with all labels in every row",
        ((_SET, "one_hot[:, data] = 1"),),
        diagnosis="Every row gets a 1 for all labels of the batch.",
        hint=(
            "For two samples with the labels 2 and 0 and three classes you return (1, 0, 1) and (1, 0, 1). Each row "
            "should speak of its own sample: (0, 0, 1), then (1, 0, 0). Count the ones: there should be one per row, "
            "and you have one per row and label. In a batch of 64 digits nearly every place would be 1, and the "
            'targets would no longer depend on the image. A colon as the first index means "all rows", so every column '
            "that is named afterwards is set from top to bottom. How does NumPy know that the first label concerns the "
            "first row alone?"
        ),
    ),
    # labels in both passes
    Mistake(
        "uint8 labels not taken as integers",
        ((_INTEGER, "np.issubdtype(x2.dtype, np.signedinteger)"),),
        diagnosis="Some integer labels are treated like ready float targets.",
        hint=(
            "Let `x1` have the rows (0, 1) and (1, 0), and let the labels be 1 and 0. That is a perfect prediction, so "
            "the loss should be 0. For labels of some integer types yours is 0.5, or NumPy complains about shapes. The "
            "reason: the labels were not turned into one-hot rows, so (1, 0) was subtracted from both rows of `x1` as "
            "if it were a row of targets, and the squares 1, 1, 0, 0 have the mean 0.5. Data sets deliver labels as "
            "`uint8`, because a digit fits into one byte. For which of `np.uint8`, `np.int32` and `np.int64` does your "
            "condition say True? Try all three."
        ),
    ),
    Mistake(
        "only int64 labels taken as integers",
        ((_INTEGER, "x2.dtype == np.int64"),),
        same_as="uint8 labels not taken as integers",
    ),
    Mistake(
        "a gradient for labels",
        ((_GRADIENT_2, "-gradient_1"),),
        diagnosis="Integer labels are given a gradient, too.",
        hint=(
            'A gradient answers the question "what does the loss do if I change this number by a tiny amount?" Ask it '
            "for a label. Let the labels be 1 and 0, with one-hot rows (0, 1) and (1, 0). Change the first one to "
            "1.01: in which column of its row should the 1 stand now? There is no such column, so the question has no "
            "answer. An array of numbers claims to be one, and even zeros claim something, namely that the loss "
            "doesn't react. For float targets all is well, they do have a gradient. What does the text above the task "
            "agree on for the case where there is none?"
        ),
    ),
    Mistake(
        "zeros as gradient for labels",
        ((_GRADIENT_2, "0 * gradient_1 if labels else -gradient_1"),),
        same_as="a gradient for labels",
    ),
    # inputs
    Mistake(
        "changes its input",
        ((f"error = {_ERROR}", "x1 -= x2\n        error = np.mean(x1**2, dtype=DTYPE)"),),
        diagnosis="The forward pass overwrites `x1`.",
        hint=(
            "Call your function with predictions `p`, rows (3, 1) and (2, 2), and targets with the rows (1, 1) and (1, "
            "2). The loss is right, (4 + 0 + 1 + 0) / 4 = 1.25. Now print `p`: it holds (2, 0) and (1, 0), the "
            "differences. The accuracy, which looks for the largest output in each row, would judge by these numbers. "
            "And your own backward pass gets the same array as `x1` again, subtracts the targets a second time, and "
            "finds 1 where 2 was. `x1` is a name for somebody else's array, not a copy of it. Which of your lines "
            "writes into the array instead of making a new one?"
        ),
    ),
)
