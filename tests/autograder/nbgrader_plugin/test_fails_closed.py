"""nbgrader where a course's settings can't be read: no submission runs outside of the sandbox, and it says why."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.sandbox import Worker
from tests.exercise import MINI, ROOT

EXERCISE = MINI.name
AUTOGRADE = ("-m", "nbgrader", "autograde", EXERCISE)
UNSAFE = "--Autograder.unsafe_stock_kernel=True"
API = f"""
from nbgrader.apps.api import NbGraderAPI
answer = NbGraderAPI().autograde({EXERCISE!r}, "ada")
raise SystemExit(None if answer["success"] else answer["error"])
"""
PAST_START = f"""
from nbconvert.writers import FilesWriter
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
converter = Autograde(CourseDirectory(assignment_id={EXERCISE!r}))
converter.init_notebooks()
converter.exporter, converter.writer = converter.exporter_class(), FilesWriter()
converter.convert_single_notebook(*converter.assignments.popitem()[1])
"""


CONFIG = (ROOT / "nbgrader_config.py").read_text()
LAST = CONFIG.count("\n") + 1
# the files that take the place of the project's own, and what is said about them
BROKEN = {
    "syntax error": (
        {"nbgrader_config.py": f"{CONFIG}c.CourseDirectory.course_id = = 'networks'\n"},
        f"nbgrader_config.py:{LAST}: SyntaxError",
    ),
    "failing import": (
        {"nbgrader_config.py": f"import helper\n{CONFIG}", "helper.py": "import no_such_module\n"},
        "nbgrader_config.py:1: ModuleNotFoundError: No module named ",
    ),
    "failing after configure": (
        {"nbgrader_config.py": f"{CONFIG}c.Autograder.limits = not_defined\n"},
        f"nbgrader_config.py:{LAST}: NameError: name 'not_defined' is not defined",
    ),
    "not configured": (
        {"nbgrader_config.py": CONFIG.replace("\nconfigure(c)", "")},
        "nbgrader_config.py: `configure(c)` of autograder.nbgrader_plugin is not called",
    ),
    "absent": ({}, "there is no nbgrader_config.py"),
}
BROKEN_JSON = (
    {"nbgrader_config.py": CONFIG, "nbgrader_config.json": '{"Autograder": {"require_sandbox": true}'},
    "nbgrader_config.json: JSONDecodeError",
)
SYNTAX_ERROR, NOT_CONFIGURED, ABSENT = (BROKEN[name] for name in ("syntax error", "not configured", "absent"))
each_failure = pytest.mark.parametrize(("files", "reason"), [*BROKEN.values(), BROKEN_JSON], ids=[*BROKEN, "JSON"])
one_or_none = pytest.mark.parametrize(("files", "reason"), [SYNTAX_ERROR, ABSENT], ids=["syntax error", "absent"])


@dataclass(frozen=True, slots=True)
class Course:
    """A course folder with one submission, that makes a file where it is not confined."""

    folder: Path
    marker: Path

    def write(self, files: dict[str, str]) -> None:
        """Replace the settings."""
        (self.folder / "nbgrader_config.py").unlink()
        for name, text in files.items():
            (self.folder / name).write_text(text)

    def run(self, *command: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the course folder, or another."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=folder or self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def scores(self) -> dict[str, float]:
        """Return what the gradebook has."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            return {s.student.id: s.score for s in gradebook.assignment_submissions(EXERCISE)}

    def untouched(self) -> bool:
        """Whether no submission was run or recorded."""
        return not (self.marker.exists() or self.scores() or (self.folder / "autograded").exists())


@pytest.fixture(scope="session", autouse=True)
def guard() -> None:
    """Fail where the tests could tell nothing: the guard is a part of the installed environment."""
    code = "import sys; sys.exit('autograder_guard' not in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=False)
    assert run.returncode == 0, f"autograder_guard.pth is not installed for {sys.executable}: run `make install`"


@pytest.fixture
def handed_in(course: Path, tmp_path: Path, solution: NotebookNode) -> Course:
    marker = tmp_path / "marker"
    solution.cells.insert(0, nbformat.v4.new_code_cell(f"open({str(marker)!r}, 'w').close()"))
    folder = course / "submitted" / "ada" / EXERCISE
    folder.mkdir(parents=True)
    nbformat.write(solution, folder / f"{EXERCISE}.ipynb")
    return Course(course, marker)


@each_failure
def test_autograde_refuses(handed_in: Course, files: dict[str, str], reason: str) -> None:
    """Does `nbgrader autograde` end with 1, name file, line and error, and leave submission and gradebook alone?"""
    handed_in.write(files)
    run = handed_in.run(*AUTOGRADE)
    assert run.returncode == 1
    (line,) = [line for line in run.stderr.splitlines() if "Refused:" in line]
    assert reason in line
    assert handed_in.untouched()


