"""Evidence: answers compared within a tolerance, hashed so that equal ones are one group."""

import numpy as np
import pytest

from autograder.diagnosis.evidence import MOST_ENTRIES, Evidence
from autograder.remote.transcript import Comparison, Part

RNG = np.random.default_rng(3)
VALUES = RNG.normal(size=(40, 30)).astype(np.float32)


def evidence(*answers: object, compared: object = None) -> Evidence:
    comparison = None if compared is None else Comparison("the answer", compared, None)
    return Evidence.of(Part([(f"t {number}", answer) for number, answer in enumerate(answers)], comparison))


def halves(found: Evidence) -> set[str]:
    first, second = found.digest().split("-")
    return {f"a{first}", f"b{second}"}


def test_groups() -> None:
    """Has each of many answers that were computed in another order a hash in common with the first?"""
    first = halves(evidence(VALUES, 3.0))
    for number in range(200):
        noise = 1 + 1e-6 * np.random.default_rng(number).normal(size=VALUES.shape)
        assert halves(evidence((VALUES * noise).astype(np.float32), 3.0)) & first


@pytest.mark.parametrize(
    "other",
    [
        evidence(VALUES, 3.1),
        evidence(VALUES.T, 3.0),
        evidence(VALUES * 1.01, 3.0),
        evidence(VALUES),
        evidence(VALUES, 3.0, compared=VALUES),
        evidence(VALUES, None),
    ],
)
def test_other_groups(other: Evidence) -> None:
    """Have other answers other hashes?"""
    assert not halves(evidence(VALUES, 3.0)) & halves(other)


def test_powers_of_ten() -> None:
    """Is a number that lies just below a power of ten in a group with that?"""
    assert halves(evidence(np.array([0.9999999, 100.0]))) & halves(evidence(np.array([1.0, 99.99999])))


def test_comparison_counts() -> None:
    """Do equal answers differ where another value was compared in the end?"""
    one, other = (evidence(VALUES, compared=VALUES * factor) for factor in (1, 2))
    assert not one.is_like(other)
    assert one.answers_like(other)


def test_random_answers() -> None:
    """Is what random numbers decide found by a second run, and left out?"""
    one, other = evidence(VALUES, 1.0), evidence(VALUES[::-1], 1.0)
    random = one.random(other)
    assert random == {"t 0"}
    assert one.without(random).is_like(other.without(random))


def test_long_transcripts() -> None:
    """Are beginning and end of a very long transcript looked at, and no more?"""
    entries = [(f"t {number}", float(number)) for number in range(20_000)]
    found = Evidence.of(Part(entries))
    assert len(found.entries) == MOST_ENTRIES
    assert (found.entries[0][0], found.entries[-1][0]) == ("t 0", "t 19999")
