"""nbgrader's own formgrader on graded submissions, and a browser that looks at it; nothing leaves this machine."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import jupyter_server_mathjax
import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.attacks.attack import EXERCISE, Attack, first, solved, unsolved
from tests.attacks.corpus import covering
from tests.attacks.corpus.pages import text_cells
from tests.attacks.course import REPOSITORY, hand_in, make_scene, make_stock, prepare

_TOKEN = "of-the-test"
_MATHJAX = Path(jupyter_server_mathjax.__file__).parent / "static"
_FORMGRADER = "nbgrader.server_extensions.formgrader"
# what nbconvert asks a network for, from a package: the same MathJax with another output
_LOADER = """document.write('<script src="https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/MathJax.js?config="""
_LOADER += """TeX-AMS-MML_HTMLorMML-full,Safe"></' + 'script>')"""

HOSTILE, CLICKED, HONEST, CRASHED = "hostile", "clicked", "honest", "crashed"
SUBMISSIONS = (
    Attack(HOSTILE, "carries all of it", unsolved(text_cells(*covering.TEXTS), covering.displayed(*covering.TEXTS))),
    Attack(CLICKED, "lies over the page", unsolved(text_cells(covering.CLICKED))),
    Attack(HONEST, "is the solution", solved()),
    Attack(CRASHED, "ends its process", solved(first("import os\nos._exit(3)"))),
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
    prepare(root, {})
    hand_in(make_scene(root, 0, 0), SUBMISSIONS, controls=False)
    command = [sys.executable, "-m", "autograder", "grade"]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    subprocess.run(command, cwd=root / "course", env=environment, check=True, capture_output=True)
    return root / "course"


@pytest.fixture
def formgrader(graded: Path, tmp_path: Path) -> Iterator[Callable[..., Formgrader]]:
    """Start nbgrader's formgrader on a copy of the course, with our settings or (stock) without."""
    with ExitStack() as stack:

        def start(*, stock: bool = False) -> Formgrader:
            course = Path(shutil.copytree(graded, tmp_path / "course"))
            if stock:
                make_stock(course, 20)
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            log = stack.enter_context((tmp_path / "server.log").open("wb"))
            environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "HOME": str(tmp_path)}
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser"),
                    *(f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={_TOKEN}"),
                    f"--ServerApp.jpserver_extensions={{{_FORMGRADER!r}: True}}",
                ],
                cwd=course,
                env=environment,
                stdout=log,
                stderr=log,
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
            address = f"http://127.0.0.1:{port}"
            while not answers(f"{address}/api?token={_TOKEN}"):
                assert process.poll() is None, (tmp_path / "server.log").read_text()
            return Formgrader(course, address)

        yield start


def answers(address: str) -> bool:
    """Tell whether a server is there."""
    try:
        with urllib.request.urlopen(address, timeout=60):
            return True
    except urllib.error.URLError:
        return False


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    chromium = shutil.which("chromium")
    assert chromium, "apt install chromium"
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that sees this machine, and MathJax."""
    logged_in = {"Authorization": f"token {_TOKEN}"}
    with browser.new_context(viewport={"width": 1280, "height": 900}, extra_http_headers=logged_in) as context:
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
