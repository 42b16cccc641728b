"""The texts of an exercise's mistakes: every student who makes one is told of it, and nobody is told the answer."""

import ast
import re
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

from autograder.build.layout import Exercise, exercises
from autograder.master.reader import read_master
from autograder.master.regions import Part, regions
from autograder.mistakes import HINT_WORDS, MOST_DIAGNOSIS_WORDS, Mistake, known_answers
from tests.exercise import EXERCISE, ROOT

EXERCISES = exercises(ROOT)
TASKS = [
    pytest.param(exercise, known.mistakes, id=f"{exercise.name}-{known.task}")
    for exercise in EXERCISES
    for known in known_answers(exercise.folder)
]


def squeezed(text: str) -> str:
    """Return a text without blanks: code is the same code however it is spaced."""
    return re.sub(r"\s+", "", text)


@cache
def answers(masters: tuple[Path, ...]) -> set[str]:
    """Return all lines of the solutions that do something, and what stands on their right sides, without blanks."""
    found = set()
    for cell in [cell for path in masters for cell in read_master(path).cells if cell.cell_type == "code"]:
        for lines in regions(cell.source, Part.SOLUTION):
            for node in ast.walk(ast.parse(dedent("\n".join(lines)))):
                if isinstance(node, ast.stmt) and not isinstance(node, ast.Pass):
                    found.add(squeezed(ast.unparse(node)))
                value = getattr(node, "value", None) if isinstance(node, ast.stmt) else None
                # a name or a number alone is no answer
                if isinstance(value, ast.expr) and any(
                    isinstance(part, ast.Call | ast.BinOp) for part in ast.walk(value)
                ):
                    found.add(squeezed(ast.unparse(value)))
    return found


@pytest.mark.parametrize(("_exercise", "mistakes"), TASKS)
def test_each_has_texts(_exercise: Exercise, mistakes: tuple[Mistake, ...]) -> None:
    """Has each mistake a diagnosis and a hint, or those of another one of its task?"""
    with_texts = {item.name for item in mistakes if item.diagnosis and item.hint}
    assert [item.name for item in mistakes if (item.same_as or item.name) not in with_texts] == []


@pytest.mark.parametrize(("_exercise", "mistakes"), TASKS)
def test_length(_exercise: Exercise, mistakes: tuple[Mistake, ...]) -> None:
    """Is each diagnosis short enough to be read at a glance, and each hint in a minute?"""
    least, most = HINT_WORDS
    for item in mistakes:
        if not item.same_as:
            assert len(item.diagnosis.split()) <= MOST_DIAGNOSIS_WORDS, item.name
            assert least <= len(item.hint.split()) <= most, item.name


@pytest.mark.parametrize(("_exercise", "mistakes"), TASKS)
def test_plain(_exercise: Exercise, mistakes: tuple[Mistake, ...]) -> None:
    """Are the texts whole sentences in plain text, whose only markup is backticks around code?"""
    for text in [text for item in mistakes for text in (item.diagnosis, item.hint) if text]:
        assert text == " ".join(text.split()), text
        assert text[-1] in ".?", text
        assert text.count("`") % 2 == 0, text
        outside = re.sub(r"`[^`]+`", "", text)
        assert not re.search(r"[*_<>#$|\\]|\]\(|https?:", outside), text


@pytest.mark.parametrize(("_exercise", "mistakes"), TASKS)
def test_hints_ask(_exercise: Exercise, mistakes: tuple[Mistake, ...]) -> None:
    """Does each hint ask the student something, or give numbers to try?"""
    for item in mistakes:
        assert not item.hint or "?" in item.hint or re.search(r"\d", item.hint), item.name


@pytest.mark.parametrize(("exercise", "mistakes"), TASKS)
def test_no_answer(exercise: Exercise, mistakes: tuple[Mistake, ...]) -> None:
    """Does no text hold a line of a solution, or what stands on its right side?"""
    for item in mistakes:
        told = squeezed(f"{item.diagnosis} {item.hint}")
        assert [answer for answer in answers(exercise.masters) if answer in told] == [], item.name


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_no_text_twice(exercise: Exercise) -> None:
    """Is no text used for two mistakes, other than by `same_as`, and no long stretch of words copied?"""
    seen: dict[str, str] = {}
    for item in [item for known in known_answers(exercise.folder) for item in known.mistakes if item.hint]:
        words = re.findall(r"[a-z_']+", item.hint.lower())
        stretches = {" ".join(words[start : start + 12]) for start in range(len(words) - 11)}
        for text in {item.diagnosis, *stretches}:
            assert text not in seen, f"{item.name!r} says the same as {seen[text]!r}: {text}"
        seen |= dict.fromkeys({item.diagnosis, *stretches}, item.name)


def test_answers_are_found() -> None:
    """Would a hint with the answer in it be found, however it is spaced?"""
    (exercise,) = [exercise for exercise in EXERCISES if exercise.name == EXERCISE]
    found = answers(exercise.masters)
    assert squeezed("np.sum(grad_in,   axis=0)") in found
    assert "self.bias-=delta_b" in found
    assert "hardest_class=6" in found
    assert "one_hot" not in found
