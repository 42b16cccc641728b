"""What reads a submission: texts, archives and dates that cost the grader time, and honest work that it could lose."""

import zipfile
import zlib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from tests.attacks.attack import (
    EVERYTHING,
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
_STUB = """class SGD:
    def run_update_rule(self, gradients, _):
        return gradients
"""


def _broken(begin: bytes, times: int) -> Build:
    """Hand in a file that begins a notebook, and begins something in it many times."""

    def build(scene: Scene, folder: Path) -> None:
        (folder / NOTEBOOK).write_bytes(b'{"cells": [' + begin * times)

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


def _extra_fields(archive: zipfile.ZipFile) -> None:
    """Fill the directory with 30 MB of extra fields that hold nothing."""
    for number in range(480):
        archive.writestr(f"{number}.txt", b"")
        archive.filelist[-1].extra = b"\xff\xff\0\0" * 16_000


def _lies(archive: zipfile.ZipFile) -> None:
    """Add notebooks that unpack to 2 GB each and are said to unpack to ten bytes, with the checksum of these."""
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(bytes(64 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = piece * 32 + zlib.compressobj(wbits=-15).flush()
    for number in range(8):
        archive.writestr(f"{number}.ipynb", packed)
        member = archive.filelist[-1]
        member.compress_type, member.file_size, member.CRC = zipfile.ZIP_DEFLATED, 10, zlib.crc32(bytes(10))


def _archives(fill: Callable[[zipfile.ZipFile], None]) -> Build:
    """Hand in three archives, one of which calls itself a notebook."""

    def build(scene: Scene, folder: Path) -> None:
        for name in ("one.zip", "two.zip", NOTEBOOK):
            with zipfile.ZipFile(folder / name, "w") as archive:
                fill(archive)

    return build


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
    """Merge an answer into the training cell below it, which would take minutes and has been changed."""
    training = next(
        cell for cell in notebook.cells if "main(TrainOptions())" in cell.source and cell.metadata.get("tags")
    )
    answer = find_cell(notebook, "relu")
    notebook.cells.remove(answer)
    training.source = answer.source + "\n\n" + training.source.replace("()", "(num_epochs=50)", 1)


def _pasted(notebook: NotebookNode) -> None:
    """Paste answers with what stood around them elsewhere."""
    for name, text in (("sgd", "In [3]:\n{}"), ("relu", "```python\n{}\n```")):
        cell = find_cell(notebook, name)
        cell.source = text.format(cell.source)


ATTACKS = (
    Attack("prose-to-parse", "adds 14 MB of text that looks like answers, for Python's parser", unsolved(_prose)),
    Attack(
        "broken-json-of-beginnings",
        "hands in a broken file in which a cell begins 400,000 times",
        _broken(b'{"id" ', 400_000),
        statuses=UNREADABLE,
    ),
    Attack(
        "broken-json-of-open-texts",
        "hands in a broken file in which a text begins 150,000 times and has no end",
        _broken(b'{"id": "x\\', 150_000),
        statuses=UNREADABLE,
    ),
    Attack(
        "zip-of-extra-fields",
        "hands in archives with 90 MB of empty extra fields, which zipfile reads in quadratic time",
        _archives(_extra_fields),
        statuses=UNREADABLE,
    ),
    Attack(
        "zip-that-lies",
        "hands in archives that say they unpack to 240 bytes and unpack to 48 GB",
        _archives(_lies),
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
    Attack("answers-pasted", "pasted answers with the prompts and fences around them", solved(_pasted), **_KEPT),
)
