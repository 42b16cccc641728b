"""Known wrong answers to the task SGD."""

from autograder.mistakes import Mistake

GRADED_BY = "test_sgd"
SOLUTION = ("sgd",)

RULE = "self.learning_rate * gradient for gradient in gradients"


def _rule(name: str, rule: str, *more: tuple[str, str], **texts: str) -> Mistake:
    return Mistake(name, ((f"[{RULE}]", rule), *more), **texts)


MISTAKES = (
    _rule(
        "sign flipped",
        "[-self.learning_rate * gradient for gradient in gradients]",
        diagnosis="`param_deltas` carries a minus sign, although the layer subtracts later.",
        hint=(
            "Follow one weight through a whole step. It is 4, its gradient is 2, the learning rate is 0.25. The "
            "gradient is positive, so the loss rises when the weight grows: the weight should get smaller. Your "
            "`run_update_rule` hands -0.5 to the layer, and in `internal_update` the layer computes 4 - (-0.5) = 4.5. "
            "The weight has grown, the loss with it, and every further step climbs a little higher. Two parties share "
            "the formula of Task 1, the optimizer and the layer. How many minus signs does the formula have, and which "
            "of the two takes care of it?"
        ),
    ),
    _rule(
        "learning rate ignored",
        "[1.0 * gradient for gradient in gradients]",
        diagnosis="The deltas are the bare gradients: `self.learning_rate` plays no part.",
        hint=(
            "Suppose that the loss is the square of a single weight. At the weight 1 the gradient is 2, and the lowest "
            "point lies at 0. Your delta of 2 carries the weight to -1. There the gradient is -2, your next delta is "
            "-2, and the weight is back at 1: it leaps to and fro across the valley for ever. Now follow two steps of "
            "the formula in Task 1 by hand, with learning rate 0.2: the weight goes to 0.6, then to 0.36. What does "
            "`__init__` store, and which line of `run_update_rule` would give another result if it stored something "
            "else?"
        ),
    ),
    _rule(
        "learning rate hard-coded",
        "[0.1 * gradient for gradient in gradients]",
        diagnosis="A fixed number stands where the optimizer's own learning rate belongs.",
        hint=(
            "Think of two optimizers, `SGD(0.2)` and `SGD(0.4)`, and hand both of them the gradient rows (1, 2) and "
            "(3, 4). The second should take steps twice as long as the first: for the entry 4 that is 0.8 and 1.6. "
            "Yours answers with the same array both times, whatever the constructor was told. In training you might "
            "not notice for a while, because the number in your code suits the first epoch. Then the schedule asks for "
            "smaller steps, and nothing happens. Where does an object keep what it was given when it was created, and "
            "does your rule ever look there?"
        ),
    ),
    _rule(
        "learning rate squared",
        "[self.learning_rate**2 * gradient for gradient in gradients]",
        diagnosis="The learning rate is multiplied in twice.",
        hint=(
            "Try it with numbers. The gradient is 5 and the learning rate 0.2, so the formula of Task 1 asks for a "
            "delta of 1. Yours is 0.2. With learning rate 2 the delta should be 10, and yours is 20. With learning "
            "rate 1 nothing seems to be wrong at all, which makes this one hard to spot. Divide your delta by the "
            "wanted one: the quotients are 0.2 and 2. Do you recognize these two numbers? Walk through your code and "
            "count how often a gradient meets the learning rate before it lands in `param_deltas`."
        ),
    ),
    _rule(
        "divided by the learning rate",
        "[gradient / self.learning_rate for gradient in gradients]",
        diagnosis="The gradients are divided by the learning rate.",
        hint=(
            "The learning rate sets the length of the step, so a small one should mean short, careful steps. Take the "
            "gradient 3. With learning rate 0.2 your delta is 15; with 0.02 it is 150. The more caution you ask for, "
            "the further it leaps! At learning rate 1 your result is right by accident, so trying it with 1 would tell "
            "you nothing. Work out what the formula of Task 1 gives for 0.2 and for 0.02, and put that beside your 15 "
            "and 150. Which single character in your expression decides whether the delta grows or shrinks with the "
            "learning rate?"
        ),
    ),
    _rule(
        "learning rate remembered from the first call",
        "[self.first_rate * gradient for gradient in gradients]",
        (
            "        # TODO",
            '        self.first_rate = getattr(self, "first_rate", self.learning_rate)\n        # TODO',
        ),
        diagnosis="The deltas use an earlier learning rate, not the present one.",
        hint=(
            "Look at the training loop: after an epoch the schedule writes a new number into "
            "`optimizer.learning_rate`, and the optimizer is expected to follow. Play that through with the gradient "
            "rows (2, 0) and (0, 4). At learning rate 0.4 your deltas have the rows (0.8, 0) and (0, 1.6), which is "
            "fine. Then the schedule sets 0.04, and your optimizer returns exactly the same rows again, ten times too "
            "large. So somewhere an old value lives on. Which name does the schedule change, and which name does your "
            "`run_update_rule` read at the moment when it computes a delta?"
        ),
    ),
    _rule(
        "learning rate remembered from the constructor",
        "[self.first_rate * gradient for gradient in gradients]",
        ("self.learning_rate = lr", "self.learning_rate = self.first_rate = lr"),
        same_as="learning rate remembered from the first call",
    ),
    _rule(
        "only the first gradient",
        "[self.learning_rate * gradients[0]]",
        diagnosis="Only the first array in `gradients` gets a delta.",
        hint=(
            "A fully connected layer hands two arrays to the optimizer, one for its weights and one for its bias: say "
            "the rows (1, 2) and (3, 4), and beside them the vector (5, 6). It will unpack your answer into `delta_w` "
            "and `delta_b`. Your list holds a single delta, made from the weights' gradient, so nothing is left for "
            "the bias, and the layer can't go on. What would happen to a layer with ten arrays? Compare "
            "`len(gradients)` with `len(param_deltas)`. Which part of your code has to happen once for every array, "
            "and how often does it happen now?"
        ),
    ),
    _rule(
        "the first gradient for all",
        "[self.learning_rate * gradients[0] for _ in gradients]",
        diagnosis="Every delta is made from the first gradient.",
        hint=(
            "Hand two gradients to your method: the rows (1, 2) and (3, 4) for the weights, (5, 6) for the bias, with "
            "learning rate 2. The bias should receive (10, 12). What it receives is a copy of the weights' delta, the "
            "rows (2, 4) and (6, 8); the shape alone shows that a bias of two numbers can do nothing with it. Your "
            "list has the right length, so the loop runs the right number of times. But does each round look at "
            "something new? Name the variable that changes from round to round, and search for it in the expression "
            "that makes a delta."
        ),
    ),
    _rule(
        "absolute value of the gradient",
        "[self.learning_rate * abs(gradient) for gradient in gradients]",
        diagnosis="The sign of the gradient gets lost: no delta is negative.",
        hint=(
            "A gradient with the rows (3, -1) and (-2, 4) tells you about four weights. If the first one grows, the "
            "loss rises; if the second one grows, the loss falls. So these two have to move in opposite directions. "
            "With learning rate 0.2 your first row of deltas is (0.6, 0.2), and as the layer subtracts them, both "
            "weights shrink. For the second one that is uphill. In the whole network no weight could ever grow, "
            "whatever the images say. Which part of a gradient holds the direction and which the length, and what does "
            "your expression do to the direction?"
        ),
    ),
    _rule(
        "sign of the gradient",
        "[self.learning_rate * np.sign(gradient) for gradient in gradients]",
        diagnosis="Only the sign of each gradient counts, its size is lost.",
        hint=(
            "Picture a valley: far from the floor the slope is steep, close to the floor it is almost zero. A gradient "
            "of 8 asks for a long step, one of 0.02 for a tiny one. With learning rate 0.2 the formula of Task 1 turns "
            "them into 1.6 and 0.004. Your deltas are 0.2 and 0.2. A weight that is only a hair's breadth from its "
            "best place is thrown 0.2 beyond it, and in the next step it is thrown back, so it never settles. At which "
            "point of your expression do 8 and 0.02 become the same number?"
        ),
    ),
    _rule(
        "mean instead of elements",
        "[self.learning_rate * np.mean(gradient) for gradient in gradients]",
        diagnosis="Each gradient is averaged to one number before it becomes a delta.",
        hint=(
            "Every weight has a slope of its own, kept at the weight's own place in the array. Take the gradient rows "
            "(4, -4) and (2, -2) with learning rate 0.2. Their mean is 0, so your delta is 0 and nothing moves, "
            "although all four weights should: by 0.8, -0.8, 0.4 and -0.4. Where the mean isn't zero the result is "
            "hardly better, since one number for a whole array pushes all weights the same way. Print the shape of a "
            "gradient, and beside it the shape of the delta that you made from it. Which call has taken the axes away?"
        ),
    ),
    _rule(
        "changes its inputs",
        "gradients\n        for gradient in gradients:\n            gradient *= self.learning_rate",
        diagnosis="The arrays in `gradients` are overwritten with the deltas.",
        hint=(
            "The numbers in your deltas are right; what happens beside them is not. Somebody calls your method with an "
            "array `g`, whose rows are (5, 10) and (15, 20), at learning rate 0.2. Afterwards they print `g` to see "
            "how steep the loss was, and find (1, 2) and (3, 4). If they passed it to a second call, its deltas would "
            "come out five times too small. The array was only lent to you. Some of NumPy's operators make a new "
            "array, others write the result into the array on their left. To which kind does yours belong?"
        ),
    ),
    _rule(
        "array instead of a list",
        "self.learning_rate * np.array(gradients)",
        diagnosis="The deltas come as one array instead of a list.",
        hint=(
            "A layer with two inputs and two outputs passes two gradients: the rows (1, 2) and (3, 4) for its weights, "
            "and (5, 6) for its bias. You pack both into one NumPy array. An array is a box with straight sides, "
            "though: how should two rows and a single vector lie side by side in it? NumPy gives up and complains "
            "about an inhomogeneous shape. With only one gradient, or several of the same shape, the packing succeeds "
            "and hides the trouble. Read the docstring of `run_update_rule` again: what kind of object does it "
            "promise, and what happens there to arrays of different shapes?"
        ),
    ),
)
