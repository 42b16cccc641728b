"""Graded submissions, a formgrader, a student's JupyterLab, and a browser for them; nothing leaves this machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jupyter_server_mathjax
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, Route, ViewportSize, sync_playwright

from tests.attacks.attack import EXERCISE, Attack, find_cell, solved, unsolved
from tests.attacks.corpus import covering
from tests.attacks.corpus.pages import text_cells
from tests.attacks.course import REPOSITORY, built_once, hand_in, make_scene, make_stock, prepare
from tests.browser.classroom import RIGHT, WRONG, Classroom, classroom_of
from tests.browser.programs import TOKEN, run, serve

_MATHJAX = Path(jupyter_server_mathjax.__file__).parent / "static"
_FORMGRADER = "nbgrader.server_extensions.formgrader"
# what nbconvert asks a network for, from a package: the same MathJax with another output
_LOADER = """document.write('<script src="https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/MathJax.js?config="""
_LOADER += """TeX-AMS-MML_HTMLorMML-full,Safe"></' + 'script>')"""

HOSTILE, CLICKED, HONEST, CRASHED, MISTAKEN = "hostile", "clicked", "honest", "crashed", "mistaken"
SCREENSHOTS = REPOSITORY / "build" / "browser"


def with_crash(notebook: NotebookNode) -> None:
    """Let a cell of the student's own end the process."""
    notebook.cells.insert(0, new_code_cell("import os\n\nos._exit(3)", id="own"))


def with_mistake(notebook: NotebookNode) -> None:
    """Let the answer to the first task leave out the learning rate."""
    cell = find_cell(notebook, "sgd")
    assert RIGHT in cell.source
    cell.source = cell.source.replace(RIGHT, WRONG)


SUBMISSIONS = (
    Attack(HOSTILE, "carries all of it", unsolved(text_cells(*covering.TEXTS), covering.displayed(*covering.TEXTS))),
    Attack(CLICKED, "lies over the page", unsolved(text_cells(covering.CLICKED))),
    Attack(HONEST, "is the solution", solved()),
    Attack(CRASHED, "ends its process", solved(with_crash)),
    Attack(MISTAKEN, "lacks the learning rate", solved(with_mistake)),
)


@dataclass(frozen=True, slots=True)
class Formgrader:
    """A running formgrader."""

    course: Path
    address: str

    def page_of(self, student: str) -> str:
        """Return the address of a submission's page."""
        with self._gradebook() as gradebook:
            found = gradebook.find_submission_notebook(EXERCISE, EXERCISE, student)
            return f"{self.address}/formgrader/submissions/{found.id}/"

    def manual_scores(self, student: str) -> dict[str, float]:
        """Return the scores that somebody gave by hand, by grade_id."""
        with self._gradebook() as gradebook:
            grades = gradebook.find_submission_notebook(EXERCISE, EXERCISE, student).grades
            return {grade.name: grade.manual_score for grade in grades if grade.manual_score is not None}

    def _gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.course / 'gradebook.db'}")


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a course in which all submissions are graded; not to be changed."""
    root = tmp_path_factory.mktemp("graded")
    prepare(root, built_once(tmp_path_factory), {})
    hand_in(make_scene(root, 0, 0), SUBMISSIONS, controls=False)
    for command in ("grade", "feedback"):
        run(root / "course", "autograder", command, EXERCISE)
    return root / "course"


@pytest.fixture(scope="session")
def formgrader(graded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Formgrader]]:
    """Serve nbgrader's formgrader on a copy of the course, with our settings or (stock) without; each starts once."""
    with ExitStack() as stack:

        @cache
        def started(*, stock: bool = False) -> Formgrader:
            folder = tmp_path_factory.mktemp("formgrader")
            course = Path(shutil.copytree(graded, folder / "course"))
            if stock:
                make_stock(course, 20)
            settings = f"--ServerApp.jpserver_extensions={{{_FORMGRADER!r}: True}}"
            server = serve("jupyter_server", course, folder, {"HOME": str(folder)}, settings)
            return Formgrader(course, stack.enter_context(server))

        yield started


@pytest.fixture(scope="session")
def classroom(graded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    """A student with a JupyterLab, and a course that released the exercise to nbgrader's exchange."""
    with classroom_of(graded, tmp_path_factory.mktemp("classroom")) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    chromium = shutil.which("chromium")
    assert chromium, "apt install chromium"
    with sync_playwright() as play:
        # as root it has no sandbox, and by itself it asks its maker for updates
        arguments = ["--disable-background-networking", "--disable-component-update"]
        arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
        found = play.chromium.launch(executable_path=chromium, args=arguments)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that sees this machine, and MathJax."""
    with new_page(browser) as found:
        yield found


@contextmanager
def new_page(browser: Browser, width: int = 1280, height: int = 900, **options: Any) -> Iterator[Page]:
    """Open a page of this size, without a network but with MathJax."""
    logged_in, size = {"Authorization": f"token {TOKEN}"}, ViewportSize(width=width, height=height)
    with browser.new_context(viewport=size, extra_http_headers=logged_in, **options) as context:
        context.route(lambda address: not address.startswith("http://127.0.0.1:"), _offline)
        found = context.new_page()
        found.set_default_timeout(120_000)
        yield found


def _offline(route: Route) -> None:
    name = route.request.url.partition("?")[0].rpartition("/mathjax/2.7.7/")[2]
    if name == "latest.js":
        route.fulfill(body=_LOADER, content_type="text/javascript")
    elif (path := _MATHJAX / name).is_file():
        route.fulfill(path=path)
    elif route.request.url.startswith("file:"):
        route.continue_()
    else:
        route.abort()
