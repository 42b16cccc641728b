"""A cohort that did not keep to the folders, and a user's mistakes: told in lines, by each command."""

import json
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from tests.autograder.cli.conftest import Command
from tests.exercise import MINI, MINI_NOTEBOOK
from tests.once import course_once

GRADE = ("autograder", "grade", MINI.name)
AUTOGRADE = ("nbgrader", "autograde", MINI.name)
FEEDBACK = ("autograder", "feedback", MINI.name)
PAGES = ("nbgrader", "generate_feedback", MINI.name)


@pytest.fixture
def cohort(course: Path, solution: NotebookNode) -> Path:
    """Return the folder of submissions, of which one lies where nbgrader expects it."""
    submitted = course / "submitted"
    content = nbformat.writes(solution)
    for name in (
        f"ada/{MINI.name}/{MINI_NOTEBOOK}",
        f"ada/{MINI_NOTEBOOK}",
        f"ben/{MINI_NOTEBOOK}",
        f"cy/MINI/{MINI_NOTEBOOK}",
        f"dan_{MINI_NOTEBOOK}",
        f"Eva Ö_17_assignsubmission_file_/{MINI_NOTEBOOK}",
        "Copy of mini.ipynb",
    ):
        path = submitted / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    with zipfile.ZipFile(submitted / "fay.zip", "w") as archive:
        archive.writestr(MINI_NOTEBOOK, content)
    return submitted


def digests(folder: Path) -> dict[Path, str]:
    return {path: sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_nothing_in_silence(course: Path, cohort: Path, command: Command) -> None:
    """Do both commands grade what tells whose it is, note where it was, and list the rest; does no file change?"""
    before = digests(cohort)
    run = command(*GRADE, "--json")
    assert run.returncode == 0, run.stderr
    *found, last = map(json.loads, run.stdout.splitlines())
    assert {line["student"]: line["notebooks"][MINI.name]["points"] for line in found} == dict.fromkeys(
        ("ada", "ben", "cy", "dan", "Eva Ö", "fay"), 4
    )
    notes = {line["student"]: line["notebooks"][MINI.name]["repairs"] for line in found}
    assert notes["cy"] == ["was found in submitted/cy/MINI instead of submitted/cy/mini"]
    assert notes["ada"] == []
    left_out = last["summary"]["left_out"]
    assert [item["path"] for item in left_out] == ["submitted/Copy of mini.ipynb", "submitted/ada/mini.ipynb"]
    again = command(*AUTOGRADE)
    assert again.returncode == 0, again.stderr
    assert again.stderr.count("unchanged, not graded again") == 6
    lines = command(*GRADE).stderr
    for item in left_out:
        assert f"{item['path']}: not graded: {item['problem']}. {item['hint']}" in again.stderr
        assert f"{item['path']}: not graded: {item['problem']}. {item['hint']}" in lines
    assert digests(cohort) == before


def damage(course: Path) -> None:
    (course / "gradebook.db").write_bytes(b"no database" * 100)


def break_settings(course: Path) -> None:
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("c.X = (\n")


def lose_settings(course: Path) -> None:
    (course / "nbgrader_config.py").unlink()


def block(name: str) -> Callable[[Path], None]:
    """Return a function that puts a file in the place of a folder."""

    def run(course: Path) -> None:
        shutil.rmtree(course / name, ignore_errors=True)
        (course / name).touch()

    return run


@pytest.mark.parametrize(
    ("mistake", "arguments", "said"),
    [
        (damage, [GRADE, AUTOGRADE, FEEDBACK], "file is not a database. Put a backup"),
        (break_settings, [GRADE, AUTOGRADE, FEEDBACK, PAGES], "SyntaxError: '(' was never closed"),
        (lose_settings, [GRADE, AUTOGRADE, FEEDBACK, PAGES], "there is no nbgrader_config.py"),
        (block("autograded"), [GRADE, AUTOGRADE], "results can't be written there"),
        (block("feedback"), [FEEDBACK, PAGES], "results can't be written there"),
        (
            lambda course: None,
            [(*command[:2], "minni") for command in (GRADE, AUTOGRADE, FEEDBACK, PAGES)],
            'there is no source of assignment "minni". Did you mean mini? Known assignments: mini',
        ),
        (
            lambda course: None,
            [(*command, "--student=adda") for command in (GRADE, AUTOGRADE, FEEDBACK)],
            "Did you mean ada? Known students: ada",
        ),
    ],
    ids=["damaged", "broken settings", "no settings", "autograded", "feedback", "assignment", "student"],
)
def test_mistakes(
    course: Path,
    submit: Callable[..., Path],
    solution: NotebookNode,
    command: Command,
    mistake: Callable[[Path], None],
    arguments: list[tuple[str, ...]],
    said: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Does each command end a user's mistake with one line that says what to do, and no stack trace?"""

    def grade() -> None:
        submit("ada", solution)
        done = command(*GRADE, "--quiet")
        assert done.returncode == 0, done.stderr

    course_once(tmp_path_factory, "ada", course, grade)
    mistake(course)
    for line in arguments:
        more = ["--regrade"] if line[:2] == GRADE[:2] else ["--force"] if line == AUTOGRADE else []
        run = command(*line, *more)
        assert run.returncode == 1, run.stderr
        assert said in run.stderr.splitlines()[-1], run.stderr
        # of a file that fails nbgrader logs the trace itself
        assert mistake is break_settings or "Traceback" not in run.stderr
