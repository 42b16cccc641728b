"""What a check shows in a notebook: one line if it passed, else a short error, the numbers and the whole traceback."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from tests.exercise import ROOT
from tests.kernels import run_notebook
from tests.length.tests.in_ipython import printed_by

# one process makes what they share
pytestmark = pytest.mark.xdist_group("outcomes")

MEAN = ("np.sum(grad_in, axis=0)", "np.mean(grad_in, axis=0)")
RELU = "activated_inputs = np.maximum(x, 0)"
UNDEFINED = ("np.maximum(x, 0)", "np.maximum(y, 0)")


def in_kernel(sources: Sequence[str], **environment: str) -> list[list[Any]]:
    """Return the outputs of cells that a kernel runs as nbclient does; checks have the tag that lets them fail."""
    cells = [new_code_cell(source) for source in sources]
    for cell in cells:
        cell.metadata["tags"] = ["raises-exception"] if re.search(r"_tests\.test_|'text'", cell.source) else []
    notebook: NotebookNode = new_notebook(cells=cells)
    usual = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    done = run_notebook(notebook, ROOT, usual | {"OPENBLAS_NUM_THREADS": "1"} | environment)
    return [cell.outputs for cell in done.cells]


@pytest.fixture(scope="module")
def notebook(cells: dict[str, str]) -> list[str]:
    """Cells in which one task is right, one has numbers that differ, and in one the student's code stops."""
    return [
        cells["imports"],
        cells["mean_squared_error"],
        cells["test_mean_squared_error"],
        cells["fully_connected"].replace(*MEAN),
        cells["test_fully_connected"],
        cells["relu"].replace(*UNDEFINED),
        cells["test_relu"],
        "from length import Graph\nGraph('text')",
        "6 * 7",
    ]


@pytest.fixture(scope="module")
def outputs(notebook: list[str]) -> list[list[Any]]:
    """What a kernel shows of each cell."""
    return in_kernel(notebook)


def test_passed_task_is_one_line(outputs: list[list[Any]]) -> None:
    """Do the six checks of a task share one green line with a tick?"""
    (line,) = outputs[2]
    assert line.text == (
        "\x1b[32m✓ Mean squared error: one-hot rows, forward, labels, backward.\x1b[0m Hidden tests look at more.\n"
    )


@pytest.mark.parametrize("cell", [4, 6])
def test_failed_check(outputs: list[list[Any]], cell: int) -> None:
    """Does a short error come first, then the traceback, folded, and does nothing say that other checks passed?"""
    error, shown = outputs[cell]
    assert error.output_type == "error"
    lines = "\n".join(error.traceback).splitlines()
    assert len(lines) <= 12
    assert error.ename in lines[0]
    assert re.search(r"It (comes from|happened in) Cell In\[\d\], line \d+", "\n".join(lines))
    assert "<details><summary" in shown.data["text/html"]
    assert "Traceback (most recent call last)" in shown.data["text/html"]
    assert "whole traceback" not in "\n".join(lines)


def test_others_run_on(outputs: list[list[Any]]) -> None:
    """Does nbclient go on after a cell whose check fails?"""
    assert outputs[8][0].data["text/plain"] == "42"


def test_picture(outputs: list[list[Any]]) -> None:
    """Is there a picture of the numbers, with a text in its place for those who don't see it, and only of numbers?"""
    shown = outputs[4][1].data
    svg = ElementTree.fromstring(re.search(r"<svg.*</svg>", shown["text/html"])[0])  # type: ignore[index]
    name = "{http://www.w3.org/2000/svg}"
    assert "3 of 3 numbers differ" in svg.attrib["aria-label"]
    assert svg.find(f"{name}title").text == svg.attrib["aria-label"]  # type: ignore[union-attr]
    assert len(svg.findall(f"{name}rect")) == 9
    assert [text.text for text in svg.findall(f"{name}text") if text.attrib.get("fill") == "currentColor"] == [
        "yours",
        "numerical gradient",
        "difference",
    ]
    assert shown["text/plain"].startswith("yours ")
    assert "<svg" not in outputs[6][1].data["text/html"]


def test_error_outside_of_checks(outputs: list[list[Any]]) -> None:
    """Is an error of the library short, too, where no check is, and does it say how to see the whole traceback?"""
    (error,) = outputs[7]
    lines = "\n".join(error.traceback).replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
    assert lines[0] == "GraphError: Graph: data must be an array of numbers, got str."
    assert "----> 2 Graph('text')" in lines
    assert lines[-1] == "The whole traceback: import traceback; traceback.print_last()"