@pytest.mark.parametrize(("files", "reason"), BROKEN.values(), ids=BROKEN)
def test_autograder_refuses(handed_in: Course, files: dict[str, str], reason: str) -> None:
    """Do `autograder grade` and `autograder feedback` end with 1 and one line?"""
    handed_in.write(files)
    for command in ("grade", "feedback"):
        run = handed_in.run("-m", "autograder", command)
        assert run.returncode == 1
        (line,) = run.stderr.splitlines()
        assert reason in line
        assert handed_in.untouched()


@one_or_none
def test_api_refuses(handed_in: Course, files: dict[str, str], reason: str) -> None:
    """Does the interface behind the formgrader's button refuse where no settings came with it?"""
    handed_in.write(files)
    run = handed_in.run("-c", API)
    assert run.returncode == 1
    assert reason in run.stderr
    assert handed_in.untouched()


@one_or_none
def test_feedback_refuses(handed_in: Course, files: dict[str, str], reason: str) -> None:
    """Does `nbgrader generate_feedback` make no page that would not be cleaned?"""
    assert handed_in.run(*AUTOGRADE).returncode == 0
    handed_in.write(files)
    run = handed_in.run("-m", "nbgrader", "generate_feedback", EXERCISE)
    assert run.returncode == 1
    assert reason in run.stderr
    assert not (handed_in.folder / "feedback").exists()


def test_other_folder_refuses(handed_in: Course, tmp_path: Path) -> None:
    """Is nothing graded from a folder without settings, although submissions and the real gradebook are named there?"""
    other = tmp_path / "other"
    shutil.copytree(handed_in.folder / "submitted", other / "submitted")
    run = handed_in.run(*AUTOGRADE, f"--db=sqlite:///{handed_in.folder / 'gradebook.db'}", folder=other)
    assert run.returncode == 1
    assert f"{other}: there is no nbgrader_config.py. Run the command in the course folder" in run.stderr
    assert not (other / "autograded").exists()
    assert handed_in.untouched()


