"""Known wrong answers to the task ReLU."""

from autograder.mistakes import Mistake

GRADED_BY = "test_relu"
SOLUTION = ("relu",)


def _forward(name: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, (("np.maximum(x, 0)", new),), **texts)


def _backward(name: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, (("grad_in * (x > 0)", new),), **texts)


_FORWARD = "activated_inputs = np.maximum(x, 0)"

MISTAKES = (
    # internal_forward
    _forward(
        "leaky",
        "np.maximum(x, DTYPE(0.01) * x)",
        diagnosis="Negative inputs come out smaller, but not as zero.",
        hint=(
            "Feed the rows (-2, 3) and (5, -100) through your function. The positive ones are fine, and in the place "
            "of the others stand -0.02 and -1. Compare that with the drawing in Task 4: left of the origin the line "
            "lies flat on the axis, it doesn't sink gently. What you have written exists under a name of its own and "
            "has its friends, but it is a different function: it lets a little of everything through, and its slope on "
            "the left is not 0. Insert -100 into the formula of Task 4. Of which two numbers is the larger one taken "
            "there, and of which two in your code?"
        ),
    ),
    _forward(
        "absolute value",
        "np.abs(x)",
        diagnosis="Negative inputs come out as positive ones.",
        hint=(
            "For the rows (-2, 3) and (4, -5) your function answers (2, 3) and (4, 5). No output is negative, which "
            "looks like a ReLU at first sight. But put -5 into the formula of Task 4: the larger one of -5 and 0 is 0. "
            "In the drawing the left half is flat, and yours rises on both sides like a V. Does it matter? A unit of "
            "the network is meant to keep quiet when its input speaks against it; yours shouts just as loudly for -5 "
            "as for 5, so the next layer can't tell which one it was. What should become of a negative number: its "
            "opposite, or nothing?"
        ),
    ),
    _forward(
        "identity",
        "x.copy()",
        diagnosis="Negative inputs pass unchanged, all of them or some.",
        hint=(
            "Feed the rows (-0.25, 3) and (-40, 2) through your function. The -0.25 comes out as -0.25, although the "
            "larger one of -0.25 and 0 is 0. Why is that bad? Put your function between a layer that multiplies by 2 "
            "and one that multiplies by 3. For 0.1 you get 0.6, for -0.1 you get -0.6: a single layer that multiplies "
            "by 6 could do the same, and this is the argument at the beginning of Task 4. Now look at the -40. If it "
            "passes as well, which part of your code does anything to a negative number? If it does not, somewhere "
            "between -0.25 and -40 your output makes a leap: at which input, and where is the bend in the drawing?"
        ),
    ),
    _forward(
        "capped at 6",
        "np.clip(x, 0, 6)",
        diagnosis="Large inputs are cut off at an upper limit.",
        hint=(
            "Try four inputs at once, as the rows (-3, 0.5) and (20, 300). The first two come out as 0 and 0.5, just "
            "as they should. For 20 and 300, however, your function answers with the same number, while the larger one "
            "of 20 and 0 is 20, and that of 300 and 0 is 300. In the drawing of Task 4 the line on the right goes up "
            "and up; yours turns flat somewhere. An input far beyond that point can then change as it likes without "
            "any effect on the output. The formula names only one limit. On which side is it, and how many limits does "
            "your code have?"
        ),
    ),
    _forward("capped at 1", "np.clip(x, 0, 1)", same_as="capped at 6"),
    _forward(
        "threshold at 0.1",
        "x * (x > 0.1)",
        diagnosis="Small positive inputs are set to zero, too.",
        hint=(
            "Slide an input slowly from left to right: -1, -0.01, 0.01, 0.05, 0.9, 2. The formula in Task 4 answers 0, "
            "0, 0.01, 0.05, 0.9, 2: at the origin the line sets off, without a gap. Yours stays flat for a while after "
            "the origin, and then jumps up to the line in one leap. A network lives on small numbers. With the first "
            "weights that the initializer writes, most inputs of a ReLU are far below 1 in size, and many a unit would "
            "be silent although its input speaks for it. Which number do you compare `x` with, and where in the "
            "drawing does the line leave the axis?"
        ),
    ),
    _forward("threshold at 1", "x * (x > 1)", same_as="threshold at 0.1"),
    _forward("threshold at -1", "x * (x > -1)", same_as="identity"),
    Mistake(
        "changes its input",
        ((_FORWARD, "x[x < 0] = 0\n        activated_inputs = x"),),
        diagnosis="The forward pass overwrites its own input `x`.",
        hint=(
            "Let another function use the same numbers: `x` has the rows (-2, 3) and (5, -1), you compute the ReLU of "
            "it, and later somebody asks for `x` again. They find (0, 3) and (5, 0), and the -2 and the -1 are gone. "
            "In a network a result can go into several functions, and a test may compare your output with the input "
            "afterwards. Your output is right, so you see nothing of it here. A plain assignment gives an array a "
            "second name, it doesn't make a second array; and with an index on the left side, numbers are written into "
            "the array itself. How many arrays exist at the end of your method, one or two?"
        ),
    ),
    _forward(
        "float64",
        "np.maximum(x.astype(np.float64), 0)",
        diagnosis="The output is float64, although the input is float32.",
        hint=(
            "All arrays in `length` are float32, and picking the larger one of two numbers needs no more digits than "
            "they have. Still, for a float32 input with the rows (-2, 3) and (5, -1) your output is float64: eight "
            "bytes for each number where four are enough. Every layer behind it will be drawn into the longer type, "
            "since float32 together with float64 makes float64. Somewhere in your line a second array or a conversion "
            "joins in. Print `.dtype` of each part of it, from the inside to the outside. A bare 0 is harmless, as "
            "Python's numbers adapt to the array; which part is it that doesn't?"
        ),
    ),
    # internal_backward
    _backward(
        "gradient leaky",
        "grad_in * np.where(x > 0, DTYPE(1), DTYPE(0.01))",
        diagnosis="A part of the gradient passes where the input was negative.",
        hint=(
            "Let `x` have the rows (-2, 3) and (1, -4), and `grad_in` the rows (100, 50) and (20, -300). You return "
            "(1, 50) and (20, -3). What should come out at the -2? Raise that input a little, to -1.99. The output was "
            "0 before and is 0 now, so nothing behind it can notice, whatever the incoming gradient says: a slope of "
            "0, not a small one. The same holds at the -4. Your forward pass and your backward pass disagree about the "
            "left half of the drawing. In the right picture of Task 4, how high does the line lie on the left, and "
            "with which number do you multiply there?"
        ),
    ),
    _backward(
        "gradient of the absolute value",
        "grad_in * np.sign(x)",
        diagnosis="Where the input was negative, the gradient passes with its sign flipped.",
        hint=(
            "Let `x` have the rows (-2, 3) and (1, -4), and `grad_in` the rows (10, 20) and (30, 40). Yours becomes "
            "(-10, 20) and (30, -40). For the positive inputs that is right. But what could the loss have to do with "
            "the -2? Your forward pass turned it into 0, and it turns -2.01 and -1.99 into 0 as well, so this input "
            "has no influence at all. Your backward pass claims that it has, in the opposite direction, as if the line "
            "in the drawing fell on the left side. Which function has the slope -1 on the left and 1 on the right? And "
            "which slopes does the right picture of Task 4 show?"
        ),
    ),
    _backward(
        "gradient of a capped ReLU",
        "grad_in * ((x > 0) & (x < 6))",
        diagnosis="For large inputs the gradient is stopped as well.",
        hint=(
            "Let `x` have the rows (-2, 4) and (30, 500), with an incoming gradient of 7 everywhere. You return (0, 7) "
            "and (0, 0). Why should 30 and 500 get nothing? Nudge the 30 to 30.01 and look at your own forward pass: "
            "the output rises by 0.01 as well. So the slope there is 1 and the 7 has to arrive, and for 500 it is no "
            "different. There are versions of this function that level off at the top, and their gradient would look "
            "like yours; the one of Task 4 goes on rising. How many conditions must an input meet in your mask, and "
            "which of them has a counterpart in the forward pass?"
        ),
    ),
    _backward(
        "gradient's threshold at 1",
        "grad_in * (x > 1)",
        diagnosis="Small positive inputs don't let their gradient through.",
        hint=(
            "Slide an input through -2, 0.01, 0.3, 0.9 and 4, each with the incoming gradient 5. Your answers are 0, "
            "0, 0, 0 and 5. Now look at your forward pass: it lets 0.3 through as 0.3 and 0.9 as 0.9, so a small push "
            "of these inputs arrives at the output in full, and the gradient should be 5 for each of them. Forward and "
            "backward have to agree about which inputs are let through. With numbers such as -2 and 4 alone they seem "
            "to. In a fresh network most inputs are small, and almost nothing would learn. With which number does your "
            "mask compare `x`?"
        ),
    ),
    _backward(
        "incoming gradient ignored",
        "(x > 0).astype(DTYPE)",
        diagnosis="The result is the slope alone; `grad_in` has no part in it.",
        hint=(
            "For the input rows (-2, 3) and (1, -4) you return (0, 1) and (1, 0), whatever comes in. Those are the "
            "slopes of ReLU, and they are right. But let `grad_in` be (6, 0) and (-8, 2). The 0 says that the loss "
            "doesn't care about the second output, so it can't care about its input either; the -8 says that it reacts "
            "strongly, and in the other direction. The layers in front need to hear that: (0, 0) and (-8, 0) is what "
            "should reach them. The chain rule joins what comes back from behind with the slope at this place. How "
            "does it join them?"
        ),
    ),
    _backward(
        "incoming gradient passed unmasked",
        "grad_in.copy()",
        diagnosis="The gradient passes everywhere, also where the input was negative.",
        hint=(
            "The input rows are (-2, 3) and (1, -4), and from behind come (6, 5) and (-8, 2). You return `grad_in` as "
            "it came. Take the -2, and move it to -1.9 or to -2.1: the output is 0 in all three cases, so the loss "
            "can't notice. Yet you report a slope of 6 for it. In training this would push weights about for outputs "
            "that stay 0 anyway. You have two arrays of the same shape in your hands, and your result depends on one "
            "of them only. What do you know about each place from `x` that `grad_in` can't tell you?"
        ),
    ),
    _backward(
        "mask from the gradient instead of the input",
        "grad_in * (grad_in > 0)",
        diagnosis="The sign of `grad_in` decides what passes, not that of `x`.",
        hint=(
            "Add two columns to the small table above the task. Input 2 with incoming gradient -9: you return 0. Input "
            "-2 with incoming gradient 9: you return 9. Now ask the forward pass. It let the 2 through, so a change "
            "there is felt behind it, and a negative gradient is felt like any other: it says that the loss falls. The "
            "-2 was turned into 0, and no change of it is felt at all. So both of your answers are the wrong way "
            "round. Which array remembers what happened on the way forward, and which one do you compare with zero?"
        ),
    ),
    _backward("ReLU of the gradient", "np.maximum(grad_in, 0)", same_as="mask from the gradient instead of the input"),
    _backward(
        "mask inverted",
        "grad_in * (x < 0)",
        diagnosis="The gradient passes exactly where it should stop, and the reverse.",
        hint=(
            "Send a 10 back to each entry of an `x` with the rows (-2, 3) and (1, -4), and your answer is (10, 0) and "
            "(0, 10). Look at the 3: your forward pass hands it on as 3, and 3.01 as 3.01, so the output follows the "
            "input step by step; still nothing comes back. At the -4 the output is 0 and stays 0, and there you send "
            "the whole 10 back. A network with this ReLU would train only those units that are silent. Say in a "
            "sentence which inputs the forward pass lets through. Then read your comparison aloud, in the same words."
        ),
    ),
    _backward(
        "gradient times the output",
        "grad_in * np.maximum(x, 0)",
        diagnosis="The gradient is multiplied by the output instead of the slope.",
        hint=(
            "Let `x` have the rows (-2, 3) and (1, -4), with the incoming gradient 2 everywhere. You return (0, 6) and "
            "(2, 0). The zeros are right, and so is the 2, so it is only the 6 to think about. Nudge the input 3 to "
            "3.01: the output goes from 3 to 3.01. The output rises just as fast as the input does, and it would do so "
            "at 1 or at 50. So the 2 should arrive as 2, and at 50 yours would be 100. A derivative asks how fast a "
            "function rises, not how high it is. What is the height of the line at 3, what is its slope, and which one "
            "do you use?"
        ),
    ),
    Mistake(
        "output of another call used",
        (
            (_FORWARD, f"{_FORWARD}\n        Relu.output = activated_inputs"),
            ("(x > 0)", "(Relu.output > 0)"),
        ),
        diagnosis="The mask comes from the output of another call.",
        hint=(
            "Send A = (-1, 2) through your function, then B = (3, -4), and only then go backward, with the incoming "
            "gradient (5, 5) for each of them. For A you should return (0, 5), for B (5, 0). You return the same for "
            "both, since one output has been kept and serves for all calls. As long as forward and backward take turns "
            "and there is one ReLU alone, nothing seems to be wrong; this network has two of them, and both go forward "
            "before either goes backward. `internal_backward` is handed something that belongs to its own call, each "
            "time anew. What is it, and does your mask look at it?"
        ),
    ),
    Mistake(
        "output of the first call kept",
        (
            (
                _FORWARD,
                f'{_FORWARD}\n        self.output = getattr(self, "output", activated_inputs)',
            ),
            ("(x > 0)", "(self.output > 0)"),
        ),
        same_as="output of another call used",
    ),
    _backward(
        "gradient float64",
        "grad_in * (x > 0).astype(np.float64)",
        diagnosis="The gradient is float64, although `grad_in` is float32.",
        hint=(
            "On the way back arrays should stay what they are: float32 in, float32 out. For `grad_in` with the rows "
            "(5, 6) and (7, 8) in float32 you return float64. The numbers are right, but each takes twice the room, "
            "and the layers in front will compute all their gradients in the longer type from here on, because float32 "
            "and float64 together give float64. A comparison such as `x > 0` gives True and False, and those are no "
            "danger: they take on the type of their partner. So where does the longer type enter? Print `.dtype` of "
            "each of the parts that your expression multiplies."
        ),
    ),
)
