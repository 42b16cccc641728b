"""Known wrong answers to the task Mean squared error."""

from autograder.mistakes import Mistake

GRADED_BY = "test_mean_squared_error"
SOLUTION = ("mean_squared_error",)

_ERROR = "np.mean((x1 - x2) ** 2, dtype=DTYPE)"
_GRADIENT_1 = "gradient_1 = (x1 - x2) * (2 / x1.size * grad_in)"
_GRADIENT_2 = "None if labels else -gradient_1"
_INTEGER = "np.issubdtype(x2.dtype, np.integer)"
_SET = "one_hot[np.arange(len(data)), data] = 1"


def _forward(name: str, new: str) -> Mistake:
    return Mistake(name, ((_ERROR, new),))


def _first(name: str, factor: str) -> Mistake:
    """Change the first gradient alone: the second keeps its right value."""
    second = "None if labels else (x2 - x1) * (2 / x1.size * grad_in)"
    return Mistake(name, ((_GRADIENT_1, f"gradient_1 = {factor}"), (_GRADIENT_2, second)))


def _both(name: str, new: str) -> Mistake:
    return Mistake(name, ((_GRADIENT_1, f"gradient_1 = {new}"),))


MISTAKES = (
    _forward("sum instead of mean", "np.sum((x1 - x2) ** 2, dtype=DTYPE)"),
    _forward("divides by the batch only", "np.sum((x1 - x2) ** 2, dtype=DTYPE) / len(x1)"),
    _forward("half", "np.mean((x1 - x2) ** 2, dtype=DTYPE) / 2"),
    _forward("root", "np.sqrt(np.mean((x1 - x2) ** 2, dtype=DTYPE))"),
    _forward("absolute error", "np.mean(np.abs(x1 - x2), dtype=DTYPE)"),
    _forward("error not squared", "np.mean(x1 - x2, dtype=DTYPE)"),
    _both("gradient of the sum", "(x1 - x2) * (2 * grad_in)"),
    _both("gradient divided by the batch only", "(x1 - x2) * (2 / len(x1) * grad_in)"),
    _both("gradient of the absolute error", "np.sign(x1 - x2) * (grad_in / x1.size)"),
    _both("factor 2 missing", "(x1 - x2) * (1 / x1.size * grad_in)"),
    _first("factor 2 missing in the first gradient", "(x1 - x2) * (1 / x1.size * grad_in)"),
    Mistake("factor 2 missing in the second gradient", ((_GRADIENT_2, "None if labels else -gradient_1 / 2"),)),
    _first("sign of the first gradient", "(x2 - x1) * (2 / x1.size * grad_in)"),
    Mistake("sign of the second gradient", ((_GRADIENT_2, "None if labels else gradient_1"),)),
    _both("ignores the incoming gradient", "(x1 - x2) * DTYPE(2 / x1.size)"),
    Mistake("one-hot off by one", ((_SET, "one_hot[np.arange(len(data)), data - 1] = 1"),)),
    Mistake("one-hot float64", (("np.zeros(shape, dtype=DTYPE)", "np.zeros(shape)"),)),
    Mistake("one-hot in the first row only", ((_SET, "one_hot[0, data[0]] = 1"),)),
    Mistake("one-hot with all labels in every row", ((_SET, "one_hot[:, data] = 1"),)),
    Mistake("uint8 labels not taken as integers", ((_INTEGER, "np.issubdtype(x2.dtype, np.signedinteger)"),)),
    Mistake("only int64 labels taken as integers", ((_INTEGER, "x2.dtype == np.int64"),)),
    Mistake("a gradient for labels", ((_GRADIENT_2, "-gradient_1"),)),
    Mistake("zeros as gradient for labels", ((_GRADIENT_2, "0 * gradient_1 if labels else -gradient_1"),)),
    Mistake("changes its input", ((f"error = {_ERROR}", "x1 -= x2\n        error = np.mean(x1**2, dtype=DTYPE)"),)),
)