def test_what_a_method_returned(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Is the student's `return` marked, outside of checks too, when the library refuses what came out of it?"""
    answer = "class Double(Function):\n    def internal_forward(self, inputs):\n        return 2 * inputs[0]"
    run = ["from length import Function", answer, "Double()([1.0])"]
    lines = printed_by(run, str(tmp_path_factory.mktemp("ipython")))[2].splitlines()
    assert lines[0].startswith("FunctionError: Double.internal_forward: expected a tuple of arrays, got one array")
    assert lines[-4].startswith("It comes from ")
    assert lines[-3] == "----> 3 return 2 * inputs[0]"


def test_long_message(cells: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Is a message of any length cut to what a screen holds, and the line below it still there?"""
    raises = 'raise ValueError("many words " * 300)'
    run = [cells["imports"], cells["relu"].replace(RELU, raises), cells["test_relu"]]
    lines = printed_by(run, str(tmp_path_factory.mktemp("ipython")))[2].splitlines()
    assert len(lines) == 12
    assert lines[6].endswith(" …")
    assert re.fullmatch(rf"----> \d+ {re.escape(raises)}", lines[9])


def test_without_colours(notebook: list[str]) -> None:
    """Is there no colour with NO_COLOR?"""
    passed, failed = in_kernel(notebook[:5], NO_COLOR="1")[2::2]
    assert "\x1b" not in passed[0].text + "".join(failed[0].traceback)


def test_nobody_looks(notebook: list[str]) -> None:
    """Are neither picture nor traceback displayed where nbgrader runs the notebook?"""
    (error,) = in_kernel(notebook[:5], NBGRADER_EXECUTION="autograde")[4]
    assert error.output_type == "error"


def test_terminal(notebook: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Do the checks of a task share a line in IPython's terminal, too?"""
    printed = printed_by(notebook, str(tmp_path_factory.mktemp("ipython")))
    assert printed[2] == "✓ Mean squared error: one-hot rows, forward, labels, backward. Hidden tests look at more.\n"
    assert "✓" not in printed[4]


def test_check_that_is_caught(cells: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Is nothing said of a failed check whose error the student catches, and the next cell left alone?"""
    caught = "try:\n    relu_tests.test_relu_forward()\nexcept NameError:\n    print('caught')"
    setup = "relu_tests.Relu, relu_tests.relu = Relu, relu"
    run = [cells["imports"], cells["relu"].replace(*UNDEFINED), setup, caught, "print('next')"]
    assert printed_by(run, str(tmp_path_factory.mktemp("ipython")))[3:] == ["caught\n", "next\n"]


@pytest.mark.parametrize(("encoding", "tick"), [("utf-8", "✓"), ("ascii", "passed:")])
def test_plain_python(cells: dict[str, str], encoding: str, tick: str) -> None:
    """Is there a line for each check where no cell ends, and a word in the place of a tick that can't be printed?"""
    program = "\n".join([cells["imports"], cells["relu"], cells["test_relu"]])
    own = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    run = subprocess.run([sys.executable, "-c", program], env=os.environ | own, capture_output=True, check=True)
    assert run.stdout.decode(encoding).splitlines() == [
        f"{tick} ReLU: {part}. Hidden tests look at more." for part in ("forward", "backward")
    ]


def test_python_console(cells: dict[str, str], tmp_path: Path) -> None:
    """Is a failed check short in Python's own console, with the line marked, and the whole traceback to be had?"""
    for name, text in {"answer": cells["relu"].replace(*UNDEFINED), "check": cells["test_relu"]}.items():
        (tmp_path / f"{name}.py").write_text(text)
    typed = [f"exec(compile(open({name!r}).read(), {name!r}, 'exec'))" for name in ("answer.py", "check.py")]
    typed += ["import traceback; traceback.print_last()", "1 / 0"]
    run = subprocess.run(
        [sys.executable, "-i", "-q", "-c", cells["imports"]],
        input="\n".join(typed) + "\n",
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    short, whole, other = run.stderr.split("Traceback (most recent call last):\n")
    lines = short.replace(">>> ", "").splitlines()
    assert len(lines) <= 12
    assert lines[0] == "NameError: Relu.internal_forward: name 'y' is not defined"
    assert re.fullmatch(r"----> \d+ activated_inputs = np.maximum\(y, 0\)", lines[3])
    assert "test_relu_forward" in whole
    assert "ZeroDivisionError: division by zero" in other
