"""Strategies for submitted notebooks: the release of the mini exercise, damaged in its cells, its JSON or its bytes."""

import copy
import io
import json
import zipfile
from functools import cache
from typing import Any

from hypothesis import strategies as st

from autograder.master.reader import read_master
from autograder.spec import AssignmentSpec, Role
from tests.exercise import MINI, MINI_MASTER

# What the steps of repair look for, to be put anywhere and any number of times.
_TOKENS = (
    '{"cells": [',
    '{"cell_type": "code", "source": "',
    '{"id": "',
    '"cells": [',
    '{"metadata":{',
    '"}, {"',
    "\\",
    "\\ud800",
    "\ud800",  # half a character, which JSON can hold and no file can
    "[",
    "]",
    "{",
    "}",
    '"',
    "\n",
    "\r",
    " ",
    "\t",
    ",",
    "1",
    "<<<<<<< HEAD\n",
    "=======\n",
    "||||||| base\n",
    ">>>>>>> other\n",
    "class Scaler:\n",
    "class Square: pass\ndef square(x): pass\n",
    "    def scale(self): pass\n",
    "Scaler = square = 1;",
    "```python\n",
    "```\n",
    "~~~",
    ">>> ",
    "... ",
    "In [1]: ",
    "%%time\n",
    "%matplotlib inline\n",
    "!ls \\\n",
    "x = !ls\n",
    "help?\n",
    "# ",
    "(",
    "f'{",
    "lambda:",
    "PK\x03\x04",
    "PK\x01\x02",
    "\x00",
    "\u2028",
    "\ufeff",
)

runs = st.builds(str.__mul__, st.sampled_from(_TOKENS), st.integers(1, 4) | st.integers(1, 5_000))
# One thing so often that whatever reads it in quadratic time needs many seconds.
floods = st.builds(
    lambda begin, token, times: (begin + token * times).encode("utf-8", "replace"),
    st.sampled_from(['{"cells": [', '{"cells": [{"cell_type": "markdown", "source": "', "<<<<<<< a\n", ""]),
    st.lists(st.sampled_from(_TOKENS), min_size=1, max_size=3).map("".join),
    st.integers(10_000, 40_000),
)
sources = st.lists(runs | st.text(max_size=30), max_size=6).map("".join)
_leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | sources
values = st.recursive(
    _leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=10), inner, max_size=5)
)


@cache
def spec() -> AssignmentSpec:
    """Return the spec of the mini exercise."""
    return AssignmentSpec.from_notebook(MINI.name, MINI_MASTER.stem, read_master(MINI_MASTER))


def answered() -> dict[str, Any]:
    """Return a notebook with something written into each answer."""
    cells = []
    for cell in spec().cells:
        answer = "\n# mine" if cell.role is Role.SOLUTION else ""
        written = {"id": cell.cell_id, "metadata": copy.deepcopy(dict(cell.metadata)), "source": cell.source + answer}
        cells.append({"cell_type": cell.cell_type, **written})
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@st.composite
def edited(draw: st.DrawFn) -> dict[str, Any]:
    """Return a notebook with cells moved, copied, dropped, retyped and rewritten."""
    notebook = answered()
    cells = notebook["cells"]
    for _ in range(draw(st.integers(0, 8))):
        place = draw(st.integers(0, len(cells) - 1)) if cells else 0
        kind = draw(st.sampled_from(["drop", "copy", "move", "retype", "write", "append", "own", "strip", "odd"]))
        if kind == "own" or not cells:
            cells.insert(place, {"cell_type": draw(st.sampled_from(["code", "markdown"])), "source": draw(sources)})
        elif kind == "drop":
            cells.pop(place)
        elif kind == "copy":
            cells.insert(draw(st.integers(0, len(cells))), copy.deepcopy(cells[place]))
        elif kind == "move":
            cells.insert(draw(st.integers(0, len(cells) - 1)), cells.pop(place))
        elif kind == "strip":
            cells[place] = {key: value for key, value in cells[place].items() if key in ("cell_type", "source")}
        elif kind == "retype":
            cells[place]["cell_type"] = draw(st.sampled_from(["code", "markdown", "raw", "heading"]))
        elif kind == "odd":
            cells[place][draw(st.sampled_from(["id", "metadata", "source", "cell_type", "level"]))] = draw(values)
        else:
            before = cells[place].get("source") if kind == "append" else ""
            cells[place]["source"] = (before if isinstance(before, str) else "") + draw(sources)
    return notebook


@st.composite
def damaged(draw: st.DrawFn, files: st.SearchStrategy[bytes]) -> bytes:
    """Return bytes with pieces cut out, put in, doubled or changed."""
    data = draw(files)
    for _ in range(draw(st.integers(0, 5))):
        begin = draw(st.integers(0, len(data)))
        end = draw(st.integers(begin, min(len(data), begin + 500)) | st.just(len(data)))
        piece = draw(
            st.just(b"")
            | st.binary(max_size=8)
            | runs.map(lambda text: text.encode("utf-8", "replace"))
            | st.just(data[begin:end] * 2)
        )
        data = data[:begin] + piece + data[end:]
    return data


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(members):
            archive.writestr(f"{number}{name}", content)
    return buffer.getvalue()


def _encoded(notebook: object, indent: int | None, encoding: str) -> bytes:
    return json.dumps(notebook, indent=indent).encode(encoding)


encodings = st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "utf-32"])
written = st.builds(
    _encoded, edited() | st.builds(lambda cells: {"cells": cells}, values), st.sampled_from([None, 1]), encodings
)
members = st.tuples(st.sampled_from([".ipynb", "/a.ipynb", ".txt", "__MACOSX/._.ipynb"]), written)
archives = st.lists(members, min_size=1, max_size=4).map(_zipped)
# Two notebooks in one file, as they are or as the sides of a conflict.
doubled = st.builds(
    lambda marks, one, other: marks[0] + one + marks[1] + other + marks[2],
    st.sampled_from([(b"", b"", b""), (b"<<<<<<< a\n", b"\n=======\n", b"\n>>>>>>> b\n")]),
    written,
    written,
)
submissions = (
    damaged(written)
    | damaged(archives)
    | damaged(doubled)
    | damaged(sources.map(lambda text: text.encode("utf-8", "replace")))
    | st.binary(max_size=200)
)
