"""Names of submissions in a terminal: shown, without effect."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from autograder.repair.text import printable, show

_NAME = "zed\x1bc\x1b]0;owned\x07\u202egnihton\u2066x\x9b31m\nben: graded"


def _odd(text: str) -> set[str]:
    return {char for char in text if not (char.isprintable() or char == "\n")}


@pytest.mark.parametrize(
    "char", ["\x1b", "\x07", "\x9b", "\x7f", "\u202e", "\u2066", "\u200f", "\u061c", "\u2028", "\r", "\udc80"]
)
def test_escaped(char: str) -> None:
    """Is each character that moves a cursor, changes colours, turns text around or is none escaped?"""
    assert not _odd(printable(f"a{char}b\nc") + show(f"a{char}b"))
    assert printable("a\nb") == "a\nb"
    assert "\n" not in show("a\nb")


def test_terminal_is_left_alone(
    command: Callable[..., subprocess.CompletedProcess[str]],
    submit: Callable[[str, NotebookNode | None], Path],
    release: NotebookNode,
) -> None:
    """Do both commands name a student with escape sequences and marks of direction in one readable line?"""
    (submit(_NAME, None) / "x.ipynb").write_text("{")
    submit("ada", release)
    graded, pages = command("autograder", "grade"), command("autograder", "feedback")
    assert not _odd(graded.stdout + graded.stderr + pages.stdout + pages.stderr)
    assert r"zed\x1bc" in graded.stderr
    assert "\nben: graded" not in graded.stderr
    again: Any = command("autograder", "grade", "--json")
    assert _NAME in {json.loads(line).get("student") for line in again.stdout.splitlines()}
