"""Files in other encodings, formats and packings, and damaged ones, give what can be read."""

import io
import json
import zipfile

import nbformat
import pytest

from autograder.repair import limits, repair
from autograder.status import Status


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """Return a zip archive of the members (name -> content)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings(submission, source_of, encoding):
    """Are byte order marks and wide encodings understood, and noted?"""
    submission.find("sgd")["source"] = submission.text("sgd") + " größer ✓"
    repaired = repair(submission.to_bytes().decode().encode(encoding), submission.spec)
    assert source_of(repaired, "sgd").endswith(" größer ✓")
    assert len(repaired.notes) == 1


def test_characters_that_are_not_utf8(submission, source_of):
    """Does a stray byte cost its character alone?"""
    submission.find("sgd")["source"] = submission.text("sgd") + " XX"
    repaired = repair(submission.to_bytes().replace(b" XX", b" \xe4"), submission.spec)
    assert source_of(repaired, "sgd").endswith(" �")
    assert repaired.status is Status.REPAIRED


def test_windows_line_ends(submission, source_of):
    """Do Windows line ends, in the file and in the sources, change nothing?"""
    expected = submission.text("sgd")
    for cell in submission.cells:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    repaired = repair(submission.to_bytes().replace(b"\n", b"\r\n"), submission.spec)
    assert repaired.notes == ()
    assert source_of(repaired, "sgd") == expected


def test_half_surrogates_can_be_written(submission):
    """Does a character that no file can hold become one that it can?"""
    submission.find("sgd")["source"] = "text = '?'"
    repaired = repair(submission.to_bytes().replace(b"'?'", rb"'\ud800 \ud83d\ude00'"), submission.spec)
    assert "text = '\ufffd \U0001f600'" in [cell.source for cell in repaired.cells]


def test_format_3(submission, source_of):
    """Are notebooks of the format before 2015 read?"""
    expected = submission.text("relu")
    for cell in submission.cells:
        cell.pop("id")
        if cell["cell_type"] == "code":
            cell |= {"input": cell.pop("source"), "prompt_number": cell.pop("execution_count"), "language": "python"}
    old = {"worksheets": [{"cells": submission.cells, "metadata": {}}], "nbformat": 3, "nbformat_minor": 0}
    repaired = repair(json.dumps(old).encode(), submission.spec)
    assert repaired.status is Status.GRADED
    assert source_of(repaired, "relu") == expected


@pytest.mark.parametrize(
    "change",
    [
        {"metadata": None},
        {"metadata": {"nbgrader": ["x"]}},
        {"metadata": {"nbgrader": {"grade_id": {"a": 1}}}},
        {"id": 7},
        {"outputs": "no list"},
        {"cell_type": ["code"]},
        {"source": None},
        {"source": ["a = 1\n", 7, None]},
    ],
)
def test_odd_values_in_cells(submission, change):
    """Do values of the wrong type never stop the repair?"""
    for cell in submission.cells:
        cell |= change
    submission.cells += [None, 7, "cell", [], {}]
    repaired = submission.repaired()
    assert repaired.status is not Status.UNREADABLE
    nbformat.validate(repaired.notebook)


def test_text_after_the_notebook(submission):
    """Is a notebook read whose file goes on after its end?"""
    repaired = repair(submission.to_bytes() + b"\n}\n}", submission.spec)
    assert repaired.answered == submission.repaired().answered
    assert repaired.notes == ("text after the end of the notebook was left out",)


def test_conflict_marks(submission, source_of):
    """Is the side of an unresolved merge taken that holds more answers?"""
    ours = submission.to_bytes().decode()
    expected = submission.text("sgd")
    submission.find("sgd")["source"] = next(c.source for c in submission.spec.cells if c.grade_id == "sgd")
    theirs = submission.to_bytes().decode()
    for first, second in ((ours, theirs), (theirs, ours)):
        conflict = f"<<<<<<< HEAD\n{first}\n||||||| base\n{{\n=======\n{second}\n>>>>>>> other\n"
        repaired = repair(conflict.encode(), submission.spec)
        assert source_of(repaired, "sgd") == expected
        assert "merge conflict" in repaired.notes[0]


def test_cut_off_file(submission, source_of):
    """Do the whole cells of a file that was cut off in the middle still count?"""
    expected = submission.text("sgd")
    data = submission.to_bytes()
    repaired = repair(data[: data.index(b'"test_relu"')], submission.spec)
    assert source_of(repaired, "sgd") == expected
    assert repaired.status is Status.REPAIRED
    assert "no valid JSON" in repaired.notes[0]


def test_damage_in_one_cell_costs_that_cell(submission, source_of):
    """Are cells after a damaged one still read?"""
    expected = submission.text("sgd"), submission.text("adam")
    data = submission.to_bytes().replace(b'"test_relu"', b'"test_relu')
    repaired = repair(data, submission.spec)
    assert (source_of(repaired, "sgd"), source_of(repaired, "adam")) == expected


def test_hopeless_damage_ends_soon(spec):
    """Does broken JSON that costs much at every attempt end as unreadable?"""
    data = b'{"cells": [' + b'{"source": [1, ' * 200_000
    assert repair(data, spec).status is Status.UNREADABLE


def test_number_of_a_million_digits(submission):
    """Does a number that Python refuses to read cost no more than its cell?"""
    data = submission.to_bytes().replace(b'"execution_count": 1', b'"execution_count": ' + b"1" * 10_000, 1)
    assert repair(data, submission.spec).answered > 0


def test_zip_archive(submission, source_of):
    """Is the notebook with the answers taken out of a zip archive, past shadows and checkpoints?"""
    expected = submission.text("sgd")
    data = submission.to_bytes()
    members = {"__MACOSX/work/._a.ipynb": b"shadow", "work/.ipynb_checkpoints/a.ipynb": b"old", "work/data.bin": b"0"}
    repaired = repair(zipped(members | {"work/other.ipynb": b"{}", "work/a.ipynb": data}), submission.spec)
    assert source_of(repaired, "sgd") == expected
    assert repaired.notes == ('the notebook "work/a.ipynb" was taken out of a zip archive; it holds 2 notebooks',)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"a.txt": b""}, "no notebook"),
        ({f"{i}.ipynb": b"" for i in range(30)}, "more than 8"),
        ({f"{i}.txt": b"" for i in range(2001)}, "more than 2000"),
        ({"a.ipynb": b" " * (limits.MAX_FILE_BYTES + 1)}, "unpacks to more"),
        ({"a.ipynb": b"no notebook"}, "no valid JSON"),
    ],
)
def test_zip_archives_that_are_refused(spec, members, reason):
    """Are bombs and archives without a notebook unreadable, with the reason?"""
    repaired = repair(zipped(members), spec)
    assert repaired.status is Status.UNREADABLE
    assert reason in repaired.notes[0]


def test_damaged_zip_archive(submission):
    """Is an archive with damaged bytes at any place told as unreadable or read, and never raises?"""
    data = zipped({"a.ipynb": submission.to_bytes()})
    for position in range(4, len(data), len(data) // 60):
        damaged = data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]
        assert repair(damaged, submission.spec).notes
    assert repair(data[:1000], submission.spec).status is Status.UNREADABLE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" " * (limits.MAX_FILE_BYTES + 1), "32 MiB"),
        (b'{"cells": [' + b"[]," * 2_100_000 + b"1]}", "more JSON values"),
        (b'{"cells": [' + b"{}," * 5_001 + b"{}]}", "5002 cells"),
        (json.dumps({"cells": [{"cell_type": "code", "source": "#" * 2_000_000}]}).encode(), "code cells hold"),
    ],
)
def test_limits(spec, data, reason):
    """Are files beyond what a notebook can hold unreadable, with the reason?"""
    repaired = repair(data, spec)
    assert repaired.status is Status.UNREADABLE
    assert reason in repaired.notes[0]
