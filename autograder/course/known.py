"""What is known of the answers to an exercise's cells, beside its contracts: the solution's, and those of its mistakes.

The catalogue of its mistakes is made by `make mutants`. Without one, students are told how their answer is related to
the right one, and get no name for what they did.
"""

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.course.contracts import companion_files, contracts_path, folder_digest, made_from
from autograder.course.kept import read_kept
from autograder.grading.code import code_digest
from autograder.mistakes import FOLDER


def write_known(source: Path, found: Mapping[str, bytes], exercise: Path | None = None) -> None:
    """Write the packed catalogues of a built notebook's cells.

    Parameters
    ----------
    source : Path
        The built notebook.
    found : mapping
        By grade_id.
    exercise : Path or None
        The folder whose mistakes they hold; without one, they hold the solution alone.
    """
    path, state = known_path(source), _state(source)
    before = read_kept(path)
    kept = before["cells"] if exercise and before.items() >= state.items() else {}  # of cells without known mistakes
    cells = {cell: base64.b64encode(packed).decode() for cell, packed in found.items()}
    data = {**state, "mistakes": folder_digest(exercise / FOLDER) if exercise else "", "cells": {**kept, **cells}}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")


def read_known(source: Path, exercise: Path, say: Callable[[str], None] = lambda line: None) -> dict[str, bytes]:
    """Return the packed catalogue of each cell of a built notebook, by its grade_id.

    Parameters
    ----------
    source : Path
        The built notebook.
    exercise : Path
        The folder that it was built from.
    say : function
        Told where students get no name for their mistakes, although the exercise knows some.
    """
    data = read_kept(known_path(source))
    current = data.items() >= _state(source).items()
    if (exercise / FOLDER).is_dir() and not (current and data.get("mistakes") == folder_digest(exercise / FOLDER)):
        say(f"{source.stem}: its catalogue of mistakes is not up to date, so none is named. Run `make mutants`")
    return {cell: base64.b64decode(item) for cell, item in data["cells"].items()} if current else {}


def known_path(source: Path) -> Path:
    """Return where the catalogues of a built notebook lie."""
    return contracts_path(source).with_suffix(".known.json")


def _state(source: Path) -> dict[str, Any]:
    return {"made_from": made_from(source, companion_files(source)), "code": code_digest().hex()}
