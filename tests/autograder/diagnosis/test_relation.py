"""What relates a wrong value to the right one; nothing that tells the right one."""

import numpy as np
import pytest

from autograder.diagnosis.relation import relation

RNG = np.random.default_rng(5)
WANTED = RNG.normal(size=(6, 6))
TALL = RNG.normal(size=(7, 3))


@pytest.mark.parametrize(
    ("found", "wanted", "words"),
    [
        (-WANTED, WANTED, "has the opposite sign"),
        (2 * WANTED, WANTED, "is twice what it should be"),
        (WANTED / 2, WANTED, "is half of what it should be"),
        (TALL / 7, TALL, "is divided by its number of rows"),
        (TALL / 21, TALL, "is divided by its number of entries"),
        (7 * TALL, TALL, "is multiplied by its number of rows"),
        (abs(WANTED), WANTED, "has lost its signs"),
        (np.where(WANTED > 1, -WANTED, WANTED), WANTED, "has some signs wrong and all sizes right"),
        (WANTED**2, WANTED, "is the square of what it should be"),
        (WANTED.T, WANTED, "is transposed"),
        (TALL.T, TALL, "is transposed, as its shape shows"),
        (np.roll(TALL, 1, axis=0), TALL, "is off by one row"),
        (np.roll(WANTED, -1, axis=1), WANTED, "is off by one column"),
        (WANTED + 1, WANTED, "differs by the same number everywhere"),
        (np.zeros_like(WANTED), WANTED, "is 0 everywhere"),
        (np.full_like(WANTED, 3), WANTED, "has the same number everywhere"),
        (np.where(WANTED > 1, np.nan, WANTED), WANTED, "holds NaN"),
        (np.where(WANTED > 1, np.inf, WANTED), WANTED, "holds infinite numbers"),
        (TALL[:, :, None], TALL, "has an axis too many"),
        (TALL.ravel(), TALL[None].reshape(1, 21), "lacks an axis"),
        (np.array(1.0), TALL, "is a single number"),
        (np.array(["a"]), TALL, ""),
        (WANTED + RNG.normal(size=(6, 6)), WANTED, ""),
        (1.0327 * WANTED, WANTED, ""),
    ],
)
def test_relations(found: np.ndarray, wanted: np.ndarray, words: str) -> None:
    """Is each relation seen, and no other one?"""
    assert relation(found, wanted) == words


@pytest.mark.parametrize("wanted", [np.array(-5.0), np.array([3.0]), np.array([2.0, 3.0]), np.full((4, 4), 2.0)])
@pytest.mark.parametrize("factor", [-1, 2, 0.5, 10])
def test_few_numbers(wanted: np.ndarray, factor: float) -> None:
    """Is nothing told that would give away a few numbers, which can be guessed?"""
    assert relation(factor * wanted, wanted) in ("", "has the same number everywhere")


def test_inputs() -> None:
    """Is an answer that gives back its input told so?"""
    assert relation(WANTED + 0, WANTED**3, [[], WANTED]) == "is an input, unchanged"
