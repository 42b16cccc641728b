"""Known wrong answers to the task Dropout."""

from autograder.mistakes import Mistake

GRADED_BY = "test_dropout"
SOLUTION = ("dropout",)

_STAYS = "stays = np.random.random(x.shape) >= self.dropout_ratio"
_MASK = "(stays / (1 - self.dropout_ratio)).astype(x.dtype)"
_OUTSIDE = "self.mask = np.ones_like(x)"
_BACK = "grad_in * self.mask"


def _edit(name: str, old: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, ((old, new),), **texts)


MISTAKES = (
    # the choice
    _edit(
        "ratio kept instead of left out",
        ">= self.dropout_ratio",
        "< self.dropout_ratio",
        diagnosis="The ratio is the part that stays, not the part left out.",
        hint=(
            "With a ratio of one half, all is well: as many stay as are left out. Try 0.2 on a hundred numbers. About "
            "80 of them become 0, and 20 stay. Then try 0.9, which should leave nearly nothing, and nearly everything "
            "is still there. A random number between 0 and 1 lies below 0.2 in one of five cases, so a comparison with "
            "the ratio splits the numbers into a small group and a large one. In the drawing of Task 4 a tick means "
            "that a number stays. Which of the two groups gets the tick in your code, and which one should it be?"
        ),
    ),
    _edit(
        "ratio hard-coded",
        ">= self.dropout_ratio",
        ">= 0.5",
        diagnosis="Half of the numbers are left out, whatever the ratio says.",
        hint=(
            "Make two functions, `Dropout(0.1)` and `Dropout(0.9)`, and send a thousand numbers through each. About "
            "500 of them are left out both times, where it should be 100 in one case and 900 in the other. Somewhere a "
            "number of your own stands where the function should look up what it was told. It happens to be the "
            "default value, so that `Dropout()` alone works perfectly, and so does any test that uses nothing else. In "
            "which method does the ratio come in, where is it kept, and where in your forward pass is it compared with "
            "something?"
        ),
    ),
    _edit(
        "rows left out together",
        "np.random.random(x.shape)",
        "np.random.random((len(x), 1)) + np.zeros(x.shape)",
        diagnosis="Whole rows are left out: all numbers of an image at once.",
        hint=(
            "Send four images with two numbers each through your function, all of them 1. You will see rows (2, 2) and "
            "rows (0, 0), and never a row (2, 0). So some images of the batch vanish altogether and the others pass "
            "complete. But dropout is to prevent a unit from relying on one certain other unit, and for that the "
            "numbers within an image have to be left out independently of each other. In the drawing of Task 4, each "
            "number has its own tick or cross. How many random numbers do you draw for a batch of the shape (4, 2), "
            "and how many should it be?"
        ),
    ),
    _edit(
        "columns left out together",
        "np.random.random(x.shape)",
        "np.random.random(x.shape[1:]) + np.zeros(x.shape)",
        diagnosis="The same units are left out for every image of the batch.",
        hint=(
            "Let a batch hold four images of two ones each. Perhaps your result has four "
            "times the row (2, 0): the second unit is off, for all of the images. The next call chooses again, but "
            "within one batch every image meets the same smaller network. The task says that each number that passes "
            "is left out by a chance of its own. So among 64 images a unit should be there for about half of them, and "
            "the gradient of a batch averages over many different choices. Which shape has the array of random numbers "
            "that you draw, and which shape has `x`?"
        ),
    ),
    _edit(
        "drawn in the first call only",
        _STAYS,
        "self.chosen = getattr(self, 'chosen', np.random.random(x.shape))\n            stays = self.chosen >= self.dropout_ratio",
        diagnosis="The mask of the first call is used for all later ones.",
        hint=(
            "Make one function, and send the row (1, 1, 1, 1) through it five times. You get the same zeros in the "
            "same places every time, for instance (2, 0, 0, 2). If a unit is left out for good, then the network is "
            "just smaller than it seems, and the units that stay can rely on each other again, which is what dropout "
            "was meant to prevent. By chance and anew in every call, says Task 4. Besides, the next batch may have "
            "another number of rows, and a kept mask would not even fit. At which moment are your random numbers "
            "drawn, and how often?"
        ),
    ),
    # the scale
    _edit(
        "not scaled",
        _MASK,
        "stays.astype(x.dtype)",
        diagnosis="What stays is not scaled up in training.",
        hint=(
            "A unit of the next layer adds up, say, the four numbers 1, 1, 1, 1, and gets 4. With a ratio of one half, "
            "and your mask, it gets 2 on average while the network is trained, and adapts its weights to that. When "
            "the network is used, nothing is left out, and suddenly it gets 4. It has never seen so much. Task 4 "
            "compensates for that in training already, so that there is nothing to do later. In its drawing the mask "
            "has zeros and another number: which one for the ratio one half, and which one if a fifth is left out?"
        ),
    ),
    _edit(
        "scaled by the ratio",
        "(stays / (1 - self.dropout_ratio))",
        "(stays / self.dropout_ratio)",
        diagnosis="What stays is divided by the part that is left out.",
        hint=(
            "For a ratio of one half there is no difference, which makes this one hard to notice. Take a ratio of 0.2 "
            "and ten numbers, all of them 1: their sum is 10. On average eight stay. You multiply each by 5, so the "
            "sum becomes 40. It should be 10 as before. With a ratio of 0.8, two of them stay, you multiply by 1.25, "
            "and only 2.5 are left. The factor has to make up for what is missing: a little if little is missing, a "
            "lot if much is. By what must the sum of the eight be divided to give 10?"
        ),
    ),
    _edit(
        "scaled down",
        "(stays / (1 - self.dropout_ratio))",
        "(stays * (1 - self.dropout_ratio))",
        diagnosis="What stays is made smaller instead of larger.",
        hint=(
            "Take eight numbers, all of them 1, and a ratio of one half. Their sum is 8. Four of them are left out, "
            "and you make the remaining four half as large, so that the sum is 2. The loss of half of the numbers has "
            "been doubled, not balanced. There is an older way of doing it in which a factor below 1 is right, but "
            "there it is used outside training, when all numbers are present. In Task 4 the factor belongs to the "
            "training. What does the mask in the drawing contain besides zeros: a number above 1, or one below?"
        ),
    ),
    # outside training
    _edit(
        "never switched off",
        _OUTSIDE,
        "self.mask = ((np.random.random(x.shape) >= self.dropout_ratio) / (1 - self.dropout_ratio)).astype(x.dtype)",
        diagnosis="Numbers are left out outside training, too.",
        hint=(
            "Evaluate the same image twice. The network has learned all it will learn, the image is the same, and "
            "still the two predictions differ, because other units are missing each time. It's as if you asked half of "
            "an expert for advice, by lot. Chance is there to make learning harder; when the network is used, every "
            "unit should have its say. For the row (1, 2, 3) and `train` set to False the result is (1, 2, 3), each "
            "time. There is an attribute that tells which of the two cases it is. Does your forward pass come to a "
            "different mask because of it?"
        ),
    ),
    _edit(
        "scaled outside training",
        _OUTSIDE,
        "self.mask = np.full_like(x, 1 - self.dropout_ratio)",
        diagnosis="Outside training everything is scaled, though nothing is missing.",
        hint=(
            "With a ratio of one half and `train` set to False, you turn the row (2, 4) into (1, 2). In some "
            "descriptions of dropout that is indeed done: there, what stays is left as it is in training, and the "
            "whole is scaled down later. Either way is fine, but not both. In training you multiply what stays by 2 "
            "already, so a sum over many numbers has the right size on average. Then it must have that size outside "
            "training as well, without further help. What does Task 4 say that becomes of every number, and of every "
            "gradient, outside training?"
        ),
    ),
    _edit(
        "scaled up outside training",
        _OUTSIDE,
        "self.mask = np.full_like(x, 1 / (1 - self.dropout_ratio))",
        same_as="scaled outside training",
    ),
    _edit(
        "function forgets to pass train on",
        "return Dropout(dropout_ratio, train)(x)",
        "return Dropout(dropout_ratio)(x)",
        diagnosis="The function `dropout` does not hand `train` on to the class.",
        hint=(
            "Your class is right: with `Dropout(0.5, False)` all numbers pass. Now call the function below it, "
            "`dropout(x, 0.5, train=False)`, with the row (1, 1, 1, 1), and numbers are missing. The network calls the "
            "function and never the class, so its evaluation would go on being disturbed by chance. The function gets "
            "three arguments, and the last of them has a default value, as has the one in the constructor. Follow the "
            "word False on its way: it arrives in the function, and where does it go from there? Which value does the "
            "constructor use if nobody tells it anything?"
        ),
    ),
    # backward
    _edit(
        "gradient not masked",
        _BACK,
        "grad_in.copy()",
        diagnosis="Gradients pass everywhere, also where a number was left out.",
        hint=(
            "The number 3 was left out: the result has a 0 in its place, and it would be a 0 for 3.1 as well. So the "
            "loss can't notice a change of this number, and its gradient is 0. You return what came in, for instance "
            "5. And at a number that stayed, with a ratio of one half, the result is twice the number: a change of 0.1 "
            "becomes one of 0.2. What came in has to be adapted there, too. The result is a product of two arrays, one "
            "of which is `x`. What is the derivative of a product with respect to one of its factors?"
        ),
    ),
    _edit(
        "gradient not scaled",
        _BACK,
        "grad_in * (self.mask > 0)",
        diagnosis="Gradients are stopped in the right places, but not scaled.",
        hint=(
            "Take the number 3 and a ratio of one half. If it stays, the result is 6. Raise it to 3.1, and the result "
            "is 6.2: it rises twice as fast. With an incoming gradient of 5 the gradient is 10, and you return 5. "
            "Where a number was left out you return 0, so you do know which ones those are. Forward, each number is "
            "multiplied by an entry of the mask, which is 0 or something above 1. The chain rule asks for exactly this "
            "factor. What do you make out of the mask before you use it, and what gets lost by that?"
        ),
    ),
    _edit(
        "new mask on the way back",
        _BACK,
        "(grad_in * ((np.random.random(grad_in.shape) >= self.dropout_ratio) / (1 - self.dropout_ratio)) if self.train else grad_in).astype(grad_in.dtype)",
        diagnosis="A new mask is drawn on the way back.",
        hint=(
            "Forward, the row (1, 2, 3, 4) became, let us say, (2, 0, 6, 0). On the way back you throw the dice again, "
            "and the gradients that arrive belong perhaps to the second and the third number. The second had no part "
            "in the loss, and yet it is told how to change. The first had one, and hears nothing. On average over many "
            "calls the sizes are right, which is why training seems to work, only worse than it could. Which numbers "
            "took part is decided once in each call. Where could the decision wait until it is needed again?"
        ),
    ),
    _edit(
        "gradient times the result",
        _BACK,
        "grad_in * self.mask * self.mask",
        diagnosis="The gradient is multiplied by the mask twice.",
        hint=(
            "Take one number that stays, with a ratio of one half. The mask has a 2 there, so 3 becomes 6, and 3.1 "
            "becomes 6.2: the result rises by two for each step of one. With an incoming gradient of 5 the answer is "
            "10. You return 20. With a ratio of 0.2, where the mask has 1.25, you would be too large by a quarter. The "
            "zeros are in the right places, because 0 times 0 is 0. Outside training the mask is 1, and nothing shows. "
            "How often does the forward pass multiply by the mask, and how often do you?"
        ),
    ),
    _edit(
        "incoming gradient ignored",
        _BACK,
        "self.mask.copy()",
        costs=2,  # outside training, too, where the gradient passes
        diagnosis="The gradient is the mask alone; `grad_in` plays no part.",
        hint=(
            "Your result is the mask, for example (2, 0, 2, 0), whatever comes in from behind. But what comes in may "
            "be (0, 5, -3, 1). The first number is one that the loss does not care about, so it can't care about what "
            "went into it. The third one pushes in the other direction, and three times as strongly. All of that is "
            "lost. The mask says how the result reacts to each number, and `grad_in` says how the loss reacts to the "
            "result. You need how the loss reacts to each number. How does the chain rule make one out of the two?"
        ),
    ),
    Mistake(
        "mask of another call used",
        (("self.mask", "Dropout.mask"),),
        diagnosis="The mask on the way back is that of another call.",
        hint=(
            "A network has two hidden layers, with dropout after each. Forward, the first mask is drawn, (2, 0), and "
            "then the second one, (0, 2). On the way back the second comes first, and all is well. Then the first one "
            "asks for its mask and finds (0, 2) as well, since both were put in the same place, and the later one has "
            "replaced the earlier. In a small test with a single dropout nothing of it can be seen. Is the place in "
            "which you keep the mask one for each function, or one for all functions of this class together?"
        ),
    ),
    # both
    _edit(
        "float64",
        ".astype(x.dtype)",
        "",
        diagnosis="The mask is float64, and so are the results.",
        hint=(
            "Send the float32 rows (1, 2) and (3, 4) through your function and print the dtype of the result: it is "
            "float64. Dividing an array of True and False by a number gives float64, since NumPy knows nothing of the "
            "type that the course computes in. The mask takes the result with it, the result takes the next layer with "
            "it, and on the way back it happens once more. Everything works, at about half the speed. The comment "
            "above the gap says of both arrays what they should be like. At which point do you know the type of `x`, "
            "and what has that type in your code?"
        ),
    ),
    Mistake(
        "changes its input",
        (("result = x * self.mask", "x *= self.mask\n        result = x"),),
        diagnosis="Dropout writes its result into its own input `x`.",
        hint=(
            "Before the call `x` is (1, 2, 3, 4), after it `x` is (2, 0, 6, 0). The result is right, and the numbers "
            "that went in are gone. In the network of this notebook the input of dropout is the output of a ReLU, kept "
            "in the graph for the way back, and looked at afterwards to measure how large the signal is. Whoever looks "
            "finds something else than what was computed. Some operators build a new array from two others, and some "
            "write into the one on their left. Which kind do you use in the line that makes the result?"
        ),
    ),
)
