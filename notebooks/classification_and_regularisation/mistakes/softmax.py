"""Known wrong answers to the task Softmax."""

from autograder.mistakes import Mistake

GRADED_BY = "test_softmax"
SOLUTION = ("softmax",)

_SHIFT = "shifted = x - np.max(x, axis=-1, keepdims=True)"
_DIVISION = "self.y = exponentials / np.sum(exponentials, axis=-1, keepdims=True)"
_GRADIENT = "grad_x = self.y * (grad_in - average)"
_AVERAGE = "average = np.sum(grad_in * self.y, axis=-1, keepdims=True)"


def _edit(name: str, old: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, ((old, new),), **texts)


MISTAKES = (
    # internal_forward
    _edit(
        "no shift",
        _SHIFT,
        "shifted = x",
        diagnosis="Large scores give NaN: their exponentials are infinite.",
        hint=(
            "The rows (0, 1) and (2, 3) come out right. Now give your function the rows (1000, 1000) and (0, 200). A "
            "person knows the first answer without computing, one half and one half, since both scores are equal. Your "
            "function says NaN, and for the second row NaN as well. Which value has the exponential of 1000 in "
            "float32, what is the sum of the row, and what is the quotient of these two? In Task 2 it says that "
            "softmax looks at differences of scores only. So the scores 1000 and 1000 could be replaced by two other "
            "numbers with the same difference: which ones would be harmless?"
        ),
    ),
    _edit(
        "shift by the maximum of the batch",
        _SHIFT,
        "shifted = x - np.max(x)",
        diagnosis="One number is subtracted from all rows; low rows give NaN.",
        hint=(
            "Take a batch whose rows are far apart: (1000, 1001) and (0, 1). Within each row the difference is 1, so "
            "both rows must have the same probabilities. The first comes out well. From the second you subtract 1001, "
            "too, and what is left are the numbers -1001 and -1000. Their exponentials are so small that a computer "
            "rounds them to 0, and the sum of the row is 0 as well. What is 0 divided by 0? The rows of a batch are "
            "different images and know nothing of each other. Of how many numbers do you take the maximum, and of how "
            "many should you?"
        ),
    ),
    _edit(
        "shift by the mean",
        "np.max(x, axis=-1, keepdims=True)",
        "np.mean(x, axis=-1, keepdims=True)",
        diagnosis="The mean is subtracted: scores far above it still overflow.",
        hint=(
            "Subtracting something from every score of a row is the right idea, and the rows (1000, 1000) and (999, "
            "1001) work now. But try the row (1000, 0, -1000). Its mean is 0, so nothing changes, and the exponential "
            "of 1000 is as infinite as before. Let the three scores be further apart and it only gets worse. What you "
            "want is a number of which you can be certain that no score of the row lies above it, because it is the "
            "large exponents that do the harm; very negative ones merely become 0. Does the mean have this property, "
            "and which number of a row has it?"
        ),
    ),
    _edit("shift by the minimum", "np.max(x, axis=-1, keepdims=True)", "np.min(x, axis=-1, keepdims=True)", same_as="shift by the mean"),
    _edit(
        "sum of each column",
        "np.sum(exponentials, axis=-1, keepdims=True)",
        "np.sum(exponentials, axis=0, keepdims=True)",
        diagnosis="The columns are normalised instead of the rows.",
        hint=(
            "Feed the rows (0, 0) and (0, 0) through your function: everything is one half, which looks right. Then "
            "add a third row of zeros. Now every entry is one third, although there are still two classes. Add up your "
            "results: down the columns they sum to 1, along the rows they don't. Each row is one image, with its own "
            "question of what it shows, and the other images of the batch have nothing to do with the answer. In an "
            "array of the shape (N, C), which axis runs through the classes of one image, and over which one do you "
            "sum?"
        ),
    ),
    _edit(
        "sum of the whole batch",
        "np.sum(exponentials, axis=-1, keepdims=True)",
        "np.sum(exponentials)",
        diagnosis="All rows share one sum, so no row sums to 1.",
        hint=(
            "With a single image in the batch your answer is right. Take two equal ones, with the rows (0, 0) and (0, "
            "0): each of your four numbers is a quarter. As probabilities they would say that the first image is with "
            "one half none of the two classes. All four together sum to 1, while each row should do so by itself. A "
            "sum without an axis adds up everything that there is, and gives one number. How many denominators does "
            "the formula of Task 2 have, for a batch of N images? What does its index n mean, which appears above and "
            "below the fraction line?"
        ),
    ),
    _edit(
        "not normalised",
        _DIVISION,
        "self.y = exponentials",
        diagnosis="The exponentials are not divided by the sum of their row.",
        hint=(
            "Your results for the rows (0, 0) and (3, 0) are (1, 1) and (1, 0.05). They are positive, and the larger "
            "score has the larger number, so half of the work is done. But in the first row two classes are both "
            "certain, with probability 1 each. Add up each of your rows: 2 and 1.05. Probabilities of things that "
            "exclude each other have to sum to 1, whatever the scores are. In the picture of Task 2 there are two "
            "arrows' worth of steps, from scores to exponentials, and then to the last column. Which operation leads "
            "from 1, 2, 5 to 1/8, 2/8, 5/8?"
        ),
    ),
    _edit(
        "divided by the maximum",
        "np.sum(exponentials, axis=-1, keepdims=True)",
        "np.max(exponentials, axis=-1, keepdims=True)",
        same_as="not normalised",
    ),
    _edit(
        "scores divided by their sum",
        "exponentials = np.exp(shifted)",
        "exponentials = np.abs(x)",
        diagnosis="The scores themselves are divided by their sum, without exponentials.",
        costs=2,  # differences don't count any more: moving all scores of a row changes the shares
        hint=(
            "Shares of a sum are a natural idea, as long as all numbers are positive. But scores may have any sign. "
            "Put in the rows (1, 3) and (-3, 1): you get (0.25, 0.75) and (0.75, 0.25), as if a score of -3 spoke for "
            "the first class. And softmax has a property that yours lacks: adding 10 to both scores of a row changes "
            "nothing, because only differences count. Yours turns (1, 3) into (11, 13), which is nearly one half each. "
            "Which function in the formula makes every score positive, keeps their order, and turns adding into "
            "multiplying?"
        ),
    ),
    _edit(
        "negative scores",
        "np.exp(shifted)",
        "np.exp(np.min(x, axis=-1, keepdims=True) - x)",
        diagnosis="The smallest score gets the largest probability.",
        hint=(
            "Two scores in the row (0, 2), and your probabilities are (0.88, 0.12). Then (2, 0), and they are (0.12, "
            "0.88). They sum to 1, as they should, but the class with the lower score always wins. A score says how "
            "much speaks for a class, so a higher one has to make it more probable. Compute the example of Task 2 with "
            "your function: from ln 1, ln 2, ln 5 the exponentials 1, 2, 5 should arise, in this order. Yours are "
            "proportional to 1, one half and one fifth. What does a minus sign in an exponent do to a number, and "
            "where does yours come from?"
        ),
    ),
    _edit(
        "base 2",
        "np.exp(shifted)",
        "DTYPE(2) ** shifted",
        diagnosis="The powers have the base 2: the probabilities are too even.",
        hint=(
            "For the row (0, 1) you get one third and two thirds, for (0, 2) one fifth and four fifths. Nice "
            "fractions, rows that sum to 1, the right order: it is easy to be content with that. But check the example "
            "of Task 2, the scores ln 1, ln 2, ln 5. They were chosen so that 1, 2 and 5 appear in the middle column; "
            "your middle column, divided by its first entry, has 1, 1.6 and 3.1. So each ratio of two classes is "
            "closer to 1 than it should be. A power is made of a base and an exponent. Which base undoes the logarithm "
            "ln?"
        ),
    ),
    _edit(
        "logarithms of the probabilities",
        "result = self.y",
        "result = np.log(self.y)",
        costs=2,  # a probability that is rounded to 0 has an infinite one
        diagnosis="The logarithms of the probabilities come out, all of them negative.",
        hint=(
            "You return -0.69 and -0.69 for the row (0, 0). Is that a probability? The numbers that belong there are "
            "one half and one half, and -0.69 is the logarithm of one half. Some libraries have a function of this "
            "kind under another name, and Task 3 will need it, but here the rows have to be positive and sum to 1. So "
            "everything up to your last step may be right. Print what you have after each line for the scores ln 1, ln "
            "2, ln 5: where do you see 0.125, 0.25 and 0.625, and what happens to them afterwards?"
        ),
    ),
    _edit(
        "changes its input",
        _SHIFT,
        "x -= np.max(x, axis=-1, keepdims=True)\n        shifted = x",
        diagnosis="The shift changes the scores in `x` themselves.",
        hint=(
            "Let the scores be (1, 3) and (5, 2). After your forward pass they are (-2, 0) and (0, -3), in the array "
            "that belongs to somebody else. Your probabilities are right, as only differences count, and so you see "
            "nothing of it. But the scores may be looked at again, by another function of the network or by a loss "
            "that would like to know how large they were. There are operators that compute a new array, and others "
            "that write into the array on their left side. Go through your lines: how many arrays have been made when "
            "the first exponential is computed?"
        ),
    ),
    _edit(
        "float64",
        "np.exp(shifted)",
        "np.exp(shifted.astype(np.float64))",
        diagnosis="The probabilities are float64, although the scores are float32.",
        hint=(
            "Give your function the rows (0, 1) and (2, 3) in float32 and print the dtype of the result: it has become "
            "float64, eight bytes for every number. The values are fine, and the additional digits are of no use: "
            "where scores come from weights with seven digits, a probability can't have fifteen. But the longer type "
            "spreads, since an array of float32 combined with one of float64 gives float64, up to the gradients and "
            "the weights. Print the dtype of each intermediate array of your forward pass. At which line does it "
            "change, and what in this line asks for it?"
        ),
    ),
    # internal_backward
    _edit(
        "gradient without the average",
        _GRADIENT,
        "grad_x = self.y * grad_in",
        diagnosis="The average of the incoming gradients is not subtracted.",
        hint=(
            "Add the same number to both scores of a row: the probabilities stay as they are, so the loss does, too. "
            "Therefore the gradients of a row must always sum to 0. Check yours, with y = (0.5, 0.5) and an incoming "
            "gradient of (4, 4): you get (2, 2). Raising either score alone would raise one probability and lower the "
            "other by the same amount, and with equal incoming gradients the two effects cancel: (0, 0) is right. Your "
            "result looks at the way from a score to its own probability only. Which other probabilities does a score "
            "change, and where are they in the formula?"
        ),
    ),
    _edit(
        "slope of the sigmoid",
        _GRADIENT,
        "grad_x = grad_in * self.y * (1 - self.y)",
        diagnosis="Each score is treated alone, as in the sigmoid.",
        hint=(
            "You multiply each incoming gradient by y (1 - y). That is one of the derivatives, the one of a "
            "probability with respect to its own score. But raising the score of the first class makes all other "
            "classes less probable, and the loss may care about these. Let y be (0.5, 0.5) and the incoming gradient "
            "(0, 8): you return (0, 2). Now raise the first score a little. The second probability falls, the loss "
            "reacts to it with 8, and your answer for this score is 0. How many ways lead from one score to the loss, "
            "and over how many of them does the chain rule sum?"
        ),
    ),
    _edit(
        "average without weights",
        _AVERAGE,
        "average = np.mean(grad_in, axis=-1, keepdims=True)",
        diagnosis="The average of the gradients ignores the probabilities.",
        hint=(
            "With equal probabilities your result is right: y = (0.5, 0.5) and an incoming (6, 0) give (1.5, -1.5). "
            "Now let y be (0.9, 0.1) with the same (6, 0). You return (2.7, -0.3). Adding one number to both scores "
            "changes nothing, so the two should sum to 0, and they sum to 2.4. A class that is nearly certain should "
            "count for more in the average than one that hardly matters. In the example of the task, y = (0.4, 0.4, "
            "0.2) and (5, 0, 0), the average is 2. Which number do you get there, and what stands beside `grad_in` in "
            "the sum of the formula?"
        ),
    ),
    _edit("sum in place of the average", _AVERAGE, "average = np.sum(grad_in, axis=-1, keepdims=True)", same_as="average without weights"),
    _edit(
        "average of each column",
        _AVERAGE,
        "average = np.sum(grad_in * self.y, axis=0, keepdims=True)",
        diagnosis="The average runs over the images instead of the classes.",
        hint=(
            "Send two images through, with the probabilities (0.5, 0.5) and (0.5, 0.5), and the incoming gradients (4, "
            "0) and (0, 0). The loss does not depend on the second image at all, so its row of the result must be (0, "
            "0). You return (-1, 0) there: something of the first image has leaked over. Rows of a batch don't meet in "
            "softmax, neither forward nor backward. Print the shape of your average for a batch of 3 images and 10 "
            "classes. There should be one number for each image; how many do you have, and over which axis was the sum "
            "taken?"
        ),
    ),
    _edit("average of the whole batch", _AVERAGE, "average = np.sum(grad_in * self.y)", same_as="average of each column"),
    _edit(
        "plus in the bracket",
        _GRADIENT,
        "grad_x = self.y * (grad_in + average)",
        diagnosis="The average is added where it has to be subtracted.",
        hint=(
            "If all incoming gradients of a row are equal, nothing that happens to the scores can matter, because the "
            "probabilities only pass their shares to each other. For y = (0.5, 0.5) and an incoming (3, 3) the result "
            "must be (0, 0), and you get (3, 3). The average of the two is 3, and each of them differs from it by "
            "nothing. The formula in Task 2 compares every incoming gradient with the average of its row: a class gets "
            "a push upwards if its own one is above, and downwards if it is below. With which operation are two "
            "numbers compared in this sense?"
        ),
    ),
    _edit(
        "factor in front missing",
        _GRADIENT,
        "grad_x = grad_in - average",
        diagnosis="The probability in front of the bracket is missing.",
        hint=(
            "Let y be (0.99, 0.01) and the incoming gradient (0, 1). Your average is 0.01, which is right, and you "
            "return (-0.01, 0.99). Now nudge the second score by 0.1 and look at what happens: its probability goes "
            "from 0.01 to 0.011, so the loss changes by 0.001, a hundredth of the step and no more. You report nearly "
            "the whole step. A class that has almost no probability can hardly gain or lose any. Add up your gradients "
            "of this row, too: they should cancel. What stands in front of the bracket in the formula?"
        ),
    ),
    _edit(
        "sign of the gradient",
        _GRADIENT,
        "grad_x = self.y * (average - grad_in)",
        diagnosis="The difference in the bracket is taken the wrong way round.",
        hint=(
            "Take the example of the task, y = (0.4, 0.4, 0.2) with the incoming gradient (5, 0, 0). The loss rises "
            "when the first probability rises. Raising the first score makes the first probability larger, so the loss "
            "rises, and the gradient of this score has to be positive: 1.2. You return -1.2, and for the two others "
            "0.8 and 0.4, all of the right size. A network that is trained with these would do the opposite of what it "
            "should at every step. Two numbers are subtracted in the bracket of the formula; which of them comes first "
            "there, and which in your line?"
        ),
    ),
    Mistake(
        "output of another call used",
        (("self.y", "Softmax.y"),),
        diagnosis="The probabilities of another call are used on the way back.",
        hint=(
            "Send a row with equal scores through one softmax, then the row (50, 0) through another one, and go "
            "backward for the first, with an incoming gradient of (4, 0). It should be (1, -1). You return (0, 0), "
            "which would be right for the second call. The place in which you keep the probabilities is shared by all "
            "functions of this kind, so the latest call wins. As long as there is a single softmax, and each of its "
            "calls goes forward and backward before the next, no difference is to be seen. Whose should the kept "
            "output be, and how does a method get at what belongs to one object alone?"
        ),
    ),
)
