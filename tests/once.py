"""What takes long to make and is only read: made once, and shared by all processes that run tests."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that the first process to ask for it makes, while the others wait; do not change it.

    Parameters
    ----------
    factory : pytest.TempPathFactory
        That of a process of pytest-xdist lies in a folder that all of them share.
    name : str
        The folder's.
    make : function
        Fills in the empty folder.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when it is closed, also by a process that is killed
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what is left where it could not be made
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def course_once(factory: pytest.TempPathFactory, name: str, course: Path, fill: Callable[[], object]) -> None:
    """Bring a test's own course to a state that several tests begin with, and that the first one of them made."""

    def make(folder: Path) -> None:
        fill()
        shutil.copytree(course, folder, dirs_exist_ok=True)

    kept = once(factory, name, make)
    shutil.rmtree(course)
    shutil.copytree(kept, course)
