"""Known wrong answers to the task SGD."""

from autograder.mistakes import Mistake

GRADED_BY = "test_sgd"
SOLUTION = ("sgd",)

RULE = "self.learning_rate * gradient for gradient in gradients"


def _rule(name: str, rule: str, *more: tuple[str, str]) -> Mistake:
    return Mistake(name, ((f"[{RULE}]", rule), *more))


MISTAKES = (
    _rule("sign flipped", "[-self.learning_rate * gradient for gradient in gradients]"),
    _rule("learning rate ignored", "[1.0 * gradient for gradient in gradients]"),
    _rule("learning rate hard-coded", "[0.1 * gradient for gradient in gradients]"),
    _rule("learning rate squared", "[self.learning_rate**2 * gradient for gradient in gradients]"),
    _rule("divided by the learning rate", "[gradient / self.learning_rate for gradient in gradients]"),
    _rule(
        "learning rate remembered from the first call",
        "[self.first_rate * gradient for gradient in gradients]",
        (
            "        # TODO",
            '        self.first_rate = getattr(self, "first_rate", self.learning_rate)\n        # TODO',
        ),
    ),
    _rule(
        "learning rate remembered from the constructor",
        "[self.first_rate * gradient for gradient in gradients]",
        ("self.learning_rate = lr", "self.learning_rate = self.first_rate = lr"),
    ),
    _rule("only the first gradient", "[self.learning_rate * gradients[0]]"),
    _rule("the first gradient for all", "[self.learning_rate * gradients[0] for _ in gradients]"),
    _rule("absolute value of the gradient", "[self.learning_rate * abs(gradient) for gradient in gradients]"),
    _rule("sign of the gradient", "[self.learning_rate * np.sign(gradient) for gradient in gradients]"),
    _rule("mean instead of elements", "[self.learning_rate * np.mean(gradient) for gradient in gradients]"),
    _rule(
        "changes its inputs",
        "gradients\n        for gradient in gradients:\n            gradient *= self.learning_rate",
    ),
    _rule("array instead of a list", "self.learning_rate * np.array(gradients)"),
)
