"""The confusion matrix of known mistakes: what is right, and what makes a proof fail."""

import numpy as np

from autograder.build.catalogue import catalogues
from autograder.confusion import Named, confusion, held_back, misnamed, problems
from autograder.diagnosis.evidence import Evidence
from autograder.judging import SOLUTION, Answer, Verdict
from autograder.mistakes import KnownAnswers, Mistake
from autograder.remote.transcript import Part

MISTAKES = tuple(Mistake(name, ()) for name in ("doubles", "adds", "random", "twin"))
MISTAKES += (Mistake("like doubles", (), same_as="doubles"),)
KNOWN = KnownAnswers("square", "test_square", ("square",), MISTAKES, {})
VALUES = {"doubles": 6.0, "adds": 4.0, "random": 0.5, "twin": 4.0, "like doubles": 6.0}


def verdict(name: str, value: float, *, start: float = 0.1) -> Verdict:
    """Return what is made of an answer that begins with a number that random numbers decide."""
    evidence = {"Squares": Evidence.of(Part([("t 1", np.array([start])), ("t 2", value)]))}
    mistake = next((item for item in MISTAKES if item.name == name), None)
    lost = ("Squares: wrong",) if mistake else ()
    return Verdict(Answer(KNOWN, name, "", mistake), None, lost, evidence)


FIRST = [verdict(SOLUTION, 9.0), *(verdict(name, value) for name, value in VALUES.items())]
SECOND = [
    verdict(SOLUTION, 9.0, start=0.2),
    verdict("by a power", 9.0, start=0.2),
    *(verdict(name, value if name != "random" else 0.7, start=0.2) for name, value in VALUES.items()),
]


def test_matrix() -> None:
    """Is each mistake named right, found to be like another one, or told?"""
    found = confusion(catalogues([*FIRST, SECOND[0]]), SECOND)
    assert {item.name: item.names for item in found if item.name} == {
        "doubles": ("doubles",),
        "like doubles": ("doubles",),
        "adds": (),
        "twin": (),
        "random": (),
    }
    told = problems(found)
    assert told == [
        "square: no test tells the mistake “adds” from “twin”: let one have the texts, and all others `same_as` it",
        "square: the mistake “random” is not named",
        "square: no test tells the mistake “twin” from “adds”: let one have the texts, and all others `same_as` it",
    ]


def test_right_answers() -> None:
    """Is a right answer that is named a problem?"""
    right = verdict("by a power", 6.0)
    named = Verdict(right.answer, True, ("Squares: wrong",), right.evidence)
    found = confusion(catalogues([*FIRST, SECOND[0]]), [named])
    assert problems(found) == ["square: a right answer is named “doubles”"]


def test_held_back() -> None:
    """Does a mistake get no other one's name where it is not in the catalogue?"""
    held = held_back(catalogues(FIRST))
    assert [item.names for item in held] == [(), (), (), (), ()]
    assert misnamed(held) == []
    (wrong,) = misnamed([Named("test_square", "adds", "", ("doubles",))])
    assert wrong == "test_square: the mistake “adds”, left out of the catalogue, is named “doubles”"
