"""docs/authoring.md as a reader follows it: its files are written and its commands run, from the first to the last."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from tests.exercise import ROOT

_PAGE = ROOT / "docs" / "authoring.md"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str]]:
    """Yield the page's blocks in order: a file's name and its text, or `console` and what is typed and told there."""
    for language, name, text in _BLOCK.findall(_PAGE.read_text(encoding="utf-8")):
        if name or language == "console":
            yield name or language, text


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console with the lines that are told to come out of it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *told = part.splitlines()
        yield command, told


def run(command: str, course: Path) -> str:
    """Run a command in the course's shell and return what it prints; `make` runs in this environment, as it is."""
    make = f"make -o .venv/.installed 'RUN={sys.executable} -m'"
    done = subprocess.run(
        re.sub(r"^make\b", make, command),
        shell=True,
        cwd=course,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")]),
        },
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert done.returncode == 0, f"$ {command}\n{done.stdout}"
    return done.stdout


def test_page_as_it_stands(tmp_path: Path) -> None:
    """Does each command of the page succeed on the page's files, and print what the page says?"""
    course = tmp_path / "course"
    (course / "notebooks").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "nbgrader_config.py"):
        shutil.copyfile(ROOT / name, course / name)
    shutil.copytree(ROOT / "length", course / "length", ignore=shutil.ignore_patterns("__pycache__"))
    seen = 0
    for kind, text in blocks():
        if kind != "console":
            path = course / kind
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            continue
        for command, told in commands(text):
            printed = run(command, course)
            seen += 1
            missing = [line for line in told if line.strip() not in printed]
            assert not missing, f"$ {command}\n{printed}"
    assert seen > 0, "the page has commands"
