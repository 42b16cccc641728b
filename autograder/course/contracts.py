"""Where contracts lie: a JSON file for each notebook, beside the folder of the built sources."""

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import nbformat

from autograder.errors import GradingError
from autograder.remote.contract import CellContract
from autograder.spec import AssignmentSpec

_HINT = "Run `make release`"


def read_spec(source: Path) -> AssignmentSpec:
    """Read the spec of a built source notebook, without contracts; files that lie beside it belong to it."""
    files = {
        str(path.relative_to(source.parent)): path.read_bytes()
        for path in sorted(source.parent.rglob("*"))
        if path.suffix != ".ipynb" and is_companion(path, source.parent)
    }
    spec = AssignmentSpec.from_notebook(source.parent.name, source.stem, nbformat.read(source, as_version=4))
    return replace(spec, files=files)


def is_companion(path: Path, folder: Path) -> bool:
    """Tell whether a path in a folder is a file that goes with its notebooks: not hidden, not made by Python."""
    parts = path.relative_to(folder).parts
    return path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in parts)


def read_contracts(source: Path, spec: AssignmentSpec) -> AssignmentSpec:
    """Return a spec with the contracts that were recorded for it.

    Raises
    ------
    GradingError
        If there are none, or they were recorded for another source.
    """
    path = contracts_path(source)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GradingError(str(source), "what its tests may ask was not recorded", _HINT) from None
    if data["made_from"] != made_from(source, spec.files):
        raise GradingError(
            str(source), "the notebook, its files or the Python version changed since its tests were recorded", _HINT
        )
    return replace(spec, contracts={name: CellContract.from_json(item) for name, item in data["cells"].items()})


def contracts_text(source: Path, spec: AssignmentSpec) -> str:
    """Return the file's text for a spec with contracts, the same each time."""
    cells = {name: contract.to_json() for name, contract in sorted(spec.contracts.items())}
    data = {"made_from": made_from(source, spec.files), "cells": cells}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def contracts_path(source: Path) -> Path:
    """Return where the contracts of a source notebook lie."""
    assignment = source.parent
    return assignment.parent.with_name("contracts") / assignment.name / f"{source.stem}.json"


def made_from(source: Path, files: Mapping[str, bytes]) -> str:
    """Hash what contracts depend on: places in the tests are told by the version of Python that runs them."""
    state = hashlib.sha256(f"{sys.version_info.major}.{sys.version_info.minor}".encode())
    state.update(source.read_bytes())
    for name, content in files.items():
        state.update(repr(name).encode() + hashlib.sha256(content).digest())
    return state.hexdigest()
