"""A gradebook or a disk that takes nothing: said in one line, nothing is lost, and the next run makes it good."""

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from nbformat import NotebookNode

from autograder.course.run import CourseRun
from autograder.errors import GradingError, NotFiled
from tests.autograder.course.test_filing import run_of
from tests.exercise import MINI_NOTEBOOK

Submit = Callable[..., Path]
STUDENTS = ("ada", "ben")


@pytest.fixture
def handed_in(course: Path, submit: Submit, solution: NotebookNode, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course folder with two submissions, and the file of its gradebook."""
    monkeypatch.chdir(course)
    for student in STUDENTS:
        submit(student, solution)
    return course


def run(course: Path, url: str = "sqlite:///{}?timeout=0.1", gradebook: Path | None = None) -> CourseRun:
    """Return a run that waits a moment for a gradebook that others use."""
    found = run_of(course)
    found.course.db_url = url.format(gradebook or course / "gradebook.db")
    return found


def recorded(course: Path, gradebook: Path | None = None) -> tuple[set[str], set[str]]:
    """Return who has grades in the gradebook, and who an autograded notebook."""
    with closing(sqlite3.connect(gradebook or course / "gradebook.db")) as db:
        rows = db.execute("SELECT student_id FROM submitted_assignment").fetchall()
    files = {path.parents[1].name for path in course.glob(f"autograded/*/*/{MINI_NOTEBOOK}")}
    return {row[0] for row in rows}, files


def refused(course_run: CourseRun) -> str:
    """Let a run fail; return the line that is said."""
    with pytest.raises(NotFiled) as error:
        list(course_run.grade())
    assert "\n" not in str(error.value)
    assert "Traceback" not in str(error.value)
    return str(error.value)


def made_good(course: Path, gradebook: Path | None = None) -> None:
    """Grade again, now that nothing is in the way."""
    assert {job.student: job.error for job in run(course, gradebook=gradebook).grade()} == dict.fromkeys(STUDENTS, "")
    assert recorded(course, gradebook) == (set(STUDENTS), set(STUDENTS))
    assert not list(course.glob("autograded/*/.*"))


@contextmanager
def small_disk(path: Path, size: str) -> Iterator[None]:
    """Mount a file system of a few pages."""
    path.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"this account can't mount a small disk: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", path], check=True)


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_locked(handed_in: Path, lock: str) -> None:
    """Is a gradebook that another program holds, to write or at all, named after a wait, and nothing filed by half?"""
    with closing(sqlite3.connect(handed_in / "gradebook.db", isolation_level=None)) as other:
        other.execute(f"BEGIN {lock}")
        assert "database is locked. Another program" in refused(run(handed_in))
        other.execute("ROLLBACK")
    assert recorded(handed_in) == (set(), set())
    made_good(handed_in)


def test_waited_for(handed_in: Path) -> None:
    """Is a lock waited for that ends in time?"""
    staged = handed_in / "autograded"
    with closing(sqlite3.connect(handed_in / "gradebook.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        course_run = run(handed_in, "sqlite:///{}")
        released = []
        done = Event()

        def watch() -> None:
            while not done.wait(0.05):
                if list(staged.glob("*/.*.new")):
                    released.append("")
                    other.execute("ROLLBACK")
                    return

        watcher = Thread(target=watch)
        watcher.start()
        try:
            assert [job.error for job in course_run.grade()] == ["", ""]
        finally:
            done.set()
            watcher.join()
    assert released
    assert recorded(handed_in) == (set(STUDENTS), set(STUDENTS))


def test_read_only(handed_in: Path) -> None:
    """Is a gradebook that can't be written named, and nothing filed by half?"""
    line = refused(run(handed_in, "sqlite:///file:{}?mode=ro&uri=true"))
    assert "attempt to write a readonly database. Give this account the right" in line
    assert recorded(handed_in) == (set(), set())
    made_good(handed_in)


@pytest.mark.parametrize(("begin", "said"), [(0, "file is not a database"), (4096, "malformed")])
def test_damaged(handed_in: Path, begin: int, said: str) -> None:
    """Is a damaged gradebook named with what to do, left as it is, and no submission marked as graded?"""
    path = handed_in / "gradebook.db"
    whole = path.read_bytes()
    damaged = whole[:begin] + b"\x5a" * (len(whole) - begin)
    path.write_bytes(damaged)
    line = refused(run(handed_in))
    assert said in line
    assert "Put a backup of the gradebook in its place" in line
    assert path.read_bytes() == damaged
    path.write_bytes(whole)
    assert recorded(handed_in) == (set(), set())
    made_good(handed_in)


def test_of_an_older_nbgrader(handed_in: Path) -> None:
    """Does a gradebook with an older schema get nbgrader's own remedy?"""
    with closing(sqlite3.connect(handed_in / "gradebook.db")) as db:
        db.execute("ALTER TABLE grade DROP COLUMN extra_credit")
    assert "run `nbgrader db upgrade`" in refused(run(handed_in))
    assert recorded(handed_in) == (set(), set())


def test_assignment_that_it_does_not_know(handed_in: Path) -> None:
    """Is that said once for the run, also where all was graded before?"""
    made_good(handed_in)
    (handed_in / "gradebook.db").unlink()
    with pytest.raises(GradingError, match=r"the gradebook does not know it\. Run `make release`"):
        list(run(handed_in).grade())


def test_no_such_folder(handed_in: Path) -> None:
    """Is the place of a gradebook that can't be opened said?"""
    line = refused(run(handed_in, "sqlite:////nowhere/gradebook.db"))
    assert line.startswith("gradebook /nowhere/gradebook.db: unable to open database file. See that its folder exists")


def test_full_disk(handed_in: Path) -> None:
    """Is a disk without room for an autograded notebook named, and no grade kept in the gradebook without it?"""
    with small_disk(handed_in / "autograded", "4k"):
        assert "No space left on device). Make room on its disk" in refused(run(handed_in))
        assert recorded(handed_in) == (set(), set())
    made_good(handed_in)


def test_full_disk_of_the_gradebook(handed_in: Path) -> None:
    """Is a gradebook without room to grow named, and no autograded notebook kept without its grades?"""
    with small_disk(handed_in / "db", "2m"):
        gradebook = handed_in / "db" / "gradebook.db"
        gradebook.write_bytes((handed_in / "gradebook.db").read_bytes())
        filler = handed_in / "db" / "filler"
        with filler.open("wb", buffering=0) as file:
            while os.statvfs(filler).f_bavail:
                file.write(b"0" * 4096)
        assert "run the command again" in refused(run(handed_in, gradebook=gradebook))
        assert recorded(handed_in, gradebook) == (set(), set())
        filler.unlink()
        made_good(handed_in, gradebook)


def test_place_that_cannot_be_written(handed_in: Path) -> None:
    """Is a file in the place of the folder of results named, before anything is graded?"""
    (handed_in / "autograded").touch()
    with pytest.raises(GradingError, match="autograded: results can't be written there"):
        list(run(handed_in).grade())
