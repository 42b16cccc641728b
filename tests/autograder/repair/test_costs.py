"""What reading a submission costs is bounded by what is counted, and grows no faster than the submission."""

import ast
import io
import json
import struct
import time
import zipfile

import pytest

from autograder.repair import SubmittedFile, limits, pick, repair
from autograder.status import Status

# At these sizes the quadratic searches that once were here took half a minute.
SECONDS = 5


def cpu_seconds(data, spec):
    """Return the CPU time of a repair."""
    begin = time.process_time()
    repair(data, spec)
    return time.process_time() - begin


def notebook(cell_type, *sources):
    """Return a notebook of these cells."""
    return json.dumps({"cells": [{"cell_type": cell_type, "source": source} for source in sources]}).encode()


@pytest.mark.parametrize(
    "piece",
    [
        b'{"id" ',
        b'{"id": "x',
        b'{"id": "x\\',
        b'{"id":1}x',
        b'{"cell_type":[',
        b'{"id":{"id":1}',
        b"}",
        b'"',
        b'{"id": ' + b"1" * 5000 + b"},",
        b"<<<<<<< a\n=======\n>>>>>>> b\n",
        b"<<<<<<< a\n{\n",
        b"=======",
        b"{} ",
    ],
)
def test_broken_files(spec, piece):
    """Is a broken file of 1 MB searched in one go, whatever is repeated in it?"""
    for prefix in (b'{"cells": [', b"<<<<<<< a\n", b""):
        assert cpu_seconds(prefix + piece * (1_000_000 // len(piece)), spec) < SECONDS


@pytest.mark.parametrize("cell_type", ["code", "markdown"])
def test_parser_gets_no_more_than_its_share(spec, monkeypatch, cell_type):
    """Are no more characters parsed than all files of a submission may have together, and is that said?"""
    parsed = []
    real = ast.parse
    monkeypatch.setattr(ast, "parse", lambda source: parsed.append(len(source)) or real(source))
    sources = [f"class SGD: x = {number}\n" * 1000 for number in range(40)]
    contents = [notebook(cell_type, *(f"{text}y = {name}" for text in sources)) for name in range(8)]
    files = [SubmittedFile(f"{name}.ipynb", 0.0, data) for name, data in enumerate(contents)]
    picked = pick(files, spec)
    # the last cell is parsed to its end, once as it is and once without magics, prompts, fences
    assert sum(parsed) <= limits.ALL_PARSED + 6 * limits.MAX_PARSED_SOURCE
    assert picked.look.endswith("holds more text than is searched for answers")


def test_equal_cells_are_parsed_once(spec, submission, monkeypatch):
    """Do many copies of one notebook cost no more of the share than one?"""
    copies = [SubmittedFile(f"{number}.ipynb", 0.0, submission.to_bytes()) for number in range(8)]
    assert pick(copies, spec).look == ""


def test_texts_nearly_like_the_master_s(spec):
    """Is comparing cells with the master's bounded?"""
    sources = [cell.source for cell in spec.cells if len(cell.source) > 1000]
    data = notebook("markdown", *(source[number:] + "x" * number for number in range(100) for source in sources))
    assert cpu_seconds(data, spec) < SECONDS


def test_cells_of_all_files_are_counted(spec):
    """Are no more cells looked at than all files may have together?"""
    files = [SubmittedFile(f"{name}.ipynb", 0.0, notebook("code", *["x"] * 1900)) for name in range(8)]
    picked = pick(files, spec)
    assert picked.status is Status.REPAIRED  # the first ones could be read


def test_bytes_of_all_files_are_counted(spec, submission):
    """Are files that don't fit any more left out, with a note?"""
    large = submission.to_bytes() + b" " * (limits.MAX_FILE_BYTES - 10**6)
    files = [SubmittedFile(f"{name}.ipynb", 0.0, large) for name in range(3)]
    notes = pick(files, spec).notes
    assert sum("too large together" in note for note in notes) == 2


def test_archive_that_unpacks_to_more_than_it_says(spec, monkeypatch):
    """Is a member of an archive unpacked to its declared size and no further?"""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a.ipynb", bytes(200 << 20))
    data = bytearray(file.getvalue())
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    unpacked = []
    real = zipfile.ZipExtFile._read1
    monkeypatch.setattr(zipfile.ZipExtFile, "_read1", lambda file, n: unpacked.append(n) or real(file, n))
    assert repair(bytes(data), spec).status is Status.UNREADABLE
    assert unpacked == [10]


def test_archive_with_large_extra_fields(spec):
    """Is an archive refused whose directory zipfile would read in quadratic time?"""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(100):
            member = zipfile.ZipInfo(f"{number}.ipynb")
            member.extra = b"\xff\xff\0\0" * 16_000
            archive.writestr(member, b"{}")
    assert cpu_seconds(file.getvalue(), spec) < SECONDS
    assert "holds too much" in repair(file.getvalue(), spec).notes[0]


def test_long_names_are_cut_before_they_are_shown(spec, submission):
    """Do names of a million characters give notes of one line?"""
    submission.find("sgd")["metadata"]["nbgrader"]["grade_id"] = "\u202e" * 10**6
    notes = submission.repaired().notes
    assert max(map(len, notes)) < 1000
