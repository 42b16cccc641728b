"""Which cell is to be run first, in a kernel with the notebook beside it."""

import json

import pytest

from tests.kernels import start_kernel

# one process makes what they share
pytestmark = pytest.mark.xdist_group("run first")

CELLS = (
    ("markdown", "# Title\n## Task 1: Step"),
    ("code", "class Step:\n    def go(self):\n        # TODO: go\n        raise NotImplementedError('to do')"),
    ("markdown", "Text\n### Training"),
    ("code", "# a comment\nmodel, history = 1, [2]\nfor other in history:\n    pass"),
)
START = "from length.run_first import explain_missing_names\nexplain_missing_names()"


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Return what runs code in a kernel and returns the lines of its error."""
    folder = tmp_path_factory.mktemp("notebook")
    cells = [{"cell_type": kind, "source": text.splitlines(keepends=True)} for kind, text in CELLS]
    (folder / "notebook.ipynb").write_text(json.dumps({"cells": cells}))
    manager, client = start_kernel(folder)

    def run(code):
        reply = client.execute_interactive(code, timeout=60, store_history=False, output_hook=lambda _: None)
        return reply["content"].get("traceback", [])

    assert run(START) == []
    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (
            "print(history)",
            'NameError: history is not there yet. First run the cell below "Training" '
            "that begins with `model, history = 1, [2]`",
        ),
        (
            "def plot():\n    return Step\nplot()",
            'NameError: Step is not there yet. First run the cell below "Task 1: Step" that begins with `class Step:`',
        ),
        (
            "class checks:\n    pass\nchecks.Leap = Leap\nchecks.test_leap()",  # from a notebook that has no file here
            "NameError: Leap is not there yet. First run the cell that defines Leap",
        ),
        (
            f"{CELLS[1][1]}\nStep().go()",
            'NotImplementedError: Step.go is still to do: fill in its TODO below "Task 1: Step", and run that cell',
        ),
    ],
)
def test_the_cell_is_named(ask, code, line):
    """Is the error one line that names the cell?"""
    assert ask(code) == [line]


@pytest.mark.parametrize("code", ["hystory", "1 / 0", "import ast; ast.nothing", "raise NotImplementedError('mine')"])
def test_other_errors(ask, code):
    """Does a typing error, or an error of another sort, keep its traceback?"""
    assert len(ask(code)) > 2


def test_without_a_notebook():
    """Does nothing change outside of a notebook?"""
    from length.run_first import explain_missing_names

    assert explain_missing_names() is None
