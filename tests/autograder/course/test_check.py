"""`autograder check`: is all that stands in the way of grading found, and nothing else?"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.cli import main
from tests.autograder.course.test_adopted import LOOKS_AT_OUTPUT, PRINTS, SQUARE, UNFINISHED, marks
from tests.exercise import MINI

CONFIG = "c = get_config()\nfrom autograder.nbgrader_plugin import configure\nconfigure(c)\n"
KINDS = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
DOUBLE = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
Found = list[dict[str, Any]]


def graded(name: str, points: float = 1, **more: object) -> dict[str, Any]:
    """Return the metadata of a graded cell."""
    return {**marks(name, grade=True, locked=True, points=points), **more}


def hidden(*lines: str) -> str:
    """Return a test of hidden lines."""
    return "\n".join(["### BEGIN HIDDEN TESTS", *lines, "### END HIDDEN TESTS"])


def answer(text: str) -> nbformat.NotebookNode:
    """Return the cell of an answer."""
    return new_code_cell(text, metadata=marks("answer", solution=True))


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Found]:
    """Return a function that checks a course of one notebook with these cells, and compares the exit code."""
    monkeypatch.chdir(tmp_path)

    def run(*cells: nbformat.NotebookNode, settings: str = "") -> Found:
        (tmp_path / "nbgrader_config.py").write_text(CONFIG + settings)
        path = tmp_path / "source" / "hw" / "part.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=list(cells), metadata=KINDS), path)
        before = sorted(tmp_path.rglob("*"))
        code = main(["check", "--json"])
        assert sorted(tmp_path.rglob("*")) == before, "it writes nothing"
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert code == int(any(notebook["problems"] for notebook in found))
        return found

    return run


def kinds(found: Found) -> list[tuple[int | None, str]]:
    """Return cell and kind of each problem."""
    return [(item["cell"], item["kind"]) for notebook in found for item in notebook["problems"]]


def test_nothing_in_the_way(check: Callable[..., Found]) -> None:
    """Is it said of each cell with points how it is graded, where nothing stands in the way?"""
    printed = LOOKS_AT_OUTPUT.replace("square", "show")
    prints = PRINTS.replace("square", "show").replace("### BEGIN SOLUTION", "### BEGIN SOLUTION\nimport math")
    (found,) = check(
        answer(SQUARE),
        new_code_cell("assert square(3) == 9", metadata=graded("test_square", 2)),
        new_code_cell(prints, metadata=marks("show", solution=True)),
        new_code_cell(printed, metadata=graded("test_show", tags=["beside"])),
        new_markdown_cell("Why?", metadata=marks("why", grade=True, solution=True, points=3)),
    )
    assert found["ok"]
    assert [(cell["cell"], cell["grade_id"], cell["points"], cell["graded"]) for cell in found["cells"]] == [
        (2, "test_square", 2, "out_of_reach"),
        (4, "test_show", 1, "beside"),
        (5, "why", 3, "by_hand"),
    ]


def test_all_is_collected(check: Callable[..., Found]) -> None:
    """Is everything that stands in the way of a notebook reported at once, with line and hint?"""
    (found,) = check(
        new_code_cell("import no_such_package\ntry:\n    import not_needed\nexcept ImportError:\n    pass"),
        new_code_cell("table = open('measured.csv').read()"),
        answer(PRINTS),
        new_code_cell(LOOKS_AT_OUTPUT, metadata=graded("test_output")),
        new_code_cell("assert 3 * 3 == 9", metadata=graded("test_nothing")),
        new_code_cell(DOUBLE, metadata=marks("two", solution=True)),
        new_code_cell("assert double(1) == 2\nassert double(2) == 5", metadata=graded("test_wrong")),
        new_code_cell(hidden("credit = 3", "assert double(2) == 4", "credit"), metadata=graded("test_points")),
        new_code_cell("assert callable(double)", metadata=graded("test_for_nothing")),
        new_code_cell("assert double(1) ==", metadata=graded("test_unfinished")),
    )
    assert kinds([found]) == [
        (1, "package"),
        (2, "file"),
        (4, "not_out_of_reach"),
        (5, "asks_nothing"),
        (7, "points_lost"),
        (8, "points"),
        (10, "not_out_of_reach"),
        (9, "unearned"),
    ]
    told = {item["cell"]: item for item in found["problems"]}
    assert "no_such_package" in told[1]["problem"]
    assert "measured.csv" in told[2]["problem"]
    assert told[7]["line"] == 2
    assert "earns 1 of its 1 points" in told[9]["problem"]
    assert all(item["hint"] for item in found["problems"])
    assert {cell["graded"] for cell in found["cells"]} == {"blocked"}


def test_file_beside_the_notebook(check: Callable[..., Found], tmp_path: Path) -> None:
    """Is a file no problem that lies beside the source?"""
    (tmp_path / "source" / "hw").mkdir(parents=True)
    (tmp_path / "source" / "hw" / "measured.csv").write_text("1,2\n")
    (found,) = check(new_code_cell("table = open('measured.csv').read()"), answer(SQUARE))
    assert found["problems"] == []


def test_notebook_that_is_refused(check: Callable[..., Found]) -> None:
    """Is a notebook reported that nbgrader would not release, and are others checked?"""
    cells = [new_code_cell("assert square(3) == 9", metadata=graded("same")) for _ in range(2)]
    (found,) = check(answer(SQUARE), *cells)
    assert kinds([found]) == [(None, "notebook")]
    assert "Duplicate grade id: same" in found["problems"][0]["problem"]


def test_unfinished_solution(check: Callable[..., Found]) -> None:
    """Is a solution that is missing reported once for each graded cell?"""
    found = check(answer(UNFINISHED), new_code_cell("assert square(3) == 9", metadata=graded("test_square")))
    assert kinds(found) == [(2, "points_lost")]


def test_module_that_cannot_be_preloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Is a module that can't be imported refused in one line?"""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG + 'c.Autograder.preload = ["no_such_package"]\n')
    Path("source", "hw").mkdir(parents=True)
    nbformat.write(new_notebook(cells=[answer(SQUARE)]), Path("source", "hw", "part.ipynb"))
    assert main(["check", "hw"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("autograder: c.Autograder.preload: no_such_package can't be imported in ")


def test_exercise(course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Is an exercise of ours checked as it was built, and an edited one reported together with what else is found?"""
    monkeypatch.chdir(course)
    assert main(["check"]) == 0
    assert "out of reach" in capsys.readouterr().out
    with (course / "notebooks" / MINI.name / "mini.py").open("a") as master:
        master.write("\n")
    assert main(["check", "--json", MINI.name]) == 1
    (found,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert "was changed after it was built" in found["problems"][0]["problem"]
    assert {cell["graded"] for cell in found["cells"]} == {"out_of_reach", "by_hand"}
