"""Known wrong answers to the bonus task SGD with momentum."""

from autograder.mistakes import Mistake

GRADED_BY = "test_momentum"
SOLUTION = ("momentum",)

_KEEP = "velocity *= self.momentum"
_PUSH = "velocity += gradient"
_DELTA = "self.learning_rate * velocity"
_KEY = "key = id(layer)"


def _edit(name: str, old: str, new: str, **texts: str) -> Mistake:
    return Mistake(name, ((old, new),), **texts)


MISTAKES = (
    _edit(
        "forgets the steps before",
        _KEEP,
        "velocity *= 0",
        diagnosis="Nothing of the earlier steps is left: it is plain SGD.",
        hint=(
            "Go through the table of the task. In the third step the gradient is 0, and yet the weight moves on by "
            "0.6, because the velocity still has 6 left. Your third delta is 0, and the second one is 0.8 like the "
            "first. So a ball that rolls down a slope stops as soon as the ground is level, as if it had no mass. "
            "Print the velocity of a layer before and after a call. At the beginning of the second step it should "
            "remember the 8 of the first. What happens to it in your code before the new gradient comes in?"
        ),
    ),
    _edit(
        "never slows down",
        _KEEP,
        "pass",
        diagnosis="The velocity never gets smaller: `self.momentum` plays no part.",
        hint=(
            "In the task's table, the gradients 8, 8 and 0 make velocities of 8, 12 and 6. Yours are 8, 16 and 16. "
            "Nothing is ever lost, so each push acts for all time, and a weight goes on and on even when all gradients "
            "are 0. It would roll through the valley and up the other side, and back again, without ever coming to "
            "rest. The momentum is the part of the velocity that survives a step, for example one half; the rest is "
            "friction. In which of the two lines of the formula does it stand, and where is it in yours?"
        ),
    ),
    _edit(
        "momentum hard-coded",
        _KEEP,
        "velocity *= DTYPE(0.9)",
        diagnosis="A fixed number stands in the place of `self.momentum`.",
        hint=(
            "Make two optimizers, one with the momentum 0.5 and one with 0.99, and give both of them the gradients 8 "
            "and 0. The second delta should be one half of the first in one case, and nearly the whole of it in the "
            "other. Yours is nine tenths both times. With the default value everything looks right, which is why a "
            "test with the default value alone finds nothing. The constructor gets the number and keeps it; it is "
            "meant to be read when a velocity is updated. Which number in your code has no name, and is there a name "
            "for it?"
        ),
    ),
    _edit(
        "average instead of sum",
        _PUSH,
        "velocity += (1 - self.momentum) * gradient",
        diagnosis="The gradient enters with a factor: an average, not a velocity.",
        hint=(
            "With a momentum of 0.5 and the gradients 8, 8, 0 your velocities are 4, 6 and 3: just half of those in "
            "the task's table. With a momentum of 0.9 they are a tenth. What you compute is a running average, as the "
            "first moment of Adam is one, and it has its uses. But here the step would be much shorter than the "
            "learning rate says, and the very first one shows it most clearly: there is no past yet, so the delta "
            "should be the learning rate times the gradient. Which factor does the gradient have in the first line of "
            "the formula?"
        ),
    ),
    _edit(
        "learning rate ignored",
        _DELTA,
        "1.0 * velocity",
        diagnosis="The deltas are the bare velocities, without the learning rate.",
        hint=(
            "The first gradient is 8, the learning rate 0.1, and your first delta is 8. The task's table has 0.8. The "
            "shape of the path is right, each step keeps its part of the one before, but all of them are ten times as "
            "long, and with momentum long steps are even more dangerous than without. A schedule that makes the "
            "learning rate smaller would have no effect, either. The two lines of the formula have different duties: "
            "one updates what is remembered, the other one says how far to go. Is the second one complete in your "
            "code?"
        ),
    ),
    _edit(
        "sign flipped",
        _DELTA,
        "-self.learning_rate * velocity",
        diagnosis="The deltas carry a minus sign, although the layer subtracts them.",
        hint=(
            "Follow one weight. It is 4, its gradient is 2, and the learning rate is 0.25. The loss rises with the "
            "weight, so the weight should get smaller. You return a delta of -0.5, the layer subtracts it, and the "
            "weight is 4.5. With momentum it gets worse from step to step, as the velocity adds up. Compare with plain "
            "SGD at the top of this notebook, which returns the gradient times the learning rate, and look into the "
            "layer: which operation does `internal_update` do with what it gets? How many minus signs are needed in "
            "all?"
        ),
    ),
    Mistake(
        "learning rate in the velocity",
        ((_PUSH, "velocity += self.learning_rate * gradient"), (_DELTA, "velocity.copy()")),
        diagnosis="The velocity contains the learning rates of earlier steps.",
        hint=(
            "As long as the learning rate stays the same, your deltas are right. Let it be 0.1 in the first step and "
            "0.01 in the second, with gradients of 8 and 8 and a momentum of 0.5. According to the formula the second "
            "velocity is 12 and the delta 0.12. Yours is 0.48, because the first push was multiplied by the old "
            "learning rate and is still in there. A schedule that wants to go slowly from now on would have to wait "
            "until the past has faded. In which of the two lines does the learning rate stand: in what is remembered, "
            "or in what is done with it?"
        ),
    ),
    Mistake(
        "old learning rate",
        (("        self.momentum = momentum", "        self.momentum = momentum\n        self.first_rate = learning_rate"), (_DELTA, "self.first_rate * velocity")),
        diagnosis="The learning rate of the beginning is used in all steps.",
        hint=(
            "Make an optimizer with the learning rate 0.1, take a step, set `learning_rate` to 0.01, and take another "
            "one. The second delta should be made with 0.01. Yours is made with 0.1, as if nobody had said anything. A "
            "schedule works in just this way: from outside, between two epochs, it writes a new number into an "
            "attribute, and it trusts that this attribute is read the next time. You have kept the number in a second "
            "place, when the optimizer was created. Which of the two places is looked at when a delta is computed?"
        ),
    ),
    Mistake(
        "layers share their velocities",
        ((_KEY, "key = tuple(gradient.shape for gradient in gradients)"),),
        diagnosis="Layers with equal shapes share the same velocities.",
        hint=(
            "Let two layers of the same shape take turns: the first always has the gradient 8, the second one 0.8. "
            "With a momentum of 0.5 the second layer's first velocity should be 0.8. Yours is 4.8, for half of the "
            "other layer's 8 is in it. So every layer is pushed along with its neighbours, in directions that mean "
            "nothing to it. It shows only if two layers look alike, and in a deep network most of them do. What tells "
            "two layers apart even if their arrays have the same shapes? The cell has a name for it in its first line."
        ),
    ),
    Mistake(
        "one velocity for all layers",
        ((_KEY, "key = None"),),
        same_as="layers share their velocities",
    ),
    Mistake(
        "velocities shared by all optimizers",
        (("        self.velocities = {}", "        self.velocities = MomentumSGD.__dict__.get('kept', {})\n        MomentumSGD.kept = self.velocities"), (_KEY, "key = tuple(gradient.shape for gradient in gradients)")),
        costs=3,  # what earlier optimizers left disturbs every other step, too
        same_as="layers share their velocities",
    ),
    Mistake(
        "starts anew in each call",
        (("if key not in self.velocities:", "if True:"),),
        same_as="forgets the steps before",
    ),
    Mistake(
        "same velocity for all arrays",
        (("param_deltas.append(self.learning_rate * velocity)", "param_deltas.append(self.learning_rate * self.velocities[key][0] if velocity.ndim == gradients[0].ndim else self.learning_rate * velocity * 0 + self.learning_rate * self.velocities[key][0].ravel()[: velocity.size])"),),
        diagnosis="The velocity of the first array is used for the others.",
        hint=(
            "A layer has weights with the gradient rows (8, 0) and (4, 0), and a bias with the gradient (1, 2). Your "
            "deltas for the weights are right. The bias gets something that is made from the velocity of the weights, "
            "so it moves by 0.8 where it should move by 0.1. Each array of a layer has a velocity of its own, of the "
            "same shape, and they stand in a list in the order of the gradients. The first hint in the cell names a "
            "function that walks through two lists side by side. For the second pair, which of the velocities does "
            "your line read?"
        ),
    ),
    Mistake(
        "changes the gradients",
        ((_PUSH, "gradient += velocity\n            velocity[...] = gradient"),),
        diagnosis="The gradients that came in are overwritten.",
        hint=(
            "Hand a gradient of 8 to your optimizer in two steps, from one and the same array. After the first step "
            "the array holds 8, after the second it holds 12, although nobody asked for that. Gradients belong to the "
            "graph that computed them. They may be looked at after the step, for instance to see how large they are, "
            "or used a second time. The last hint in the cell speaks of that. There are two arrays in each pair, one "
            "of which is yours to change. On the left side of which of them do you have an operator that writes?"
        ),
    ),
    Mistake(
        "Nesterov's form",
        ((_DELTA, "self.learning_rate * (self.momentum * velocity + gradient)"),),
        costs=2,  # its very first step is longer, and so are the others
        diagnosis="The delta looks one step ahead, as in Nesterov's variant.",
        hint=(
            "Your first delta, for the learning rate 0.1, the momentum 0.5 and the gradient 8, is 1.2. The task's "
            "table has 0.8. What you do has a name, Nesterov's momentum, and often works a little better: the velocity "
            "is used as if it had been updated once more already. But in this task the delta is simply the learning "
            "rate times the velocity, nothing else. Compare your line with the second one of the formula, and go "
            "through the first step by hand. The velocity is 8 then. Which two numbers are multiplied, and how often "
            "does the gradient enter?"
        ),
    ),
)
