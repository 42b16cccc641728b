"""A student's JupyterLab and the course on the other side of nbgrader's exchange."""

import getpass
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Page

from autograder.build.generate import generate_assignment
from autograder.build.solutions import solved
from tests.attacks.course import REPOSITORY
from tests.browser.programs import FAILURES, run, serve
from tests.exercise import EXERCISE, NOTEBOOK
from tests.kernels import twice

# Milliseconds between two looks: one at each frame, which lays out the whole page, would slow down what is waited for.
POLLING = 250

# A typical mistake in the first task, as an edit of its solution.
RIGHT, WRONG = "self.learning_rate * gradient", "gradient"

_STARTED = "() => window.jupyterapp && window.jupyterapp.started.then(() => true)"
IDLE = "() => document.body.innerText.includes('| Idle')"
_FILL = """answers => window.jupyterapp.shell.currentWidget.content.widgets.filter(cell => {
    const answer = answers[(cell.model.getMetadata("nbgrader") || {}).grade_id]
    if (answer !== undefined) cell.model.sharedModel.setSource(answer)
    return answer !== undefined
}).length"""
_REPLACE = """([old, fresh]) => window.jupyterapp.shell.currentWidget.content.widgets.filter(cell => {
    const found = cell.model.sharedModel.getSource() === old
    if (found) cell.model.sharedModel.setSource(fresh)
    return found
}).length"""
_FIND = """text => window.jupyterapp.shell.currentWidget.content.widgets.findIndex(
    cell => cell.model.sharedModel.getSource().startsWith(text))"""
_RUN_TO = """async index => {
    const notebook = window.jupyterapp.shell.currentWidget.content
    notebook.activeCellIndex = index
    await window.jupyterapp.commands.execute("notebook:run-all-above")
    notebook.activeCellIndex = index
    await window.jupyterapp.commands.execute("notebook:run-cell")
}"""
_OUTPUTS = """index => window.jupyterapp.shell.currentWidget.content.widgets[index].model.outputs.toJSON()"""
_COMMAND = "name => window.jupyterapp.started.then(() => window.jupyterapp.commands.execute(name))"


@dataclass(frozen=True, slots=True)
class Classroom:
    """A student's home with a JupyterLab, and the course that grades.

    Attributes
    ----------
    course, home : Path
        The instructor's folder, and the student's.
    address : str
        The student's JupyterLab.
    """

    course: Path
    home: Path
    address: str

    @property
    def student(self) -> str:
        """The student's name: who runs this."""
        return getpass.getuser()

    def answers(self) -> dict[str, str]:
        """Return the right answers by grade_id."""
        source = self.course / "build" / "source" / EXERCISE / NOTEBOOK
        cells = solved(nbformat.read(source, as_version=4), EXERCISE).cells
        marks = ((cell, cell.metadata.get("nbgrader", {})) for cell in cells)
        return {str(of["grade_id"]): cell.source for cell, of in marks if of.get("solution")}

    def open(self, page: Page, path: str = "") -> None:
        """Open a file of the student's, or JupyterLab alone, in a workspace of its own."""

        def once() -> None:
            name = re.sub(r"\W", "-", path) or "lab"  # JupyterLab finds no file in a workspace with a dot
            page.goto(f"{self.address}/lab/workspaces/{name}{f'/tree/{path}' if path else ''}")
            page.wait_for_function(_STARTED, polling=POLLING)
            if path:
                page.wait_for_function(IDLE, polling=POLLING)

        twice(once, *FAILURES)

    def command(self, page: Page, name: str) -> None:
        """Run one of JupyterLab's commands."""
        page.evaluate(_COMMAND, name)


def fill_in(page: Page, answers: Mapping[str, str]) -> None:
    """Write answers into the open notebook."""
    assert page.evaluate(_FILL, dict(answers)) == len(answers)


def replace_cell(page: Page, old: str, fresh: str) -> None:
    """Give a cell of the open notebook another text."""
    assert page.evaluate(_REPLACE, [old, fresh]) == 1, old


def run_to(page: Page, text: str) -> int:
    """Run the open notebook to the cell that begins with this text, and it; return the cell's index."""
    index = int(page.evaluate(_FIND, text))
    assert index >= 0, text
    page.evaluate(_RUN_TO, index)
    page.wait_for_function(IDLE, polling=POLLING)
    return index


def outputs(page: Page, index: int) -> list[dict[str, Any]]:
    """Return the outputs of a cell of the open notebook."""
    found: list[dict[str, Any]] = page.evaluate(_OUTPUTS, index)
    return found


@contextmanager
def classroom_of(graded: Path, folder: Path) -> Iterator[Classroom]:
    """Release the exercise of a graded course to an exchange, and start a student's JupyterLab.

    Parameters
    ----------
    graded : Path
        The course, which is copied without its submissions.
    folder : Path
        Where all of it is to lie.
    """
    course, home, exchange = folder / "course", folder / "home", folder / "exchange"
    # nbgrader releases feedback on what came through its exchange, and stops at any other
    shutil.copytree(graded, course, ignore=shutil.ignore_patterns("submitted", "autograded", "feedback"))
    for place in (home, exchange):
        place.mkdir()
    exchange.chmod(0o777)  # nbgrader asks for it
    shared = f"c.Exchange.root = {str(exchange)!r}\n"
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(shared)
    own = f'c = get_config()\nc.CourseDirectory.course_id = "neural-networks"\n{shared}'
    (home / "nbgrader_config.py").write_text(own, encoding="utf-8")
    generate_assignment(course, EXERCISE, course / "release")
    run(course, "nbgrader", "release_assignment", EXERCISE)
    # JupyterLab asks once whether it may fetch news
    labconfig = folder / "jupyter" / "labconfig"
    labconfig.mkdir(parents=True)
    silent = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (labconfig / "page_config.json").write_text(json.dumps(silent), encoding="utf-8")
    environment = {
        "HOME": str(folder),
        "JUPYTER_CONFIG_DIR": str(labconfig.parent),
        "LENGTH_DATA": "sample",
        "PYTHONPATH": str(REPOSITORY),
    }
    options = ("--expose-app-in-browser", f"--ServerApp.root_dir={home}")
    with serve("jupyterlab", home, folder, environment, *options) as address:
        yield Classroom(course, home, address)
