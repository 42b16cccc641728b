"""Rows in the gradebook: as nbgrader would write them, cells that a person grades included."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveAutoGrades

from autograder.course.gradebook import GradebookWriter, _first_to_look_at
from autograder.grading import Record
from autograder.grading.core import lost
from autograder.grading.process import filed
from autograder.spec import AssignmentSpec
from autograder.status import Status
from tests.autograder.course.test_lost import penalties
from tests.exercise import MINI

Rows = dict[str, tuple[Any, ...]]
ESSAY = "essay"


@pytest.fixture
def url(course: Path) -> str:
    return f"sqlite:///{course / 'gradebook.db'}"


@pytest.fixture
def writer(url: str) -> Iterator[GradebookWriter]:
    with closing(GradebookWriter(url, "neural-networks", MINI.name, penalties)) as found:
        yield found


@pytest.fixture
def save(writer: GradebookWriter, spec: AssignmentSpec) -> Callable[..., None]:
    """Write a record as ada's."""

    def run(record: Record, before: Record | None = None, *, same: bool = False) -> None:
        earlier = {MINI.name: before} if before else {}
        writer.add("ada", None, {MINI.name: filed(deepcopy(record), spec, "digest")}, earlier, same=same)
        writer.commit()

    return run


def answer(notebook: NotebookNode, text: str) -> NotebookNode:
    """Return a copy with another answer to the question that a person grades."""
    changed = deepcopy(notebook)
    cell = next(cell for cell in changed.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == ESSAY)
    cell.source = text
    return changed


def grades(url: str, student: str = "ada") -> Rows:
    """Return automatic, manual and extra points of each cell, and whether it needs a look."""
    with Gradebook(url, "neural-networks") as gradebook:
        found = gradebook.find_submission_notebook(MINI.name, MINI.name, student).grades
        return {g.name: (g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade) for g in found}


def comments(url: str, student: str = "ada") -> dict[str, str | None]:
    with Gradebook(url, "neural-networks") as gradebook:
        found = gradebook.find_submission_notebook(MINI.name, MINI.name, student).comments
        return {comment.name: comment.auto_comment for comment in found}


def by_nbgrader(url: str, notebook: NotebookNode) -> tuple[Rows, dict[str, str | None]]:
    """Let nbgrader's own preprocessor save the grades that stand in a notebook; return all rows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own
        with Gradebook(url, "neural-networks") as gradebook:
            gradebook.add_student("ben")
            gradebook.add_submission(MINI.name, "ben")
            source = gradebook.find_notebook(MINI.name, MINI.name).source_cells
            checksums = {cell.name: cell.checksum for cell in source}
        for cell in notebook.cells:
            if (grade_id := cell.metadata.get("nbgrader", {}).get("grade_id")) in checksums:
                cell.metadata["nbgrader"]["checksum"] = checksums[grade_id]
        names = {"notebook": MINI.name, "assignment": MINI.name, "student": "ben", "db_url": url}
        SaveAutoGrades().preprocess(notebook, {"nbgrader": names})
    return grades(url, "ben"), comments(url, "ben")


@pytest.mark.parametrize("text", [None, "essay = 'It opens a file.'", ""])
def test_same_rows_as_nbgrader(
    url: str,
    save: Callable[[Record], None],
    grade_notebook: Callable[[NotebookNode], Record],
    release: NotebookNode,
    text: str | None,
) -> None:
    """Are grades and comments what nbgrader makes of the graded notebook, answered by hand or not?"""
    record = grade_notebook(release if text is None else answer(release, text))
    save(record)
    ours = grades(url), comments(url)
    theirs = by_nbgrader(url, record.notebook)
    assert {name: row[:2] + row[3:] for name, row in ours[0].items()} == {
        name: row[:2] + row[3:] for name, row in theirs[0].items()
    }
    assert ours[1] == theirs[1]
    assert ours[0][ESSAY] == ((0.0, None, None, False) if text is None else (None, None, None, True))
    assert ours[0]["report"] == (None, None, None, True)


def test_bonus_is_extra_credit(
    url: str, save: Callable[[Record], None], grade_notebook: Callable[[NotebookNode], Record], solution: NotebookNode
) -> None:
    """Do points of a bonus count without being a part of the maximum?"""
    save(grade_notebook(solution))
    assert grades(url)["test_arrays"] == (0.0, None, 2.0, False)
    with Gradebook(url, "neural-networks") as gradebook:
        submission = gradebook.find_submission(MINI.name, "ada")
        assert (submission.score, submission.max_score) == (6, 7)
        assert submission.needs_manual_grade


def test_what_a_person_gave_stays(
    url: str,
    save: Callable[[Record], None],
    grade_notebook: Callable[[NotebookNode], Record],
    solution: NotebookNode,
    release: NotebookNode,
) -> None:
    """Do points of a person stay in each new run, with a need for another look where the answer may be another one?"""
    save(grade_notebook(solution))
    with Gradebook(url, "neural-networks") as gradebook:
        for name in (ESSAY, "report", "test_square"):
            grade = gradebook.find_grade(name, MINI.name, MINI.name, "ada")
            grade.manual_score, grade.needs_manual_grade = 0.5, False
        gradebook.db.commit()
    save(grade_notebook(release))
    found = grades(url)
    assert found[ESSAY] == (0.0, 0.5, None, True)
    assert found["report"] == (None, 0.5, None, False), "as nbgrader: nothing is known of the answer"
    assert found["test_square"] == (0.0, 0.5, None, True)


def test_lost_submission_needs_a_look(url: str, save: Callable[[Record], None], spec: AssignmentSpec) -> None:
    """Does a submission that ended the grader have rows for all cells?"""
    save(lost(spec))
    assert set(grades(url)) == {"test_square", "test_scaler", "test_arrays", ESSAY, "report"}


def marked(url: str) -> set[str]:
    """Return which of the automatically graded cells need a person."""
    return {name for name, row in grades(url).items() if row[3] and row[0] is not None}


def test_mark_stays_until_a_person_graded(
    url: str, save: Callable[..., None], grade_notebook: Callable[[NotebookNode], Record], solution: NotebookNode
) -> None:
    """Is what needs a look marked at one cell, until it is graded, and again only where something changed?"""
    record = replace(grade_notebook(solution), status=Status.TIMED_OUT, reason="it took too long")
    save(record)
    assert marked(url) == {"test_square"}
    save(record, record, same=True)
    assert marked(url) == {"test_square"}, "nobody has looked yet"
    with Gradebook(url, "neural-networks") as gradebook:
        grade = gradebook.find_grade("test_square", MINI.name, MINI.name, "ada")
        grade.manual_score, grade.needs_manual_grade = 1.0, False  # as the formgrader does
        gradebook.db.commit()
        assert gradebook.find_submission(MINI.name, "ada").score == 6
    save(record, record, same=True)
    assert marked(url) == set()
    save(record, record, same=False)
    assert marked(url) == {"test_square"}, "another submission"
    save(replace(record, reason="something else"), record, same=True)
    assert marked(url) == {"test_square"}


def test_one_of_several_notebooks_left_out(spec: AssignmentSpec) -> None:
    """Is a notebook that was not handed in marked where all are missing, and not beside one that was handed in?"""
    missing = filed(lost(spec, Status.MISSING, "no notebook was handed in"), spec, "digest")
    crashed = filed(lost(spec), spec, "digest")
    assert _first_to_look_at("one", {"one": missing, "two": missing}) == "test_square"
    assert _first_to_look_at("one", {"one": missing, "two": crashed}) is None
    assert _first_to_look_at("two", {"one": missing, "two": crashed}) == "test_square"
