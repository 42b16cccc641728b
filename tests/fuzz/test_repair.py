"""Whatever is handed in, repair gives the master's notebook back, raises nothing, and is done soon."""

import json
import tempfile
from datetime import datetime
from pathlib import Path

import nbformat
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.intake import read_submission, submitted_at
from autograder.course.place import Place
from autograder.course.timestamp import read_timestamp
from autograder.repair import Repaired, SubmittedFile, pick, repair
from autograder.repair.code import fenced, margin, read_code, without_magics, without_prompts
from autograder.repair.decode import decode
from autograder.repair.reader import Reader
from autograder.repair.submitted import NotANotebookError
from autograder.repair.text import clean, layout_free, show
from autograder.status import Status
from tests.exercise import MINI_NOTEBOOK
from tests.fuzz import notebooks
from tests.fuzz.clock import quick

_NAMES = st.sampled_from(
    [
        MINI_NOTEBOOK,
        "mini (1).ipynb",
        "b.ipynb",
        "a.zip",
        "c.ipynb.txt",
        "\x1b[0m.ipynb",
    ]
)
_PARTS = st.sampled_from(["UTC", "Europe", "Berlin", "Etc", "..", "dev", "tzdata.zi", "Nowhere", "", "+5"])
_ZONES = st.lists(_PARTS, max_size=3).map("/".join)
_DATES = st.from_regex(r"\A[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}[T ]?[0-9:.,]{0,20} ?[-+A-Za-z/0-9:_.]{0,20}\Z") | st.builds(
    "{:%Y-%m-%d %H:%M:%S.%f} {}".format, st.datetimes(datetime(1999, 12, 31), datetime(2100, 1, 2)), _ZONES
)


def check(repaired: Repaired) -> None:
    """Assert that this is the master's notebook, in order, which can be written, with notes that can be printed."""
    spec = notebooks.spec()
    assert [cell.spec for cell in repaired.cells if cell.spec is not None] == list(spec.cells)
    assert 0 <= repaired.answered <= len(spec.cells)
    assert all(note.isprintable() and len(note) < 5_000 for note in (*repaired.notes, repaired.look))
    assert bool(repaired.notes) is (repaired.status is not Status.GRADED)
    nbformat.validate(repaired.notebook)
    json.dumps(repaired.notebook, ensure_ascii=False).encode()


@given(notebooks.submissions)
def test_any_bytes_can_be_repaired(data: bytes) -> None:
    """Does any file come back as the master's notebook?"""
    with quick():
        repaired = repair(data, notebooks.spec())
    check(repaired)


@given(notebooks.floods)
def test_no_flood_takes_long(data: bytes) -> None:
    """Is a file soon repaired in which one thing stands ten thousand times and more?"""
    with quick():
        repaired = repair(data, notebooks.spec())
    check(repaired)


@given(notebooks.submissions)
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    """Are cells read from any file, or a reason given that can be printed?"""
    with quick():
        try:
            told = "; ".join(edition.look for edition in decode(data, Reader(notebooks.spec())))
        except NotANotebookError as problem:
            told = str(problem)
    assert told.isprintable()


@given(st.dictionaries(_NAMES, notebooks.submissions, max_size=4))
def test_any_files_can_be_picked_from(contents: dict[str, bytes]) -> None:
    """Is one notebook picked from any files?"""
    files = [SubmittedFile(name, 0.0, content) for name, content in contents.items()]
    with quick():
        picked = pick(files, notebooks.spec())
    check(picked)


@given(notebooks.edited())
def test_the_same_notebook_is_repaired_in_the_same_way(notebook: dict) -> None:
    """Does repairing what repair made change nothing about its answers?"""
    once = repair(json.dumps(notebook).encode(), notebooks.spec())
    twice = repair(nbformat.writes(once.notebook).encode(), notebooks.spec())
    assert [cell.source for cell in twice.cells if cell.spec] == [cell.source for cell in once.cells if cell.spec]


@given(notebooks.sources)
def test_any_text_can_be_looked_at(text: str) -> None:
    """Is any text cleaned, compared, shown and searched for code?"""
    with quick():
        source = clean(text)
        source.encode()
        assert layout_free(layout_free(source)) == layout_free(source)
        assert show(source).isprintable()
        for part in (source, fenced(source), without_prompts(source), without_magics(source) or ""):
            code = read_code(part[:50_000])
            assert all(name.isidentifier() for name in code.names if code.whole)
        margin(source)


@given(
    st.binary(max_size=200)
    | st.text(max_size=120).map(lambda text: text.encode("utf-8", "replace"))
    | _DATES.map(str.encode)
)
def test_any_timestamp_can_be_read(content: bytes) -> None:
    """Is any timestamp a date of this century without a time zone, or noted as none?"""
    with quick():
        when, note = read_timestamp(content)
    assert note.isprintable()
    assert note if when is None else when.tzinfo is None
    assert when is None or datetime(1999, 12, 31) <= when < datetime(2100, 1, 2)


_FILES = st.dictionaries(
    st.sampled_from(["timestamp.txt", MINI_NOTEBOOK, "data/a.csv", "sub/b.ipynb", "\x1b[2J.txt"]),
    st.binary(max_size=300) | notebooks.sources.map(lambda text: text.encode("utf-8", "replace")),
)


@given(_FILES)
def test_any_folder_can_be_read(contents: dict[str, bytes]) -> None:
    """Are the files of any folder read as they are, its timestamp included?"""
    with tempfile.TemporaryDirectory() as name:
        for path, content in contents.items():
            (Path(name) / path).parent.mkdir(exist_ok=True)
            (Path(name) / path).write_bytes(content)
        with quick():
            submission = read_submission(Place(Path(name)))
            when = submitted_at(submission)
    assert {file.name: file.content for file in submission.files} == contents
    assert when is None or "timestamp.txt" in contents
    assert all(note.isprintable() for note in submission.notes)
