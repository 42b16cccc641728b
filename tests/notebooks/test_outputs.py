"""What notebooks show, they show in any editor and on any page: no widget, no script, nothing from a network."""

import os
import re
import shutil
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.build.layout import Exercise, exercises
from autograder.build.solutions import solved
from autograder.master.reader import read_master
from autograder.mistakes import known_answers
from tests.exercise import ROOT
from tests.kernels import run_notebook

# JupyterLab, VS Code, Colab, Kaggle and nbconvert show each of them without an extension
SHOWN = {"text/plain", "text/html", "image/png"}
ACTIVE = re.compile(r"(?i)<(script|iframe|object|embed|link|form)\b|\bon\w+\s*=|javascript:")
FETCHED = re.compile(r"(?i)\b(src|href|action|srcset)\s*=\s*[\"']?\s*(\w+:)?//|url\(\s*[\"']?\s*(\w+:)?//|@import")
TRAINING = """
from length import Graph
from length.training import Training

with Training(1, 3, "Curve") as training:
    for loss in (3, 2, 1):
        training.step(Graph(np.float32(loss)), 0.1)
"""


def with_mistakes(notebook: NotebookNode, exercise: Exercise) -> NotebookNode:
    """Return a solved notebook with a known mistake in each task, as far as one can be written into a line."""
    for known in known_answers(exercise.folder):
        old, new = next(mistake.edits[0] for mistake in known.mistakes if mistake.edits)
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = cell.source.replace(old, new)
    return notebook


@pytest.mark.parametrize("exercise", exercises(ROOT), ids=lambda exercise: exercise.name)
def test_outputs_need_nothing(exercise: Exercise, tmp_path: Path) -> None:
    """Are checks, passed and failed, graphs and curves shown by what every editor has?"""
    if (exercise.folder / "files").is_dir():
        shutil.copytree(exercise.folder / "files", tmp_path, dirs_exist_ok=True)
    usual = {name: value for name, value in os.environ.items() if name != "NBGRADER_EXECUTION"}
    outputs = []
    for master in exercise.masters:
        right = solved(read_master(master), exercise.name)
        right.cells.append(new_code_cell(TRAINING))
        wrong = with_mistakes(solved(read_master(master), exercise.name), exercise)
        for notebook in (right, wrong):
            done = run_notebook(notebook, tmp_path, usual, allow_errors=notebook is wrong)
            outputs += [output for cell in done.cells for output in cell.get("outputs", [])]
    assert {"stream", "error"} <= {output.output_type for output in outputs}
    shown = [output.data for output in outputs if "data" in output]
    assert set().union(*shown) == SHOWN
    for data in shown:
        assert not ACTIVE.search(data.get("text/html", ""))
        assert not FETCHED.search(data.get("text/html", ""))


def test_texts_fetch_no_picture(prose: list[str]) -> None:
    """Does each picture of the text lie in the notebook itself?"""
    for text in prose:
        assert not ACTIVE.search(text)
        assert all(source.startswith("data:image/") for source in re.findall(r"<img[^>]* src=\"([^\"]*)\"", text))
        assert "![" not in text
