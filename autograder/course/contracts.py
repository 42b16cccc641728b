"""Contracts of built notebooks: a JSON file for each, beside the folder of the built sources.

The file also keeps what it was made from: the source notebook, the exercise's folder and the code that built it.
"""

import hashlib
import json
import sys
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from autograder.errors import GradingError
from autograder.grading.code import code_digest
from autograder.remote.contract import CellContract
from autograder.spec import AssignmentSpec

_HINT = "Run `make release`"
_NOT_BUILT = ("mistakes", "demo")


def read_spec(source: Path) -> AssignmentSpec:
    """Read the spec of a built source notebook, without contracts; files that lie beside it belong to it."""
    spec = AssignmentSpec.from_notebook(source.parent.name, source.stem, nbformat.read(source, as_version=4))
    return replace(spec, files=companion_files(source))


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
    data = _read(source)
    if data["made_from"] != made_from(source, spec.files):
        raise GradingError(
            str(source), "the notebook, its files or the Python version changed since its tests were recorded", _HINT
        )
    return replace(spec, contracts={name: CellContract.from_json(item) for name, item in data["cells"].items()})


def check_up_to_date(source: Path, exercise: Path) -> None:
    """Refuse a source whose exercise was edited after it was built; where there is no exercise, nobody edited it.

    Raises
    ------
    GradingError
        If the exercise's folder does not hold what the source was built from.
    """
    if exercise.is_dir() and _read(source).get("exercise") != exercise_digest(exercise):
        raise GradingError(str(exercise), "it was changed after it was built, and the old tests would grade", _HINT)


def is_built(source: Path, exercise: str) -> bool:
    """Tell whether a source and its contracts are what this code builds from an exercise with this digest."""
    try:
        data = _read(source)
        found = data["exercise"], data["code"], data["made_from"]
    except (GradingError, KeyError):
        return False
    return source.exists() and found == (exercise, code_digest().hex(), made_from(source, companion_files(source)))


def contracts_text(source: Path, spec: AssignmentSpec, exercise: str) -> str:
    """Return the file's text for a spec with contracts, made from an exercise with this digest; the same each time."""
    made = {"made_from": made_from(source, spec.files), "exercise": exercise, "code": code_digest().hex()}
    return _text({**made, "cells": _cells(spec)})


def committed_text(spec: AssignmentSpec) -> str:
    """Return what is committed: the contracts alone, for a reader to see what a change of a test changes.

    It names the version of Python: another one may tell the places in the tests differently.
    """
    return _text({"python": python_version(), "cells": _cells(spec)})


def contracts_path(source: Path) -> Path:
    """Return where the contracts of a source notebook lie."""
    assignment = source.parent
    return assignment.parent.with_name("contracts") / assignment.name / f"{source.stem}.json"


def made_from(source: Path, files: Mapping[str, bytes]) -> str:
    """Hash what contracts depend on: places in the tests are told by the version of Python that runs them."""
    state = hashlib.sha256(python_version().encode())
    state.update(source.read_bytes())
    for name, content in files.items():
        state.update(repr(name).encode() + hashlib.sha256(content).digest())
    return state.hexdigest()


def python_version() -> str:
    """Return the version of Python as far as contracts depend on it."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def exercise_digest(folder: Path) -> str:
    """Hash what an exercise's source is built from: all of its folder but known answers and samples of submissions."""
    return folder_digest(folder, _NOT_BUILT)


def folder_digest(folder: Path, left_out: Collection[str] = ()) -> str:
    """Hash the files in a folder, but for some of the folders in it."""
    state = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if name.parts[0] not in left_out and is_companion(path, folder):
            state.update(repr(name.as_posix()).encode() + hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


def _read(source: Path) -> dict[str, Any]:
    try:
        data: dict[str, Any] = json.loads(contracts_path(source).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        raise GradingError(str(source), "what its tests may ask was not recorded", _HINT) from None
    return data


def companion_files(source: Path) -> dict[str, bytes]:
    """Return the content of the files that lie beside a source notebook, by name."""
    return {
        str(path.relative_to(source.parent)): path.read_bytes()
        for path in sorted(source.parent.rglob("*"))
        if path.suffix != ".ipynb" and is_companion(path, source.parent)
    }


def _cells(spec: AssignmentSpec) -> dict[str, Any]:
    return {name: contract.to_json() for name, contract in sorted(spec.contracts.items())}


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
