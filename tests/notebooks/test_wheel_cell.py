"""The first code cell, which installs `length` on hosted services."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import NotebookNode


@pytest.fixture
def cell(code: list[NotebookNode], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text of the cell, in a folder below another one."""
    (tmp_path / "exercise").mkdir()
    monkeypatch.chdir(tmp_path / "exercise")
    return code[0].source


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is installed where `length` is missing."""
    commands: list[list[str]] = []
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(subprocess, "run", lambda command, check: commands.append(command))
    return commands


@pytest.mark.parametrize("folder", [".", ".."])
def test_the_wheel_is_found(cell: str, installed: list[list[str]], folder: str) -> None:
    """Is a wheel installed that lies beside the notebook, or above its folder as in the release?"""
    wheel = Path(folder, "length_course-1.0.0-py3-none-any.whl")
    wheel.touch()
    exec(cell, {})  # noqa: S102 - our own master
    assert installed == [[sys.executable, "-m", "pip", "install", "--quiet", str(wheel)]]


def test_no_wheel(cell: str, installed: list[list[str]]) -> None:
    """Does the cell say what is missing where there is none?"""
    with pytest.raises(ModuleNotFoundError, match=r"put its wheel, .*, beside this notebook"):
        exec(cell, {})  # noqa: S102 - our own master
    assert installed == []


def test_length_is_there(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the cell do nothing where `length` is installed?"""
    names: dict[str, object] = {}
    exec(cell, names)  # noqa: S102 - our own master
    assert "wheels" not in names
