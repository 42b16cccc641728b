"""Known wrong answers to the task Sigmoid."""

from autograder.mistakes import Mistake

GRADED_BY = "test_sigmoid"
SOLUTION = ("sigmoid",)

_FORWARD = "self.y = 1 / (1 + exponentials)"


def _forward(name: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, ((_FORWARD, f"self.y = {new}"),), **texts)


def _backward(name: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, (("grad_in * self.y * (1 - self.y)", new),), **texts)


MISTAKES = (
    # internal_forward
    _forward(
        "second form for all inputs",
        "np.exp(x) / (1 + np.exp(x))",
        diagnosis="Large positive inputs give NaN: infinity is divided by infinity.",
        hint=(
            "Put the rows (0, 1) and (80, 1000) into your function. Three of the results are fine, and the last one is "
            "not a number. Follow 1000 through your line by hand. What does NumPy give for its exponential in float32, "
            "and which two numbers are divided by each other in the end? A person sees at once that the result is "
            "nearly 1; the computer sees two infinities and gives up. One such entry in a batch is enough to turn "
            "every weight of the network into NaN at the next step. Look at the table of the two forms in Task 1: on "
            "which side is each of them safe?"
        ),
    ),
    _forward(
        "sign of the exponent",
        "1 / (1 + np.exp(x))",
        diagnosis="The curve falls: positive scores get small probabilities.",
        hint=(
            "For the rows (0, 2) and (-2, 5) your function gives (0.5, 0.12) and (0.88, 0.007). The 0.5 is right, and "
            "all the others are the probability of the opposite: 0.12 and 0.88 have changed places. A score of 5 was "
            "meant to say that the network is quite sure of yes, and you report less than one percent. In the drawing "
            "of Task 1 the curve rises from left to right; what does yours do? Insert the logarithm of 3 into the "
            "formula on paper, and watch the exponent closely: does it become 3 or one third, and which of the two "
            "stands in your denominator?"
        ),
    ),
    _forward(
        "hyperbolic tangent",
        "np.tanh(x)",
        diagnosis="The outputs lie between -1 and 1, like those of tanh.",
        hint=(
            "For the rows (0, 1) and (-1, 3) your function gives (0, 0.76) and (-0.76, 0.995). Can a probability be "
            "-0.76, and is 0 what an undecided network should say? Your curve has the same S shape as the one in Task "
            "1, only that it begins at -1 and goes through 0 in the middle. There is indeed a close relation between "
            "the two: one is a stretched and shifted version of the other, both in height and in width. Take the table "
            "of the task and compare the entry at 0, then the one at ln 3. Which height should the curve have on the "
            "far left?"
        ),
    ),
    _forward("hyperbolic tangent of the half", "np.tanh(x / 2)", same_as="hyperbolic tangent"),
    _forward(
        "straight line",
        "np.clip(DTYPE(0.25) * x + DTYPE(0.5), 0, 1)",
        diagnosis="A straight line, cut off at 0 and 1, replaces it.",
        hint=(
            "Close to 0 your answer looks perfect: for 0 it gives 0.5, for 0.1 it gives 0.525, and so does the "
            "sigmoid. Now go further out, to the rows (1, 2) and (3, 10). You get (0.75, 1) and (1, 1), where the "
            "curve in Task 1 has 0.73, 0.88, 0.95 and something just below 1. So your network would be perfectly sure "
            "from a score of 2 on, and from there on nothing could be learned any more, since the slope is 0. The true "
            "curve never touches its ends. Which function in the formula bends it, and where is it in your code?"
        ),
    ),
    _forward(
        "exponential of the base 2",
        "1 / (1 + DTYPE(2) ** -x)",
        diagnosis="The curve is too flat: its exponential has the base 2.",
        hint=(
            "At 0 your output is 0.5, the ends are right as well, and the rows (1, 2) and (-1, -2) give (0.667, 0.8) "
            "and (0.333, 0.2). Those are suspiciously simple fractions: 2/3, 4/5, 1/3, 1/5. For a score of 1 the table "
            "of Task 1 lets you expect something between 0.5 and 0.75, and closer to the latter, because ln 3 is 1.1. "
            "All of your numbers have a denominator of 1 plus a power of two. Which number stands in the formula where "
            "you have this 2, and which function of NumPy computes powers of that number?"
        ),
    ),
    Mistake(
        "changes its input",
        (("result = self.y", "x[...] = self.y\n        result = x"),),
        diagnosis="The probabilities are written into the scores in `x`.",
        hint=(
            "Let `x` have the rows (0, 1) and (-1, 2). After your forward pass somebody looks at it again and finds "
            "(0.5, 0.73) and (0.27, 0.88): the scores are gone, and the probabilities stand in their place. In a "
            "network the same array may go into several functions, and each of them counts on finding what was there "
            "before. Here you notice nothing, because your output has the right numbers. An assignment with an index "
            "on its left writes into an existing array, while an operation such as a division makes a new one. How "
            "many arrays are there at the end of your method, and which of them do you return?"
        ),
    ),
    Mistake(
        "float64",
        (("np.exp(-np.maximum(x, -88))", "np.exp(-np.maximum(x, -88).astype(np.float64))"),),
        diagnosis="The output is float64, although the input is float32.",
        hint=(
            "Numbers in `length` are float32, and a probability needs no more digits than they have. Yours come out "
            "right, but with eight bytes each instead of four: give it a float32 array with the rows (0, 1) and (2, 3) "
            "and print the dtype of what you return. From here on every layer would compute in the longer type, as "
            "float32 and float64 together give float64. Print the dtype of each part of your expression, from the "
            "inside to the outside. A bare Python number such as 1 adapts to the array beside it and is no danger. At "
            "which part does the longer type come in?"
        ),
    ),
    # internal_backward
    _backward(
        "derivative in terms of the input",
        "grad_in * x * (1 - x)",
        diagnosis="The derivative is computed from the input instead of the output.",
        hint=(
            "Try an input of 3 with an incoming gradient of 1. Your result is 3 times (1 - 3), which is -6. But the "
            "curve in Task 1 rises everywhere, so its slope can't be negative, and it is never steeper than one "
            "quarter. At the input 0 you get 0, where the curve is at its steepest. The form of the derivative is "
            "right, and you have put the wrong quantity into it. Compare with the example in the task: at ln 3 the two "
            "factors are 0.75 and 0.25. Which of the numbers that belong to ln 3 is 0.75, and do you still have it on "
            "the way back?"
        ),
    ),
    _backward(
        "one factor of the slope",
        "grad_in * self.y",
        diagnosis="One of the two factors of the slope is missing.",
        hint=(
            "Where is the curve flat? On the far left, near 0, and on the far right, near 1; the slope must be small "
            "on both sides. Compute yours for the rows (-5, 0) and (2, 5) and an incoming gradient of 1: you get "
            "(0.007, 0.5) and (0.88, 0.99). On the left that is about right. At 0 it is twice too much, and at 5, "
            "where a score may move by a whole unit without any effect, you report a slope of nearly 1. The derivative "
            "in Task 1 is a product that vanishes at both ends. Which of its factors takes care of the right end, and "
            "is it there?"
        ),
    ),
    _backward(
        "other factor of the slope",
        "grad_in * (1 - self.y)",
        diagnosis="The slope lacks the factor that vanishes at the left end.",
        hint=(
            "Compute your gradient for the rows (-5, -2) and (0, 5) with an incoming gradient of 1. You get (0.993, "
            "0.88) and (0.5, 0.007). On the right side, at 5, that is nearly correct. Now look at the drawing in Task "
            "1 on the left, around -5: the curve creeps along the axis, so a small change of the input hardly moves "
            "the output. Yet your gradient says that the output follows almost one to one. By symmetry the slopes at "
            "-5 and 5 must be equal. The derivative is a product of two factors, one for each end. Which of the two do "
            "you see in your line?"
        ),
    ),
    _backward(
        "plus in the bracket",
        "grad_in * self.y * (1 + self.y)",
        diagnosis="The bracket of the slope has a plus where a minus belongs.",
        hint=(
            "At the input 0 the output is one half, and the steepest slope of the whole curve is found there, one "
            "quarter. With an incoming gradient of 1 you get 0.75. Further right it becomes even stranger: for the "
            "inputs 2 and 10 your gradients are 1.66 and 2, as if the curve rose faster and faster. But it can't, it "
            "has only the little way up to 1 left. What keeps it from getting there is the last bit that is missing: "
            "for an output of 0.99 that is one hundredth. Which expression says how much is missing to 1, and what "
            "stands in your bracket?"
        ),
    ),
    _backward(
        "slope of the hyperbolic tangent",
        "grad_in * (1 - self.y**2)",
        diagnosis="The slope is that of tanh, not of the sigmoid.",
        hint=(
            "There are two S-shaped curves whose slope can be told from the output, and they are easily confused. "
            "Check yours at a place that is known: at the input 0 the output is 0.5, and you get 1 minus a quarter, "
            "0.75. On the far left, where the output is 0 and the curve is flat, you even get 1. For a curve that runs "
            "from -1 to 1 and is steepest at the height 0, this would be just right. The one in Task 1 is steepest at "
            "the height one half. Go through the task's example, ln 3, where the slope is 0.1875: which product of "
            "0.75 gives that?"
        ),
    ),
    _backward(
        "incoming gradient ignored",
        "self.y * (1 - self.y)",
        diagnosis="The result is the slope alone; `grad_in` has no part in it.",
        hint=(
            "For the inputs 0 and 0 you return 0.25 and 0.25, whatever comes in. Let `grad_in` be 0 and -8. The 0 says "
            "that the loss doesn't care about the first output, so it can't care about the first input either. The -8 "
            "says that the loss falls quickly when the second output grows, and the input ought to hear of that: with "
            "its sign, and in proportion. The task closes its explanation with an example of this kind, an incoming "
            "gradient of 4 at ln 3 and the result 0.75. The chain rule joins what comes from behind and the slope at "
            "this place. How?"
        ),
    ),
    _backward(
        "sign of the gradient",
        "-grad_in * self.y * (1 - self.y)",
        diagnosis="The gradient has the wrong sign: the slope is never negative.",
        hint=(
            "Raise an input a little, say from 0 to 0.01. The output goes from 0.5 to 0.5025: up, by a quarter of the "
            "step. Your gradient for an incoming 1 is -0.25, so it tells the layers in front that the output would "
            "fall. They would move every weight the wrong way, and the loss would rise from step to step. The minus "
            "sign in the formula of the sigmoid stands in an exponent; when the derivative is worked out, a second "
            "minus joins it, from the fraction. What is left of two minus signs? Compare with the form in Task 1, in "
            "terms of the output: is any of its two factors ever negative?"
        ),
    ),
    _backward(
        "slope by exponentials",
        "grad_in * np.exp(-x) / (1 + np.exp(-x)) ** 2",
        diagnosis="For large negative inputs the gradient is NaN: infinity over infinity.",
        hint=(
            "Your slope is right on paper, and for the rows (0, 1) and (-2, 3) in the computer as well. Now let the "
            "input be -200. In float32 the exponential of 200 is infinite, and so is its square in the denominator: "
            "infinity divided by infinity is not a number. What would be right? The curve is flat there, the slope is "
            "0. You took care of such inputs on the way forward, and the result of that care is a harmless number "
            "between 0 and 1. The task gives the derivative in a form that needs no exponential at all. What does it "
            "need instead, and where could it come from?"
        ),
    ),
    _backward(
        "sigmoid of the output",
        "grad_in / (1 + np.exp(-self.y)) * (1 - 1 / (1 + np.exp(-self.y)))",
        diagnosis="The slope is taken at the output instead of the input.",
        hint=(
            "For the inputs 0, 5 and 50 with an incoming gradient of 1 your results are 0.235, 0.197 and 0.197. So the "
            "slope seems to end at a fifth, however far one goes to the right, while the curve in Task 1 becomes "
            "flatter and flatter. Follow one number: the input 5 has the output 0.993, and that is what you have kept. "
            "Then you send the 0.993 through the sigmoid once more, which gives 0.73, and compute with that. How often "
            "was the function applied to the input on the way forward, and how often is it in your slope? What does "
            "the y in the formula of the derivative stand for?"
        ),
    ),
    Mistake(
        "output of another call used",
        (("self.y", "Sigmoid.y"),),
        diagnosis="The slope comes from the output of another call.",
        hint=(
            "Send A = (0, 0) through one sigmoid, then B = (9, 9) through another one, and only then go backward, A "
            "last, with incoming gradients of 1. For A you should return (0.25, 0.25). You return nearly 0, because "
            "what you look up on the way back is what the latest call has left there, whichever function it belonged "
            "to. With a single sigmoid that goes forward and backward in turn you see nothing of it. In a network with "
            "two of them, both go forward before either goes back. To whom does the place belong in which you keep the "
            "output: to this one object, or to all of its kind?"
        ),
    ),
    Mistake(
        "output of the first call kept",
        ((_FORWARD, f"{_FORWARD}\n        self.first = getattr(self, 'first', self.y)"), ("grad_in * self.y * (1 - self.y)", "grad_in * self.first * (1 - self.first)")),
        same_as="output of another call used",
    ),
    _backward("gradient float64", "grad_in * self.y.astype(np.float64) * (1 - self.y)", same_as="float64"),
)
