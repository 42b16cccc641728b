"""`make postgres`: grade into a gradebook in PostgreSQL and compare it with one in SQLite.

A server of its own, in a temporary folder, without network: Debian's package `postgresql` is all that is needed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.cohorts import Master
from benchmarks.measuring import run
from tests.exercise import EXERCISE

_FOLDERS = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs; Debian keeps most of them off the path."""
    found = shutil.which(name, path=os.pathsep.join(map(str, [*_FOLDERS, *os.environ["PATH"].split(os.pathsep)])))
    if found is None:
        sys.exit(f"{name} is missing. Install PostgreSQL: sudo apt install postgresql")
    return found


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a server in a folder and yield the URL of its database, as nbgrader takes it."""
    account = "postgres" if os.getuid() == 0 else None  # the server refuses to run as root
    folder.mkdir()
    if account:
        folder.parent.chmod(0o755)
        shutil.chown(folder, account)
    data = folder / "data"

    def call(name: str, *arguments: str) -> None:
        subprocess.run([program(name), *arguments], check=True, user=account, cwd=folder, stdout=subprocess.DEVNULL)

    call("initdb", "--auth=trust", "--username=course", "--encoding=UTF8", "--locale=C", str(data))
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
    call("pg_ctl", "--pgdata", str(data), "--options", options, "--log", str(folder / "log"), "--wait", "start")
    try:
        call("createdb", "--host", str(folder), "--username", "course", "gradebook")
        yield f"postgresql+psycopg://course@/gradebook?host={folder}"
    finally:
        call("pg_ctl", "--pgdata", str(data), "--mode", "immediate", "stop")


def scores(url: str) -> dict[str, tuple[float, float]]:
    """Return score and maximum of each student, as nbgrader reads them."""
    with Gradebook(url) as gradebook:
        return {s.student.id: (s.score, s.max_score) for s in gradebook.assignment_submissions(EXERCISE)}


def main() -> int:
    """Grade twice and compare; returns 1 if the gradebooks differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=40)
    count = parser.parse_args().submissions
    with tempfile.TemporaryDirectory() as scratch, server(Path(scratch) / "server") as url:
        master = Master(Path(scratch) / "master")
        lite = master.course(Path(scratch) / "sqlite", count, plain=False, author=master.right())
        great = Master(Path(scratch) / "master-postgres", db_url=url).course(
            Path(scratch) / "postgres", count, plain=False
        )
        seconds = {
            name: run(course, "autograder", "grade", EXERCISE).seconds
            for name, course in (("SQLite", lite), ("PostgreSQL", great))
        }
        same = scores(f"sqlite:///{lite / 'gradebook.db'}") == scores(url)
        pages = run(great, "autograder", "feedback", EXERCISE).seconds
        exported = run(great, "nbgrader", "export").seconds
    for name, taken in seconds.items():
        print(f"{count} submissions graded into {name}: {taken:.1f} s")
    print(f"feedback from PostgreSQL: {pages:.1f} s, nbgrader export: {exported:.1f} s")
    print("the gradebooks hold the same scores" if same else "THE GRADEBOOKS DIFFER")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