def test_named_course_is_graded(handed_in: Course, tmp_path: Path) -> None:
    """Are a course's settings read, and it is graded in the sandbox, when another folder's command names it?"""
    run = handed_in.run(*AUTOGRADE, f"--course-dir={handed_in.folder}", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    assert handed_in.scores() == {"ada": 6}
    assert not handed_in.marker.exists()


def test_settings_of_the_machine_do_not_stand_in(handed_in: Course, tmp_path: Path) -> None:
    """Is grading refused when the course's settings fail, but others that configure the autograder were read?"""
    machine = tmp_path / "machine"
    machine.mkdir()
    (machine / "nbgrader_config.py").write_text(CONFIG)
    handed_in.write(SYNTAX_ERROR[0])
    run = handed_in.run(*AUTOGRADE, JUPYTER_CONFIG_PATH=str(machine))
    assert run.returncode == 1
    assert SYNTAX_ERROR[1] in run.stderr
    assert handed_in.untouched()


@pytest.mark.parametrize(("text", "reason"), [(None, "there is no such file"), ("c = 1 / 0\n", "ZeroDivisionError")])
def test_named_file_fails(handed_in: Course, tmp_path: Path, text: str | None, reason: str) -> None:
    """Is grading refused when a file of settings that the command names is not there, or fails?"""
    named = tmp_path / "named.py"
    if text is not None:
        named.write_text(text)
    run = handed_in.run(*AUTOGRADE, f"--JupyterApp.config_file={named}")
    assert run.returncode == 1
    assert reason in run.stderr
    assert handed_in.untouched()


def test_no_jupyter_settings(handed_in: Course) -> None:
    """Are the course's own settings read, and it is graded in the sandbox, where Jupyter is told to read none?"""
    run = handed_in.run(*AUTOGRADE, JUPYTER_NO_CONFIG="1")
    assert run.returncode == 0, run.stderr
    assert handed_in.scores() == {"ada": 6}
    assert not handed_in.marker.exists()


def test_kernel_past_start(handed_in: Course) -> None:
    """Does a program that leaves `start` out reach no kernel?"""
    run = handed_in.run("-c", PAST_START)
    assert run.returncode == 1
    assert "it would run without a sandbox" in run.stderr
    assert not handed_in.marker.exists()


@one_or_none
def test_stock_kernel_by_name(handed_in: Course, files: dict[str, str], reason: str) -> None:
    """Does nbgrader run submissions as it always did where a flag says so by name, and does its log say so?"""
    handed_in.write(files)
    run = handed_in.run(*AUTOGRADE, UNSAFE)
    assert run.returncode == 0, run.stderr
    assert "without any sandbox" in run.stderr
    assert handed_in.marker.exists()


@pytest.mark.parametrize("flag", [UNSAFE.replace("True", "perhaps"), UNSAFE.replace("kernel", "kernels")])
def test_misspelt_flag(handed_in: Course, flag: str) -> None:
    """Is a flag that is not quite right no leave to do without the sandbox?"""
    handed_in.write(NOT_CONFIGURED[0])
    assert handed_in.run(*AUTOGRADE, flag).returncode == 1
    assert handed_in.untouched()


def test_checkout_without_the_guard(handed_in: Course) -> None:
    """Does grading work in the sandbox where the autograder was put on the path and never installed?"""
    code = "import sys; sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != 'Guard']"
    code += f"; sys.argv[1:] = ['autograde', {EXERCISE!r}]; from nbgrader.apps.nbgraderapp import main; main()"
    run = handed_in.run("-c", code)
    assert run.returncode == 0, run.stderr
    assert handed_in.scores() == {"ada": 6}
    assert not handed_in.marker.exists()


@contextmanager
def formgrader(course: Course, folder: Path) -> Iterator[Callable[..., tuple[int, str]]]:
    """Start a Jupyter server with the formgrader in a folder; yields what asks it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = ["-m", "jupyter_server", "--allow-root", "--no-browser", f"--port={port}", "--port-retries=0"]
    command += ["--IdentityProvider.token=token", "--ServerApp.disable_check_xsrf=True"]
    command += ["--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (course.folder.parent / "server.log").open("w") as log:
        server = subprocess.Popen([sys.executable, *command], cwd=folder, env=environment, stdout=log, stderr=log)

    def ask(path: str, *, post: bool = False) -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}/{path}", method="POST" if post else "GET")
        request.add_header("Authorization", "token token")
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    try:
        while server.poll() is None:
            try:
                ask("api")
                break
            except urllib.error.URLError:
                time.sleep(0.1)  # it is not listening yet
        assert server.poll() is None, (course.folder.parent / "server.log").read_text()
        yield ask
    finally:
        server.terminate()
        server.wait()


def notebook_id(course: Course) -> str:
    """Return the submission's name in the formgrader's addresses."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        return str(gradebook.find_submission_notebook(EXERCISE, EXERCISE, "ada").id)


BUTTON = f"formgrader/api/submission/{EXERCISE}/ada/autograde"


def test_formgrader(handed_in: Course) -> None:
    """Does the button grade in the sandbox and the page show it, until the settings break: then both say why?"""
    with formgrader(handed_in, handed_in.folder) as ask:
        assert json.loads(ask(BUTTON, post=True)[1])["success"]
        assert handed_in.scores() == {"ada": 6}
        assert ask(f"formgrader/submissions/{notebook_id(handed_in)}/")[0] == 200
        handed_in.write(SYNTAX_ERROR[0])
        refused = json.loads(ask(BUTTON, post=True)[1])
        assert not refused["success"]
        assert SYNTAX_ERROR[1] in refused["log"]
    with formgrader(handed_in, handed_in.folder) as ask:
        refused = json.loads(ask(BUTTON, post=True)[1])
        assert not refused["success"]
        assert SYNTAX_ERROR[1] in refused["log"]
        status, page = ask(f"formgrader/submissions/{notebook_id(handed_in)}/")
        assert status == 503
        assert SYNTAX_ERROR[1] in page
    assert not handed_in.marker.exists()


def test_formgrader_elsewhere(handed_in: Course, tmp_path: Path) -> None:
    """Does a formgrader refuse that was started in a folder without settings, with the same names in it?"""
    assert handed_in.run(*AUTOGRADE).returncode == 0
    other = tmp_path / "other"
    for name in ("submitted", "autograded"):
        shutil.copytree(handed_in.folder / name, other / name)
    shutil.copy(handed_in.folder / "gradebook.db", other)
    with formgrader(handed_in, other) as ask:
        refused = json.loads(ask(BUTTON, post=True)[1])
        assert not refused["success"]
        assert "there is no nbgrader_config.py" in refused["log"]
        status, page = ask(f"formgrader/submissions/{notebook_id(handed_in)}/")
        assert status == 503
        assert "there is no nbgrader_config.py" in page
    assert not handed_in.marker.exists()


def test_guard_in_the_sandbox(worker: Worker) -> None:
    """Does the guard say nothing in a student's process, and lead to nothing of the autograder's?"""
    code = "import sys\nprint('autograder_guard' in sys.modules, 'autograder' in sys.modules)\nimport autograder"
    with worker.student() as student:
        printed, error = student.run_cell(code).outputs
    assert printed["text"] == "True False\n"
    assert error["ename"] in ("ModuleNotFoundError", "PermissionError")  # hidden, or kept by Landlock
