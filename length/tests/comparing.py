"""A comparison that fails says which number differs, in what relation the two stand, and what may be behind it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from length.constants import DTYPE
from length.errors import CheckFailedError
from length.tests.squares import compared

RETURN = "Is a `return` missing, or does it return something that is None?"
Hints = Sequence[tuple[Any, str]]
FLOAT32 = "Create arrays with dtype=DTYPE; float32 times float32 stays float32"
RTOL = 1e-4
ATOL = 1e-6
# Multiples that have a name; others are looked for among whole numbers and their inverses.
NAMED_FACTORS = {
    -1.0: "yours has the opposite sign",
    0.5: "yours is half of it",
    2.0: "yours is twice that",
    -0.5: "yours is half of it, with the opposite sign",
    -2.0: "yours is twice that, with the opposite sign",
}


def compare(
    where: str,
    what: str,
    actual: Any,
    expected: Any,
    *,
    source: str = "expected",
    hints: Hints = (),
    hint: str = "Compare your formula with the one in the notebook",
    rtol: float = RTOL,
    atol: float = ATOL,
    float32: bool = False,
) -> None:
    """Compare an array with what it should be.

    Parameters
    ----------
    where : str
        The method that is checked: `Relu.internal_backward`.
    what : str
        The array's name: `grad_x`.
    actual, expected : array_like or None
        None stands for "no gradient".
    source : str
        Where the expected numbers are from: `differences give`.
    hints : sequence of (array_like, str)
        Results of known mistakes (or functions that compute them), each with the question to ask.
    hint : str
        What to say if none of them fits.
    rtol, atol : float
        Differences up to `atol + rtol * abs(expected)` are rounding.
    float32 : bool
        Whether the dtype must be float32.

    Raises
    ------
    CheckFailedError
        Shape, dtype or a number differs.
    """
    if actual is None or expected is None:
        if actual is not expected:
            raise CheckFailedError(
                where, f"{what} must {_none(actual, expected)}", hint if expected is None else RETURN
            )
        return
    got, wanted = np.asarray(actual), np.asarray(expected)
    if got.dtype.kind not in "fiub":
        problem = f"{what} must hold numbers, got {type(actual).__name__}"
        raise CheckFailedError(where, problem, "Compute with arrays, and return arrays")
    if got.shape != wanted.shape:
        problem = f"{what} must have shape {wanted.shape}, got {got.shape}"
        raise CheckFailedError(where, problem, _shape_hint(got.shape, wanted.shape))
    if float32 and got.dtype != DTYPE:
        problem = f"{what} must be float32, got {got.dtype}"
        raise CheckFailedError(where, problem, FLOAT32)
    got, wanted = got.astype(np.float64), wanted.astype(np.float64)
    if _close(got, wanted, rtol, atol):
        return
    hint = next((text for wrong, text in hints if _same(got, wrong, rtol, atol)), hint)
    entry = _worst(got, wanted, rtol, atol)
    name = what + (f"[{', '.join(map(str, entry))}]" if entry else "")
    problem = (
        f"{name} is {got[entry] + 0.0:.4g}, {source} {wanted[entry] + 0.0:.4g}: {_relation(got, wanted, rtol, atol)}"
    )
    error = CheckFailedError(where, problem, hint)
    error.comparison = compared(what, got, wanted, source, ~_near(got, wanted, rtol, atol))
    raise error


def _none(actual: Any, expected: Any) -> str:
    if expected is None:
        return f"be None, got an array of shape {np.shape(actual)}"
    return f"be an array of shape {np.shape(expected)}, got None"


def _close(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> bool:
    # NumPy's own function takes five times as long for small arrays; only infinities need it
    return bool(_near(got, wanted, rtol, atol).all()) or np.allclose(got, wanted, rtol, atol)


def _near(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.abs(got - wanted) <= atol + rtol * np.abs(wanted)


def _same(got: np.ndarray, wrong: Any, rtol: float, atol: float) -> bool:
    wrong = np.asarray(wrong() if callable(wrong) else wrong, dtype=np.float64)
    return bool(got.shape == wrong.shape and np.allclose(got, wrong, rtol, atol, equal_nan=True))


def _shape_hint(got: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    if got == wanted[::-1]:
        return "Is it transposed?"
    if tuple(size for size in got if size != 1) == tuple(size for size in wanted if size != 1):
        return "There is an axis of size 1 too many or too few: is it from keepdims?"
    return "Print the shapes of all arrays in the line that computes it"


def _worst(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> tuple[int, ...]:
    """Return where the two are furthest apart, measured by what counts as rounding; a NaN is furthest of all."""
    distance = np.nan_to_num(np.abs(got - wanted) / (atol + rtol * np.abs(wanted)), nan=np.inf)
    return tuple(int(axis) for axis in np.unravel_index(int(np.argmax(distance)), got.shape))


def _relation(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> str:
    """Return in words how an array relates to the one it should be."""
    if not np.isfinite(got).all():
        return "not a finite number"
    if not got.any():
        return "yours is zero" + (" everywhere" if got.size > 1 else "")
    factor = float(np.sum(got * wanted) / max(float(np.sum(wanted * wanted)), 1e-300))
    if np.allclose(got, factor * wanted, 10 * rtol, 10 * atol):
        for known, words in NAMED_FACTORS.items():
            if abs(factor - known) < 1e-3:
                return words
        for number, words in ((factor, "{:d} times that"), (1 / (factor or 1), "1/{:d} of it")):
            if number > 1.5 and abs(number - round(number)) < 1e-3 * abs(number):
                return f"yours is {words.format(round(number))}"
        if got.size > 1:
            return f"all of yours are {factor:.3g} times that"
    if got.size == 1:
        return f"yours is {abs(float((got - wanted).sum())):.4g} off"
    if np.allclose(np.abs(got), np.abs(wanted), rtol, atol):
        return "the size is right, the sign is not"
    if got.ndim == 2 and got.shape[0] == got.shape[1] and np.allclose(got.T, wanted, rtol, atol):
        return "yours is transposed"
    different = int(np.sum(~np.isclose(got, wanted, rtol, atol)))
    return f"{different} of {got.size} entries differ"
