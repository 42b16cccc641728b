"""Known wrong answers to the task Adam."""

from autograder.mistakes import Mistake

GRADED_BY = "test_adam"
SOLUTION = ("adam",)

_M, _V = "(1 - self.beta1)", "(1 - self.beta2)"
_M_CORRECTED, _V_CORRECTED = "m / (1 - self.beta1**t)", "v / (1 - self.beta2**t)"
_COUNT = "self.t_values[key] += 1\n        t = self.t_values[key]"
_STEP = "self.learning_rate * m_corrected / (np.sqrt(v_corrected) + self.eps)"
_BETAS = ("self.beta1 = beta1\n        self.beta2 = beta2", "self.beta1 = beta2\n        self.beta2 = beta1")


def _edit(name: str, old: str, new: str, costs: int = 1, **texts: str) -> Mistake:
    return Mistake(name, ((old, new),), costs, **texts)


MISTAKES = (
    # corrections and the step count
    _edit(
        "no bias correction of m",
        _M_CORRECTED,
        "m",
        diagnosis="The first moment is used without its correction.",
        hint=(
            "Take `beta1` = 0.6 and a first gradient of 5. Starting from 0, the average moves four tenths of the way "
            "and is 2, although the only gradient so far was 5. Your delta is built from this 2: with learning rate "
            "0.2 and a second moment that is corrected to 25, it is 0.2 · 2 / 5 = 0.08. The text invites you to test "
            "yourself: how large should each delta be in the very first step? After many steps the difference fades, "
            "so training looks nearly normal and only its beginning is timid. Which quantity in the formula for delta "
            "wears a hat, and do you use it with or without?"
        ),
    ),
    _edit(
        "no bias correction of v",
        _V_CORRECTED,
        "v",
        diagnosis="The second moment is used without its correction.",
        hint=(
            "Let `beta2` be 0.96 and the first gradient 5. From its start at 0 the average of the squares moves a "
            "twenty-fifth of the way towards 25 and arrives at 1. It stands below the line, under a root: with "
            "learning rate 0.2 your delta is 0.2 · 5 / 1 = 1. Five times the learning rate, in the first step! The "
            "larger `beta2` is, the wilder the start: with the usual 0.999 you would leap more than thirty times too "
            'far. Check it against "Test yourself" above the task. The moment above the line is on the right scale in '
            "your code. What was done for it that its partner still waits for?"
        ),
    ),
    Mistake(
        "no bias correction of both",
        ((_M_CORRECTED, "m"), (_V_CORRECTED, "v")),
        diagnosis="Both moments are used without their corrections.",
        hint=(
            "Let `beta1` be 0.6, `beta2` 0.96, the learning rate 0.2 and the first gradient 5. Your moments are then 2 "
            'and 1, and the delta is 0.2 · 2 / 1 = 0.4, where 0.2 is expected (see "Test yourself"). It is tempting to '
            "hope that both errors cancel, as one moment stands above the line and the other below it. They don't: the "
            "one below is under a root, and the two betas differ. With the usual values, 0.9 and 0.999, the first "
            "delta is about 3.2 times too large. What do the averages start from, and what does the formula for delta "
            "do about it that yours doesn't?"
        ),
    ),
    _edit(
        "t stuck at 1",
        _COUNT,
        "t = 1",
        diagnosis="Every step is corrected as if it were the first one.",
        hint=(
            "Send the same gradient twice, 5 and 5, with `beta1` = 0.6. An average of two fives can be nothing but 5. "
            "The first moment is 2 after one step and 3.2 after two. The first correction divides 2 by 0.4, which is "
            "5, as it should be. The second one in your code divides 3.2 by 0.4 again, and finds 8, more than any "
            "gradient was. Later the moment comes close to 5 by itself, and you would still multiply it by two and a "
            "half. Print `t` in each call of the method: which numbers do you see, and which numbers does the text "
            'count through, beginning with "in step"?'
        ),
    ),
    # every step divides by zero: nothing finite comes out, so nothing can be shown to be right
    _edit(
        "t never counted",
        _COUNT,
        "t = self.t_values[key]",
        costs=4,
        diagnosis="The step count stays 0, so the corrections divide by zero.",
        hint=(
            "Any number to the power of 0 is 1. So in a step with the number 0 the correction divides by 1 - 1, which "
            "is nothing, and a moment of 2 becomes infinite. Infinite above the line and infinite below it makes "
            '`nan`, "not a number", and a weight from which that is subtracted never recovers: soon everything in the '
            "network is `nan`. NumPy warned you about it with a line on division by zero. `initialize` writes a 0 into "
            "the count of each new layer. Follow this number through two calls of `run_update_rule`. Who changes it, "
            "and what is it when the correction needs it?"
        ),
    ),
    _edit(
        "t one too high",
        _COUNT,
        "self.t_values[key] += 1\n        t = self.t_values[key] + 1",
        diagnosis="The step count used is one too high in every step.",
        hint=(
            "Check the first step by hand. The gradient is 5, `beta1` is 0.6, and the first moment has moved from 0 to "
            "2. To get back to 5, it has to be divided by 0.4. Your correction divides by 0.64, which is what belongs "
            "to two steps, and finds 3.125. So the correction does too little, most of all in the beginning; after a "
            "hundred steps nobody could tell. It is the usual trouble with counting: does the first one have the "
            "number 0, 1 or 2? Write down the value of `t` that each line of your method sees in the first call, line "
            "by line."
        ),
    ),
    _edit(
        "t one too low",
        _COUNT,
        "t = self.t_values[key]\n        self.t_values[key] += 1",
        diagnosis="The first step is computed with the step count 0.",
        hint=(
            "The first step has the number 1 in the formulas. With 0 in its place, the correction of a moment divides "
            "by 1 - 1, since every number to the power of 0 is 1. You get infinity for both moments, and `nan` for "
            "their quotient. In the second step your count is 1, and what is right for one gradient is applied to two: "
            "for the gradients 5 and 5 with `beta1` = 0.6 the moment is 3.2, you divide it by 0.4, and the average of "
            "two fives becomes 8. So all of your counting is there, just late. In which order do reading the count and "
            "raising it happen in your method?"
        ),
    ),
    _edit(
        "t shared between layers",
        _COUNT,
        "self.t = t = getattr(self, 't', 0) + 1",
        diagnosis="All layers share one step count.",
        hint=(
            "Two layers take turns, A, B, A, B. Each of them gets the gradient 5, and `beta1` is 0.6. When A is called "
            "first, its moment is 2, the count is 1, and the correction finds 5. Then comes B, for the first time as "
            "well, with a moment of 2. But your count says 2 by now, so the correction divides by 0.64 instead of 0.4, "
            "and B moves too little. A's second step has the number 3. In a network with ten layers the count would "
            "race ahead ten times too fast. How many steps has B made, and where would it have to be written so that A "
            "can't change it?"
        ),
    ),
    Mistake(
        "t counted per gradient",
        (
            (f"        {_COUNT}\n", ""),
            (
                "            m += (1",
                "            self.t_values[key] += 1\n            t = self.t_values[key]\n            m += (1",
            ),
        ),
        diagnosis="The step count rises for each array instead of each call.",
        hint=(
            "A layer comes with two arrays, its weights and its bias, and both have to make their first step in the "
            "first call. Let every gradient be 5, and `beta1` 0.6. For the weights your count is 1, the moment 2 is "
            "divided by 0.4, and all is well. Then the loop comes to the bias, and the count is 2 already: 2 / 0.64 = "
            "3.125, so the bias takes the wrong correction. In the second call the two see 3 and 4. With a single "
            "array per layer everything fits, which may be how you tried it. Look at how far the line that raises the "
            "count is indented. How often is it executed in a call?"
        ),
    ),
    # moments and the step
    Mistake(
        "betas swapped",
        (_BETAS,),
        diagnosis="`beta1` and `beta2` have changed places.",
        hint=(
            "Take `beta1` = 0.6 and `beta2` = 0.96, and the gradients 5, then 0. The first moment is to forget fast: "
            "after two steps it is 1.2, and corrected 1.2 / 0.64 = 1.875, already well below the 5. In your code it "
            "forgets slowly: corrected it is about 2.45, nearly the plain average of both. The second moment, meant to "
            "have a long memory, jumps about instead. In the very first step the corrections cancel all that, so a "
            "test of one step can't tell. Follow the number 0.6 from the call of the constructor to the lines in which "
            "the moments move. In whose line does it arrive?"
        ),
    ),
    _edit(
        "v of |g| instead of g²",
        "gradient * gradient",
        "np.abs(gradient)",
        diagnosis="The second moment averages the gradient's size, not its square.",
        hint=(
            "Look at a first step with learning rate 0.2, once for a weight with gradient 4, once for one with 0.25. "
            "After correction your second moments are 4 and 0.25, their roots 2 and 0.5, and the deltas 0.2 · 4 / 2 = "
            '0.4 and 0.2 · 0.25 / 0.5 = 0.1. But "Test yourself" promises the same delta for both: the learning rate, '
            "however large the gradient is. For that, the number below the line has to have the same unit as the one "
            "above it. If the gradient is measured in metres, in which unit is your second moment, and in which one is "
            "its root?"
        ),
    ),
    _edit(
        "v of g instead of g²",
        "(gradient * gradient - v)",
        "(gradient - v)",
        diagnosis="The second moment averages the gradient itself, not its square.",
        hint=(
            "Try a first gradient of -4. Your corrected second moment is -4 as well, and the root of a negative number "
            "is `nan`. With a gradient of 9 there is a root, 3, and the delta is three times the learning rate, though "
            "it should be once. And if the gradient goes to and fro, 4 and -4 in turns, your second moment comes close "
            "to zero, as if the gradients were tiny. The text says what this moment is for: how large the gradient "
            "usually is, whatever its sign. What happens to the sign in your line, and what makes it disappear in the "
            "formula for v?"
        ),
    ),
    _edit(
        "no root",
        "np.sqrt(v_corrected)",
        "v_corrected",
        diagnosis="The step is divided by the second moment without its root.",
        hint=(
            "Take two weights in their first step, with the gradients 4 and 0.5 and the learning rate 0.2. The "
            "corrected second moments are 16 and 0.25. Your deltas are 0.2 · 4 / 16 = 0.05 and 0.2 · 0.5 / 0.25 = 0.4: "
            'the weight with the steep slope creeps, the one with the gentle slope runs. According to "Test yourself" '
            "both should go 0.2. Below the line stands the average of squares, above it the average of plain "
            "gradients. Measure the gradient in metres: what is the unit of the quotient in your code, and what would "
            "it have to be if the gradient's size is to cancel out?"
        ),
    ),
    _edit(
        "eps inside the root",
        "(np.sqrt(v_corrected) + self.eps)",
        "np.sqrt(v_corrected + self.eps)",
        diagnosis="`eps` is added before the root is taken, not after.",
        hint=(
            "To see it, choose a big `eps`, say 16, and a first gradient of 3. The corrected second moment is 9. You "
            "take the root of 9 + 16 = 25 and divide by 5. In the formula the root is taken of 9 alone, and the "
            "divisor is 3 + 16 = 19. With the usual tiny value the two seem to be the same, but they are not where it "
            "counts: the root of 0.00000001 is 0.0001, ten thousand times larger, so gradients of about 0.0001 get "
            "steps that are clearly too short. Look at how far the roof of the root reaches in the formula for delta, "
            "and how far your brackets reach."
        ),
    ),
    _edit(
        "eps left out",
        " + self.eps)",
        ")",
        diagnosis="`eps` is missing below the line.",
        hint=(
            "Think of a pixel at the rim of an image where no digit ever has ink. Its weights never have an influence, "
            "and their gradient is 0 in every step. Both moments are 0, too, the corrected ones as well, and your "
            "delta is 0 divided by 0. NumPy calls that `nan`, subtracts it from the weight, and a weight that is `nan` "
            "makes every output `nan`. One such pixel is enough to spoil the network. With gradients like 4 and -2 all "
            "looks perfect. Which number of the constructor never appears in your rule, and what would a tiny positive "
            "number do to a quotient like 0 / 0?"
        ),
    ),
    _edit(
        "state shared between layers",
        "key = id(layer)",
        'key = "layer"',
        diagnosis="All layers use the same moments.",
        hint=(
            "Two layers take turns. In this batch, A has the gradient 5 and B the gradient -5, with `beta1` = 0.6. A's "
            "first moment becomes 2. When B comes for the first time, its moment should go from 0 to -2. Yours starts "
            "from A's 2 and ends at -0.8, so B is pulled in the direction of A's gradients, and A in that of B's. If "
            "their shapes differ, NumPy stops with an error, so this goes unnoticed only among layers of the same "
            "shape. The dictionaries in `__init__` have a place for each layer. What do you use as the key, and what "
            "is it for A and what for B?"
        ),
    ),
    _edit(
        "momentum only",
        " / (np.sqrt(v_corrected) + self.eps)",
        "",
        diagnosis="The second moment is not used: nothing is divided by its root.",
        hint=(
            "In the first step, take two weights with the gradients 100 and 0.01 and the learning rate 0.2. Your "
            "deltas are 20 and 0.002. The first one is catastrophic, and the second weight hardly moves. According to "
            '"Test yourself", both should be close to 0.2. That is the very point of Adam: a weight with large '
            "gradients gets a larger divisor, so that the size cancels out and each weight has a pace of its own. You "
            "compute the second moment with care, step after step. Then follow it down to the last line: what becomes "
            "of it?"
        ),
    ),
    _edit(
        "no momentum",
        "self.learning_rate * m_corrected",
        "self.learning_rate * gradient",
        diagnosis="The present gradient stands in the place of the first moment.",
        hint=(
            "Let the gradients be 5 and then -5, with `beta1` = 0.6 and learning rate 0.2. After the second step the "
            "first moment is 0.6 · 2 - 0.4 · 5 = -0.8, corrected -1.25. The second moment is corrected to 25 both "
            "times. So the second delta should be 0.2 · (-1.25) / 5 = -0.05: the two batches contradict each other, "
            "and Adam hardly trusts the news. Yours is -0.2, a full step in the direction of the last batch, as if the "
            "first one had never been. In the first step you can't tell the two apart. Which of your variables would "
            "be grey in an editor that marks what is never read?"
        ),
    ),
    _edit(
        "sign",
        _STEP,
        f"-{_STEP}",
        diagnosis="The deltas have the opposite sign.",
        hint=(
            "A weight is 4, its first gradient 3, the learning rate 0.2. A positive gradient says that the loss rises "
            "when the weight grows, so the weight should go down, to about 3.8. Your delta is -0.2; the layer "
            "subtracts it, as it does with each optimizer's deltas, and arrives at 4.2. Adam is good at finding its "
            "way, so it climbs quickly: the loss would rise in nearly every step. Compare the formula for delta with "
            "the one in Task 1. Both optimizers hand their result to the same `internal_update`. Which sign does each "
            "formula give to its delta, and what did you assume about who subtracts?"
        ),
    ),
    # what was passed to the constructor
    Mistake(
        "beta1 hard-coded",
        ((_M, "(1 - 0.9)"), (_M_CORRECTED, "m / (1 - 0.9**t)")),
        diagnosis="0.9 stands where the optimizer's own `beta1` belongs.",
        hint=(
            "Make an optimizer with `beta1=0.6` and give it the gradients 5 and 0. Its first moment should be 2 and "
            "then 1.2, corrected 1.2 / 0.64 = 1.875. In yours it forgets more slowly: 0.5, then 0.45, corrected 0.45 / "
            "0.19, which is about 2.37. These are the numbers of another optimizer, the one with the default. Oddly "
            "enough, the first step is right, because the same number stands in the moment and in its correction, and "
            "there it cancels. What would you have to see change in your deltas if you created a second optimizer with "
            "another `beta1`, and do you?"
        ),
    ),
    Mistake(
        "beta2 hard-coded",
        ((_V, "(1 - 0.999)"), (_V_CORRECTED, "v / (1 - 0.999**t)")),
        diagnosis="0.999 stands where the optimizer's own `beta2` belongs.",
        hint=(
            "Create an optimizer with `beta2=0.75` and follow the second moment for the gradients 5 and 0. It should "
            "be 6.25 after the first step and 4.6875 after the second, corrected by 0.4375 to about 10.7. Yours is "
            "corrected to about 12.5, almost the plain average of 25 and 0: it forgets much more slowly than it was "
            "asked to. In the first step you see no difference, since the correction uses the same number and takes it "
            "out again. So compare a second step. Which attributes does the object have, and which of them is written "
            "in `__init__` and never read afterwards?"
        ),
    ),
    _edit(
        "beta1 hard-coded in the correction",
        _M_CORRECTED,
        "m / (1 - 0.9**t)",
        diagnosis="The correction of `m` uses 0.9, whatever `beta1` is.",
        hint=(
            "Make an optimizer with `beta1=0.6` and give it the gradient 5. The first moment moves to 2, quite right, "
            "so this part of your code knows about the 0.6. The correction should undo what the start at 0 has done, "
            "and bring the 2 back to 5. Yours divides by 0.1 and finds 20. With the default for `beta1` the two parts "
            "of your rule happen to speak of the same number; with any other they contradict each other. By which "
            "factor is the first moment too small after one step, expressed with `beta1`? And what decides about the "
            "divisor in your code?"
        ),
    ),
    _edit(
        "eps hard-coded",
        " + self.eps)",
        " + 1e-8)",
        diagnosis="A fixed number is used instead of the `eps` that was passed.",
        hint=(
            "Create an optimizer with `eps=3` and learning rate 0.2, and let the first gradient be 3. The corrected "
            "moments are 3 and 9, so below the line there should be 3 + 3, and the delta is half the learning rate, "
            "0.1. Yours is 0.2, as if nothing had been asked for. With the default nobody sees it, as your number and "
            "the default are equal; but people do change this value, and then your Adam quietly trains with another "
            "one than they believe. `__init__` stores four numbers. Tick them off: which of them does your rule read "
            "from the object, and which one does it know by heart?"
        ),
    ),
    _edit(
        "learning rate hard-coded",
        _STEP,
        _STEP.replace("self.learning_rate", "0.001"),
        diagnosis="A fixed number stands in the place of the learning rate.",
        hint=(
            "In the first step each delta is almost exactly plus or minus the learning rate, so it's easy to read off "
            "which rate an optimizer really uses. Create one with the learning rate 0.2 and one with 0.4, and give "
            "both the gradients 5 and -3. You should see 0.2 and -0.2 from the one, 0.4 and -0.4 from the other. Yours "
            "answer 0.001 and -0.001, both of them. The default of the constructor is a habit of many people, not a "
            "law: the schedule changes the rate after an epoch, and your deltas won't follow. Where does the object "
            "keep the rate, and does your rule ask for it?"
        ),
    ),
    _edit(
        "learning rate left out",
        _STEP,
        _STEP.replace("self.learning_rate * ", ""),
        diagnosis="The deltas are not multiplied by the learning rate.",
        hint=(
            "The quotient of the two moments has no unit and is about 1 or -1 in the first step, whatever the gradient "
            "was. You return it as it is. A typical weight at the start of training is 0.03; your delta of 1 carries "
            "it to -0.97, and all the others just as far. The network is not adjusted, it is shaken, and the next "
            "batch shakes it again. And if you ask for a smaller step, `Adam(learning_rate=0.002)`, exactly the same "
            "happens. Compare your expression with the formula for delta from left to right: there are three "
            "quantities and `eps` in it. Which of them have you used?"
        ),
    ),
    Mistake(
        "learning rate remembered from the constructor",
        (
            ("self.learning_rate = learning_rate", "self.learning_rate = self.rate = learning_rate"),
            (_STEP, _STEP.replace("self.learning_rate", "self.rate")),
        ),
        diagnosis="The deltas use the first learning rate, not the present one.",
        hint=(
            "Create an optimizer with learning rate 0.4, and let a weight receive the gradient 5 in every step. Both "
            "corrected moments stay at 5 and 25, so each delta is the learning rate: 0.4. After an epoch the schedule "
            "writes 0.04 into `optimizer.learning_rate`. The next delta should be 0.04, and yours is 0.4 as before. So "
            "the training would never calm down, and the plot of the learning rate, which shows the attribute, would "
            "even tell you that it had. There are two places in your object that know a learning rate. Which of the "
            "two is the one that others can reach?"
        ),
    ),
    # what stays between calls
    _edit(
        "moments replaced, not accumulated",
        "m += (1 - self.beta1) * (gradient - m)",
        "m = gradient",
        diagnosis="`m` becomes the gradient itself instead of moving towards it.",
        hint=(
            "Give your optimizer the gradients 5 and 1, with `beta1` = 0.6. The first moment should be 2 after the "
            "first step, four tenths of the way from 0 to 5, and 1.6 after the second. In your code it is 5 and then "
            "1: it has no memory. The correction is made for a moment that is too small at first, and so it turns your "
            "5 into 12.5. There is another thing to look at: giving a loop variable a new array doesn't put this array "
            "into the list that you loop over. After two calls, what do you find in `self.m_values`, and what did you "
            "expect there?"
        ),
    ),
    _edit(
        "moments start anew at each call",
        "if key not in self.t_values:\n            self.initialize(key, gradients)",
        "self.initialize(key, gradients)",
        diagnosis="The moments of a layer are set to zero at every call.",
        hint=(
            "Let a weight receive the gradients 5 and then -5, with `beta1` = 0.6 and learning rate 0.2. In the first "
            "step the delta is 0.2. In the second one Adam remembers the 5, and its delta is only -0.05. Yours is "
            "-0.2, which is what would come out if -5 were the first gradient ever. In fact your Adam does nothing but "
            'take the sign of the gradient, since "Test yourself" applies to every step. The averages are kept in '
            "dictionaries so that they live longer than a call. What does `initialize` do, and how many times per "
            "layer does it happen: once, or as often as the method is called?"
        ),
    ),
    _edit(
        "changes its inputs",
        f"({_STEP})",
        f"({_STEP})\n            gradient *= 0",
        diagnosis="The arrays in `gradients` are changed by the call.",
        hint=(
            "Pass an array `g` with the rows (1, 2) and (3, 4) to your optimizer and print it before and after the "
            "call. The deltas are fine, but `g` has other numbers in it than before. Whoever wants to draw the "
            "gradients, or to hand them to a second optimizer for comparison, works with wrong ones and won't suspect "
            "you. Some arrays here are yours to change in place: the moments, which live in your dictionaries for that "
            "purpose. Others are only visiting. Go through all lines of your loop that change an array rather than "
            "make a new one, and ask of each: whose array is it?"
        ),
    ),
)
