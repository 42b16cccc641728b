"""The notebook is found among the files of a submission, whatever it is called."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

from autograder.repair import SubmittedFile, pick
from autograder.repair.text import show
from autograder.status import Status
from tests.exercise import EXERCISE
from tests.exercise import NOTEBOOK as NAME


def file(name, content, modified=0.0):
    """Return a submitted file held in memory."""
    return SubmittedFile(name, modified, content)


@pytest.fixture
def empty(spec):
    """The notebook as students got it."""
    cells = [
        {"cell_type": c.cell_type, "id": c.cell_id, "metadata": dict(c.metadata), "source": c.source}
        for c in spec.cells
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def test_exact_name_counts(submission, spec):
    """Does the file with the right name count, the others being left out with a note?"""
    others = [
        file("old.ipynb", submission.to_bytes(), modified=9.0),
        file("timestamp.txt", b"2024"),
        file("a.png", b""),
    ]
    picked = pick([*others, file(NAME, submission.to_bytes())], spec)
    assert picked.notes == ('other notebooks in the submission were left out: "old.ipynb"',)


def test_checkpoints_beside_the_notebook_are_nothing_special(submission, spec):
    """Does Jupyter's own checkpoint folder pass without a note?"""
    name = f".ipynb_checkpoints/{EXERCISE}-checkpoint.ipynb"
    picked = pick([file(name, submission.to_bytes()), file(NAME, submission.to_bytes())], spec)
    assert (picked.status, picked.notes) == (Status.GRADED, ())


@pytest.mark.parametrize(
    "name",
    [
        f"{EXERCISE} (1).ipynb",
        f"Kopie von {EXERCISE}.ipynb",
        f"{EXERCISE.title()}.IPYNB",
        f"{EXERCISE}-checkpoint.ipynb",
        f"{EXERCISE} (conflicted copy 2024-05-01).ipynb",
        f"{EXERCISE}.ipynb.txt",
        f"{EXERCISE}.ipynb.json",
        "homework/final.ipynb",
        "new\nline \udcff.ipynb",
    ],
)
def test_renamed_notebook(submission, spec, name):
    """Is a renamed notebook found, and its name said in a printable way?"""
    picked = pick([file("timestamp.txt", b"2024"), file(name, submission.to_bytes())], spec)
    assert picked.answered == submission.repaired().answered
    assert picked.notes == (f'the notebook was handed in as "{show(name)}"',)
    assert picked.notes[0].isprintable()


def test_untouched_notebook_beside_a_renamed_one(submission, spec, empty):
    """Does the copy with the answers count when the file with the right name has none?"""
    picked = pick([file(NAME, empty), file("copy.ipynb", submission.to_bytes())], spec)
    assert 'the notebook was handed in as "copy.ipynb"' in picked.notes


def test_conflict_copies(submission, spec, empty):
    """Does the best of several copies count, and among equals the newest?"""
    full = submission.to_bytes()
    copies = [file("a.ipynb", full, 1.0), file("b.ipynb", empty, 3.0), file("c.ipynb", full, 2.0)]
    picked = pick(copies, spec)
    assert picked.notes == (
        'the notebook was handed in as "c.ipynb"',
        'other notebooks in the submission were left out: "b.ipynb", "a.ipynb"',
    )


def test_untouched_notebook_alone(spec, empty):
    """Is a notebook without answers taken as it is?"""
    picked = pick([file(NAME, empty)], spec)
    assert (picked.status, picked.answered) == (Status.GRADED, 0)


@pytest.mark.parametrize(
    ("name", "wanted", "sibling"),
    [
        ("part1.ipynb", "part2", "part1"),
        ("part1 (1).ipynb", "part2", "part1"),
        (".ipynb_checkpoints/Part1-checkpoint.ipynb", "part2", "part1"),
        ("part2/part1.ipynb.txt", "part2", "part1"),
        ("part10.ipynb", "part1", "part10"),
        ("copy of part1.ipynb", "part10", "part1"),
        ("U\u0308bung 1.ipynb", "Übung 2", "Übung 1"),
    ],
)
def test_named_like_another_notebook(submission, spec, name, wanted, sibling):
    """Is a file, or a copy of it, no candidate for a notebook where the longest name in its own is that of another?"""
    spec = replace(spec, notebook=wanted, siblings=(sibling, "others"))
    picked = pick([file(name, submission.to_bytes())], spec)
    assert (picked.status, picked.answered) == (Status.MISSING, 0)


@pytest.mark.parametrize("name", ["part10.ipynb", "part10 (1).ipynb", "part10-part1.ipynb", "final.ipynb", "part1.zip"])
def test_not_named_like_another_notebook(submission, spec, name):
    """Does a file count whose name tells of this notebook, or of none, or which may hold several?"""
    spec = replace(spec, notebook="part10", siblings=("part1",))
    picked = pick([file(name, submission.to_bytes())], spec)
    assert picked.answered == submission.repaired().answered


@pytest.mark.parametrize("beside", [{}, {"work/part2 (1).ipynb": b"{}"}])
def test_archive_with_another_notebook(submission, spec, beside):
    """Is a notebook in an archive no candidate either where its name is that of another?"""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for member, content in {"work/part1.ipynb": submission.to_bytes(), **beside}.items():
            archive.writestr(member, content)
    picked = pick([file("work.zip", packed.getvalue())], replace(spec, notebook="part2", siblings=("part1",)))
    assert (picked.status, picked.answered) == (Status.UNREADABLE, 0)


def test_no_notebook(spec):
    """Is a submission without a notebook missing, the reason being its first note?"""
    picked = pick([file("timestamp.txt", b"2024")], spec, ['"x" is a symbolic link and was not read'])
    assert picked.status is Status.MISSING
    assert picked.notes == ("no notebook was handed in", '"x" is a symbolic link and was not read')
