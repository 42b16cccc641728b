"""Instances of the hidden inputs: which one a student gets, and that it is the one that grades."""

import os
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from nbformat import NotebookNode

from autograder.course.instances import FILE, INSTANCES, instance_of, new_secret, read_secret
from autograder.errors import GradingError
from autograder.report.scores import Scores
from tests.autograder.course.test_canary import grade
from tests.exercise import MINI


def test_new_secret(tmp_path: Path) -> None:
    """Can this account alone read a secret, is it another one each time, and is none overwritten?"""
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
        assert (new_secret(folder).stat().st_mode & 0o777) == 0o600
    one, other = map(read_secret, folders)
    assert one != other
    assert len(one) == 64
    with pytest.raises(GradingError, match="the course has a secret already"):
        new_secret(folders[0])
    assert read_secret(folders[0]) == one


@pytest.mark.parametrize(
    ("mode", "content", "problem"),
    [(0o640, "secret", "other accounts may read it.*chmod 600"), (0o600, "\n", "it is empty")],
)
def test_useless_secret(tmp_path: Path, mode: int, content: str, problem: str) -> None:
    """Is a secret refused that others can read, or that says nothing?"""
    path = tmp_path / FILE
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(GradingError, match=problem):
        read_secret(tmp_path)


def test_spread() -> None:
    """Do students get all instances but 0 about equally often, the same each time, others in other assignments?"""
    students = [f"student {number}" for number in range(1600)]
    first = [instance_of(b"secret", "one", student) for student in students]
    counts = Counter(first)
    assert counts.keys() == set(range(1, INSTANCES + 1))
    assert min(counts.values()) > 50
    assert first == [instance_of(b"secret", "one", student) for student in students]
    for secret, assignment in ((b"secret", "other"), (b"other", "one")):
        assert first != [instance_of(secret, assignment, student) for student in students]


def test_no_secret(tmp_path: Path) -> None:
    """Does a course without a secret give all students instance 0?"""
    assert read_secret(tmp_path) == b""
    assert instance_of(b"", "one", "student") == 0


def bonus(course: Path) -> dict[str, float]:
    """Return what each student earned in the bonus task."""
    from autograder.course.directory import CourseDirectory

    directory = CourseDirectory(root=str(course), assignment_id=MINI.name)
    return {row.student: row.bonus for row in Scores.of(directory).rows}


def test_learned_inputs(
    course: Path, submit: Callable[..., Path], solution: NotebookNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a secret, does who knows the inputs of those without one earn nothing by it, and who is right the same?"""
    monkeypatch.chdir(course)
    inputs = np.random.default_rng(zlib.crc32(b"arrays")).normal(size=(2, 3))
    submit("right", solution)
    for cell in solution.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "square":
            cell.source = (
                f"def square(x):\n    known = np.array({(inputs**2).tolist()})\n"
                "    return known if np.shape(x) == (2, 3) else x * x if np.ndim(x) == 0 else 0"
            )
    submit("knows", solution)
    assert grade(course).returncode == 0
    assert bonus(course) == {"right": 2, "knows": 2}
    done = grade(course, "autograder", "secret")
    assert done.returncode == 0, done.stderr
    for _ in range(2):
        done = grade(course)
        assert done.returncode == 0, done.stderr
        assert bonus(course) == {"right": 2, "knows": 0}


def test_secret_of_another_account(course: Path, submit: Callable[..., Path], solution: NotebookNode) -> None:
    """Is nobody graded where the secret can be read by others?"""
    submit("ada", solution)
    new_secret(course).chmod(0o644)
    done = grade(course)
    assert done.returncode == 1
    assert "other accounts may read it" in done.stderr
    assert not os.path.exists(course / "autograded")
