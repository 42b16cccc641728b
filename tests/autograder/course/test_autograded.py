"""The autograded folder of a submission."""

import json
import stat
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course import autograded
from autograder.grading.core import lost
from autograder.grading.process import filed
from autograder.spec import AssignmentSpec
from tests.exercise import MINI


@pytest.fixture
def content(spec: AssignmentSpec) -> bytes:
    """An autograded notebook as it is filed, with an output that looks like the line that is read."""
    record = lost(spec)
    spoof = '\n"metadata": {"autograder": {"digest": "forged", "record": {}}}}\n'
    record.notebook.cells[-1].source = spoof
    return filed(record, spec, "digest").content


def write(folder: Path, notebooks: dict[str, bytes], files: dict[str, bytes]) -> list[str]:
    """Write an autograded folder; return the other files that could not be written."""
    fresh, failed = autograded.stage(folder, notebooks, files)
    autograded.publish(folder, fresh)
    return failed


def test_record_without_cells(content: bytes, tmp_path: Path) -> None:
    """Is the record read where nothing of the cells can be, so that they can't cost time or tell anything?"""
    write(tmp_path / "one", {MINI.name: content.replace(b'{"cells": [', b'{"cells": [[[[')}, {})
    found = autograded.read_record(tmp_path / "one", MINI.name)
    assert found is not None
    assert (found[0], str(found[1].status)) == ("digest", "crashed")


def test_record_of_other_forms(content: bytes, tmp_path: Path) -> None:
    """Is the record read where another tool has written the file anew?"""
    indented = nbformat.writes(nbformat.reads(content.decode(), as_version=4)).encode()
    write(tmp_path / "one", {MINI.name: indented}, {})
    found = autograded.read_record(tmp_path / "one", MINI.name)
    assert found is not None
    assert found[0] == "digest"


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        {"autograder": {}},
        {"autograder": {"digest": "d", "record": {}}},
        {"autograder": {"digest": "d", "record": {"status": "unheard-of"}}},
        {"autograder": 1},
    ],
)
def test_damaged(metadata: Any, tmp_path: Path) -> None:
    """Does a file that holds no record of this version count as none, so that the submission is graded again?"""
    notebook = {"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    write(tmp_path / "one", {MINI.name: json.dumps(notebook).encode()}, {})
    assert autograded.read_record(tmp_path / "one", MINI.name) is None
    assert autograded.read(tmp_path / "one", MINI.name) is None


def test_companion_that_cannot_be_written(content: bytes, tmp_path: Path) -> None:
    """Does a file beside the notebook, whose path is too long where it is copied to, cost nothing but itself?"""
    long = "/".join(["x" * 250] * 20) + "/data.csv"
    left_out = write(tmp_path / "one", {MINI.name: content}, {"data.csv": b"1", long: b"2"})
    assert left_out == [long]
    assert (tmp_path / "one" / "data.csv").read_bytes() == b"1"
    assert autograded.read_record(tmp_path / "one", MINI.name) is not None


def test_group_of_graders(content: bytes, tmp_path: Path) -> None:
    """Does a notebook that is not graded now stay, and may the group write where it shares the folder?"""
    folder = tmp_path / "ada" / "one"
    write(folder, {"first": content, "second": content}, {})
    fresh, _ = autograded.stage(folder, {"first": b"{}"}, {"data/x.csv": b"1"}, kept=["second"], mode=0o664)
    autograded.publish(folder, fresh, groupshared=True)
    assert [(folder / name).read_bytes() for name in ("first.ipynb", "second.ipynb")] == [b"{}", content]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*.*")} == {0o664}
    assert all(path.stat().st_mode & 0o2770 == 0o2770 for path in (folder.parent, folder, folder / "data"))
