"""What reads a submission: texts, archives and dates that cost the grader time, and honest work that it could lose."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from tests.attacks.attack import (
    EVERYTHING,
    FINE,
    NOTEBOOK,
    UNREADABLE,
    Attack,
    Build,
    Edit,
    find_cell,
    solved,
    unsolved,
    write,
)
from tests.attacks.scene import Scene

_KEPT = {"least": EVERYTHING, "most": EVERYTHING}
_WITHOUT_BONUS = EVERYTHING - 5
_STUB = """class SGD:
    def run_update_rule(self, gradients, _):
        return gradients
"""


def _file(make: Callable[[], bytes], name: str = NOTEBOOK) -> Build:
    """Hand in a file."""

    def build(scene: Scene, folder: Path) -> None:
        (folder / name).write_bytes(make())

    return build


def _solved_with(name: str, content: bytes, *edits: Edit) -> Build:
    """Hand in right answers with a file beside them."""

    def build(scene: Scene, folder: Path) -> None:
        write(scene, folder, scene.solution, edits)
        (folder / name).write_bytes(content)

    return build


def _prose(notebook: NotebookNode) -> None:
    """Add 14 MB of text that looks like definitions, in cells just short enough to be searched."""
    cells = [new_markdown_cell(f"class SGD: {number}; a + b\n" * 1800) for number in range(300)]
    notebook.cells += cells


def _alike(notebook: NotebookNode) -> None:
    """Take all names from the cells, and add many that are nearly like them."""
    for cell in notebook.cells:
        cell.metadata = {}
    long = max((cell.source for cell in notebook.cells), key=len)
    notebook.cells += [new_markdown_cell(f"{long[:-number]}{'x' * number}" * 2) for number in range(1, 500)]


def _zip_of_extras() -> bytes:
    """Return an archive whose directory holds 30 MB of empty extra fields."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(240):
            member = zipfile.ZipInfo(f"{number}.txt")
            member.extra = b"\xff\xff\0\0" * 16_000
            archive.writestr(member, b"")
    return buffer.getvalue()


def _zip_of_lies() -> bytes:
    """Return an archive whose notebooks unpack to much more than its directory says."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(4):
            archive.writestr(f"{number}.ipynb", bytes(400 << 20))
    data = bytearray(buffer.getvalue())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 24 : place + 28] = struct.pack("<I", 10)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def _earlier_copy(*lines: str) -> Edit:
    """Put an earlier attempt above an answer, which begins with these lines."""

    def edit(notebook: NotebookNode) -> None:
        cell = find_cell(notebook, "sgd")
        earlier = deepcopy(cell)
        earlier.id, earlier.source = "earlier", _STUB
        notebook.cells.insert(notebook.cells.index(cell), earlier)
        cell.source = "\n".join([*lines, cell.source])

    return edit


def _two_notebooks(scene: Scene, folder: Path) -> None:
    """Hand in the answers in cells of the student's own, with a copy of the release below them."""
    notebook = deepcopy(scene.solution)
    below = deepcopy(scene.release.cells)
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"own-{number}"
    notebook.cells += below
    write(scene, folder, notebook, ())


def _joined_files(scene: Scene, folder: Path) -> None:
    """Hand in two notebooks in one file, the answers in the second."""
    text = nbformat.writes(scene.release) + nbformat.writes(scene.solution)
    (folder / NOTEBOOK).write_text(text, encoding="utf-8")


def _in_prose(notebook: NotebookNode) -> None:
    """Turn an answer into a text with a fence."""
    cell = find_cell(notebook, "sgd")
    text = new_markdown_cell(f"My answer is\n\n```python\n{cell.source}\n```\n\nas in the lecture.", id="text")
    notebook.cells[notebook.cells.index(cell)] = text


def _joined_to_training(notebook: NotebookNode) -> None:
    """Merge an answer with a training cell, which would take minutes and has been changed."""
    training = next(
        cell for cell in notebook.cells if "main(TrainOptions())" in cell.source and cell.metadata.get("tags")
    )
    notebook.cells.remove(training)
    find_cell(notebook, "relu").source += "\n\n" + training.source.replace("()", "(num_epochs=50)", 1)


