"""Known wrong answers to the task ReLU."""

from autograder.mistakes import Mistake

GRADED_BY = "test_relu"
SOLUTION = ("relu",)


def _forward(name: str, new: str) -> Mistake:
    return Mistake(name, (("np.maximum(x, 0)", new),))


def _backward(name: str, new: str) -> Mistake:
    return Mistake(name, (("grad_in * (x > 0)", new),))


_FORWARD = "activated_inputs = np.maximum(x, 0)"

MISTAKES = (
    _forward("leaky", "np.maximum(x, DTYPE(0.01) * x)"),
    _forward("absolute value", "np.abs(x)"),
    _forward("identity", "x.copy()"),
    _forward("capped at 6", "np.clip(x, 0, 6)"),
    _forward("capped at 1", "np.clip(x, 0, 1)"),
    _forward("threshold at 0.1", "x * (x > 0.1)"),
    _forward("threshold at 1", "x * (x > 1)"),
    _forward("threshold at -1", "x * (x > -1)"),
    Mistake("changes its input", ((_FORWARD, "x[x < 0] = 0\n        activated_inputs = x"),)),
    _forward("float64", "np.maximum(x.astype(np.float64), 0)"),
    _backward("gradient leaky", "grad_in * np.where(x > 0, DTYPE(1), DTYPE(0.01))"),
    _backward("gradient of the absolute value", "grad_in * np.sign(x)"),
    _backward("gradient of a capped ReLU", "grad_in * ((x > 0) & (x < 6))"),
    _backward("gradient's threshold at 1", "grad_in * (x > 1)"),
    _backward("incoming gradient ignored", "(x > 0).astype(DTYPE)"),
    _backward("incoming gradient passed unmasked", "grad_in.copy()"),
    _backward("mask from the gradient instead of the input", "grad_in * (grad_in > 0)"),
    _backward("ReLU of the gradient", "np.maximum(grad_in, 0)"),
    _backward("mask inverted", "grad_in * (x < 0)"),
    _backward("gradient times the output", "grad_in * np.maximum(x, 0)"),
    Mistake(
        "output of another call used",
        (
            (_FORWARD, f"{_FORWARD}\n        Relu.output = activated_inputs"),
            ("(x > 0)", "(Relu.output > 0)"),
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
    ),
    _backward("gradient float64", "grad_in * (x > 0).astype(np.float64)"),
)
