"""Notebooks whose bytes, text or code the grader could trip over."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from tests.attacks.attack import DEAD, FINE, NOTEBOOK, UNREADABLE, Attack, Build, answer, unsolved
from tests.attacks.scene import Scene

_OPEN = FINE | UNREADABLE
_ALIKE = "class SGD: pass\nclass Relu: pass\n" * 1000


def _bytes(make: Callable[[dict[str, Any]], object]) -> Build:
    """Hand in the JSON of a changed notebook, whether or not it is a notebook."""

    def build(scene: Scene, folder: Path) -> None:
        made = make(json.loads(nbformat.writes(scene.release)))
        text = made if isinstance(made, str) else json.dumps(made)
        (folder / NOTEBOOK).write_text(scene.fill_in(text), encoding="utf-8")

    return build


def _with_cells(*cells: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Put cells in front of the others."""
    blank = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "", "id": "attack"}
    whole = [{**blank, **cell} if isinstance(cell, dict) else cell for cell in cells]
    return lambda notebook: {**notebook, "cells": [*whole, *notebook["cells"]]}


def _nested(depth: int) -> object:
    value: object = {}
    for _ in range(depth):
        value = {"x": value}
    return value


def _named_twice(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook)[:-1] + ', "cells": [{"cell_type": "code", "source": "6.0"}], "metadata": {}}'


def _metadata_replaced(notebook: dict[str, Any]) -> dict[str, Any]:
    odd = (7, None, [], {"cell_type": 7}, {"source": [1, None, {}], "metadata": "x", "outputs": 5})
    return {**_with_cells(*odd)(notebook), "metadata": [], "nbformat": "4"}


def _many_cells(notebook: dict[str, Any]) -> dict[str, Any]:
    return {**notebook, "cells": notebook["cells"] + [{"cell_type": "code", "source": "x"}] * 100_000}


ATTACKS = (
    Attack(
        "nested-data",
        "nests its metadata nearly as deep as JSON is read",
        _bytes(_with_cells({"metadata": {"x": _nested(300)}})),
        statuses=_OPEN,
    ),
    Attack(
        "nested-json", "nests JSON 100,000 deep", _bytes(lambda _: '{"cells": ' + "[" * 100_000), statuses=UNREADABLE
    ),
    Attack("keys-twice", "names its cells twice", _bytes(_named_twice), statuses=_OPEN),
    Attack(
        "numbers-odd",
        "holds numbers that JSON doesn't know",
        _bytes(_with_cells({"metadata": {"x": float("nan"), "y": float("inf")}, "execution_count": 10**4000})),
        statuses=_OPEN,
    ),
    Attack(
        "text-odd",
        "holds halves of characters, null characters and line ends of all kinds",
        _bytes(
            _with_cells(
                {"source": "x = '\ud800'\r\n# \x00 \x85 \u2028", "id": "\udfff", "metadata": {"\ud800": "\udc00"}}
            )
        ),
        shown=True,
    ),
    Attack(
        "types-odd", "puts numbers, lists and nothing where text belongs", _bytes(_metadata_replaced), statuses=_OPEN
    ),
    Attack("cells-many", "holds 100,000 cells", _bytes(_many_cells), statuses=_OPEN),
    Attack(
        "code-nested",
        "holds code that is nested deeper than a parser's stack",
        unsolved(
            answer("sgd", "class SGD:\n    x = " + "-" * 40_000 + "1"),
            answer("relu", "class Relu: x = " + "[" * 20_000),
            answer("adam", "class Adam:\n x = 1" + "+1" * 20_000),
        ),
        statuses=DEAD,
    ),
    Attack(
        "code-alike",
        "holds cells that each look like all answers",
        unsolved(*(answer(name, _ALIKE) for name in ("sgd", "relu", "adam"))),
    ),
)