def _pasted_session(notebook: NotebookNode) -> None:
    """Paste answers with the prompts that they had elsewhere."""
    for name, first, further in (("sgd", ">>> ", "... "), ("relu", "In [3]: ", "   ...: ")):
        cell = find_cell(notebook, name)
        lines = cell.source.split("\n")
        blocks = [further if line.startswith((" ", ")")) or not line else first for line in lines]
        marks = blocks if name == "sgd" else [first, *[further] * (len(lines) - 1)]
        cell.source = "\n".join(mark + line for mark, line in zip(marks, lines, strict=True))


def _cut_off(scene: Scene, folder: Path) -> None:
    """Hand in a file that was cut off in the middle."""
    text = json.dumps(json.loads(nbformat.writes(scene.solution)))
    (folder / NOTEBOOK).write_text(text[: text.index('"test_adam"')], encoding="utf-8")


ATTACKS = (
    Attack("prose-to-parse", "adds 14 MB of text that looks like answers, for Python's parser", unsolved(_prose)),
    Attack(
        "texts-to-compare",
        "adds 500 long texts that are nearly like the course's, and takes all names from it",
        unsolved(_alike),
    ),
    Attack(
        "broken-json-of-beginnings",
        "hands in a broken file in which a cell begins 400,000 times",
        _file(lambda: b'{"cells": [' + b'{"id" ' * 400_000),
        statuses=UNREADABLE,
    ),
    Attack(
        "broken-json-of-open-texts",
        "hands in a broken file in which a text begins 150,000 times and has no end",
        _file(lambda: b'{"cells": [' + b'{"id": "x\\' * 150_000),
        statuses=UNREADABLE,
    ),
    Attack(
        "zip-of-extra-fields",
        "hands in an archive with 15 MB of empty extra fields, which zipfile reads in quadratic time",
        _file(_zip_of_extras, "submission.zip"),
        statuses=UNREADABLE,
    ),
    Attack(
        "zip-that-lies",
        "hands in an archive that says it unpacks to 40 bytes and unpacks to 1.6 GB",
        _file(_zip_of_lies, "submission.zip"),
        statuses=UNREADABLE,
    ),
    Attack(
        "timestamp-endless",
        "brings a date of 8 MB, which dateutil reads in quadratic time; its answers count",
        _solved_with("timestamp.txt", b"1" * 8_000_000),
        **_KEPT,
    ),
    Attack(
        "timestamp-opens-a-file",
        "names a file that can't be read as its time zone; its answers count",
        _solved_with("timestamp.txt", b"2024-05-01 12:00:00 /proc/self/mem\n"),
        **_KEPT,
    ),
    Attack(
        "timestamp-out-of-range",
        "was handed in before the calendar begins; its answers count",
        _solved_with("timestamp.txt", b"0001-01-01T00:00:00+10:00\n"),
        **_KEPT,
    ),
    Attack(
        "magic-in-the-newer-copy",
        "measures its answer with a magic, and keeps an earlier attempt above it",
        solved(_earlier_copy("%%time")),
        **_KEPT,
    ),
    Attack(
        "magic-lines-in-the-newer-copy",
        "has lines for IPython in its answer, and keeps an earlier attempt above it",
        solved(_earlier_copy("%matplotlib inline", "!true", "help?")),
        **_KEPT,
    ),
    Attack("release-pasted-below", "has the release again below its own cells", _two_notebooks, **_KEPT),
    Attack("notebooks-joined", "holds two notebooks in one file, the answers in the second", _joined_files, **_KEPT),
    Attack("answer-in-prose", "gives an answer in the fence of a text cell", solved(_in_prose), **_KEPT),
    Attack("answer-joined-to-training", "merged an answer with a training cell", solved(_joined_to_training), **_KEPT),
    Attack("answers-pasted-with-prompts", "pasted answers with their prompts", solved(_pasted_session), **_KEPT),
    Attack(
        "file-cut-off",
        "hands in a file that ends in the middle; the answers before that count",
        _cut_off,
        least=_WITHOUT_BONUS,
        most=EVERYTHING,
        statuses=FINE,
    ),
)
