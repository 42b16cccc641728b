"""Known wrong answers to the task He initialisation."""

from autograder.mistakes import Mistake

GRADED_BY = "test_he"
SOLUTION = ("he",)

_FILL = "array[...] = np.random.normal(0, np.sqrt(2 / fan_in), array.shape)"


def _deviation(name: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, (("np.sqrt(2 / fan_in)", new),), **texts)


def _fill(name: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, ((_FILL, new),), **texts)


MISTAKES = (
    # the standard deviation
    _deviation(
        "without the 2",
        "np.sqrt(1 / fan_in)",
        diagnosis="The 2 is missing: the spread ignores that ReLU halves the signal.",
        hint=(
            "For 8 inputs your standard deviation is 0.35, where Task 5 has one half. Send a signal through ten layers "
            "with ReLU and your weights. Each layer by itself would keep its mean square, but then ReLU sets the "
            "negative half to 0, and half of the mean square is gone. After two layers a quarter is left, after ten a "
            "thousandth. There is an older formula without a 2, made for activations that let both signs pass, and for "
            "them it is right. By which factor has the mean square to grow in a layer, so that ReLU can halve it "
            "again?"
        ),
    ),
    _deviation(
        "no root",
        "2 / fan_in",
        diagnosis="The variance is used where the standard deviation belongs.",
        hint=(
            "For 8 inputs your weights have a standard deviation of 0.25, and for 200 inputs one of 0.01. The task "
            "gives numbers to compare with: one half, and 0.1. For 2 inputs both agree, and the more inputs there are, "
            "the further they are apart, so the signal dies. Yours are the squares of the right ones. There are two "
            "ways to say how far numbers are spread, and one of them is the square of the other. Which of the two is "
            "`2 / fan_in`, and which of the two does `np.random.normal` expect as its second argument?"
        ),
    ),
    _deviation(
        "root of the 2 alone",
        "np.sqrt(2) / fan_in",
        diagnosis="The root covers the 2 but not the fan-in.",
        hint=(
            "For 8 inputs you get 0.177, for 200 inputs 0.007. According to Task 5 it should be one half and 0.1. See "
            "how it changes with the number of inputs: four times as many inputs should make the weights half as "
            "large, and yours become a quarter. A sum of many independent numbers grows only with the root of how many "
            "there are, because some cancel others, and so the weights must shrink with the root, too. Look at the "
            "root sign in the formula: how far does its bar reach? And which part of your expression is inside the "
            "brackets of the root?"
        ),
    ),
    _deviation(
        "upside down",
        "np.sqrt(fan_in / 2)",
        diagnosis="The fraction is upside down: more inputs give larger weights.",
        hint=(
            "For 8 inputs your standard deviation is 2, for 200 inputs it is 10. So a unit with many inputs would get "
            "a sum of many large terms. Send a signal through two layers of 200 units: after the first one it is about "
            "140 times as large, after the second 20,000 times, and after ten layers float32 ends. The idea of Task 5 "
            "is a balance: the more terms a sum has, the smaller each of them must be. Insert 8 into the formula by "
            "hand and compare with the number that the task gives. Which of the two numbers stands above the line?"
        ),
    ),
    _deviation(
        "fixed spread",
        "0.01",
        costs=2,  # it is wrong for any shape, and depends on none
        diagnosis="The spread is a fixed number, whatever the shape is.",
        hint=(
            "A layer with 8 inputs and one with 800 get weights of the same size from you. The first is a sum of 8 "
            "small terms, the second one of 800 such terms, so their outputs can't have the same size. And the size of "
            "the signal should not depend on how wide a layer happens to be. The default of the course is a fixed "
            "number as well, and the experiment on depth in this notebook shows what becomes of it after six layers. "
            "Which property of the array do you look at when you fill it? In the formula of Task 5 there is one number "
            "that comes from there."
        ),
    ),
    # the fan-in
    Mistake(
        "fan-out",
        (("array.shape[1]", "array.shape[0]"),),
        diagnosis="The outputs are counted instead of the inputs.",
        hint=(
            "Make an array for 3 outputs and 200 inputs, of the shape (3, 200), as the course stores it. The standard "
            "deviation should be 0.1. Yours is 0.8, as for 3 inputs. With square arrays nobody sees a difference, and "
            "the layers in the middle of a network are often square. An output is a sum over inputs: how many terms it "
            "has decides how large its weights may be, and how many other outputs there are does not matter. The "
            "formula of Task 5 writes a weight as W with two indices. Which of them counts the inputs, and at which "
            "position of the shape is it?"
        ),
    ),
    Mistake(
        "number of all weights",
        (("array.shape[1]", "array.size"),),
        costs=2,  # too small for any shape, and it depends on the outputs
        diagnosis="All weights of the layer are counted, not the inputs.",
        hint=(
            "An array with 100 outputs and 200 inputs holds 20,000 weights, and you take this number for the fan-in. "
            "The standard deviation becomes 0.01, where it should be 0.1. Now think of a single output: it is a sum "
            "with one term for each input, so 200 terms, each with its own weight. The other 19,800 weights belong to "
            "the other outputs and don't take part in this sum. So if the layer had more outputs, nothing would change "
            "for the ones that are there. Which attribute of an array counts everything, and which one tells the "
            "lengths of its axes?"
        ),
    ),
    Mistake(
        "fan-in and fan-out",
        (("fan_in = array.shape[1]", "fan_in = array.shape[0] + array.shape[1]"),),
        costs=2,  # Glorot's formula: another size for square shapes, and it depends on the outputs
        diagnosis="Inputs and outputs are added up, as in Glorot's formula.",
        hint=(
            "For 8 inputs and 8 outputs your standard deviation is 0.35, and with 24 outputs it is 0.25. According to "
            "Task 5 it is one half in both cases. What you use is a well-known formula, by Glorot and Bengio. It was "
            "made for networks without ReLU and is a compromise between the way forward and the way back. The one of "
            "this task looks at the way forward only: an output is a sum over the inputs, and ReLU removes half of its "
            "mean square. Does the number of other outputs appear anywhere in that argument?"
        ),
    ),
    # the distribution
    _fill(
        "uniform within the deviation",
        "array[...] = np.random.uniform(-np.sqrt(2 / fan_in), np.sqrt(2 / fan_in), array.shape)",
        diagnosis="Uniform numbers within plus and minus s spread less than s.",
        hint=(
            "Your weights lie between -s and s, all values equally likely. How far are they spread? A standard "
            "deviation of s would need about a third of the numbers to be outside of this range, and you have none "
            "there. For 8 inputs, s is one half; the root of the mean square of your weights is 0.29. After six layers "
            "with ReLU hardly anything of a signal would be left. Compute it by hand for the simplest case: numbers "
            "spread evenly from -1 to 1 have a mean square of one third. Which distribution does the task ask for, and "
            "what do the numbers that you hand to its function mean?"
        ),
    ),
    _fill(
        "absolute values",
        "array[...] = np.abs(np.random.normal(0, np.sqrt(2 / fan_in), array.shape))",
        diagnosis="All weights are positive, so their mean is not zero.",
        hint=(
            "Look at the smallest of your weights: it is above 0. Two things go wrong with that. The pixels of an "
            "image are positive, too, so every unit of the first layer gives a large positive number, whatever the "
            "image shows, and ReLU never has anything to cut off. And all units look alike, as each is a kind of "
            "average of the image. In the derivation of Task 5 the terms of the sum are supposed to cancel each other "
            "partly, which needs both signs. Which mean does the task name, and which mean have your numbers after the "
            "last operation?"
        ),
    ),
    _fill(
        "mean of one deviation",
        "array[...] = np.random.normal(np.sqrt(1 / fan_in), np.sqrt(1 / fan_in), array.shape)",
        same_as="absolute values",
    ),
    _fill(
        "rows all alike",
        "array[...] = np.random.normal(0, np.sqrt(2 / fan_in), fan_in)",
        diagnosis="One row of weights is drawn and used for all outputs.",
        hint=(
            "Fill an array of the shape (3, 2) and print it. All three rows hold the same two numbers. So the three "
            "units of this layer compute the same output, get the same gradient, and stay equal for ever: a layer "
            "with three units that does the work of one. NumPy doesn't complain, because a single row that is written "
            "into a larger array is repeated as often as needed. The spread of your numbers is right, and their mean "
            "as well. How many random numbers do you draw for an array of the shape (3, 2), and how many are needed?"
        ),
    ),
    _fill(
        "seeded in each call",
        "array[...] = np.random.default_rng(0).normal(0, np.sqrt(2 / fan_in), array.shape)",
        diagnosis="Every call starts the same random numbers anew.",
        hint=(
            "Fill two arrays of the same shape, (2, 2), one after the other. They are equal, entry by entry. In this "
            "notebook's network two hidden layers may well have the same shape, and then they would start as copies of "
            "each other; and a second network, meant for comparison, would start exactly like the first. A generator "
            "of random numbers with a fixed start always gives the same sequence, which is useful at the beginning of "
            "an experiment. When is yours made: once, or in each call? And is there one that is there already and "
            "simply goes on?"
        ),
    ),
    _fill(
        "one number for all",
        "array[...] = np.sqrt(2 / fan_in)",
        costs=4,  # no spread, no chance, no mean of zero: nothing is left
        diagnosis="All weights get the same number, without any chance.",
        hint=(
            "Fill an array of the shape (2, 2) with 8 inputs in mind, and you see one half four times. Equal weights "
            "make equal units: both compute the same, both get the same gradient, and no training can ever tell them "
            "apart. That is why initializers draw lots. The number that you write into the array is a right one, but "
            "it is a measure of how far the weights should be spread, not a weight. Which function draws numbers "
            "around a mean with a given spread, and what belongs in each of its three places?"
        ),
    ),
    # in place
    _fill(
        "only a name",
        "array = np.random.normal(0, np.sqrt(2 / fan_in), array.shape)",
        costs=3,  # the weights stay 0: all is lost but their mean, which stands alone
        diagnosis="The array that came in is not filled: it stays zero.",
        hint=(
            "Make an array of zeros with the rows (0, 0) and (0, 0), hand it to your initializer, and print it "
            "afterwards. It is as it was. Inside your method, a new array has been made, with good numbers in it, and "
            "got the name that the other one had. When the method ends, the name disappears, and the new array with "
            "it. The layer holds on to the array that it has made itself, and knows nothing of yours. The second hint "
            "in the cell shows two assignments that look very similar. Which of them changes what is in an array, and "
            "which one changes what a name stands for?"
        ),
    ),
    _fill("only returned", "return np.random.normal(0, np.sqrt(2 / fan_in), array.shape)", costs=3, same_as="only a name"),
)
