"""The autograded folder of a submission: executed notebook with its record, written whole or not at all."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat

from autograder.grading.record import Record

# Key of the notebook metadata that holds the record and what it was made from.
METADATA_KEY = "autograder"

_FILE_MODE = 0o444  # as nbgrader leaves autograded files


def write(folder: Path, records: Mapping[str, Record], digest: str, files: Mapping[str, bytes]) -> None:
    """Replace the autograded folder of a submission.

    Parameters
    ----------
    folder : Path
        `autograded/<student>/<assignment>`.
    records : mapping
        The record of each notebook by its name.
    digest : str
        What the records were made from (see `autograder.course.digest`).
    files : mapping
        The submission's other regular files, by their path in the folder.
    """
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    stale = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    for leftover in (fresh, stale):
        shutil.rmtree(leftover, ignore_errors=True)  # of a run with the same pid that was killed
    fresh.mkdir(parents=True)
    for name, content in files.items():
        _write_file(fresh / name, content)
    for name, record in records.items():
        notebook = record.notebook
        notebook.metadata[METADATA_KEY] = {"digest": digest, "record": record.to_json()}
        _write_file(fresh / f"{name}.ipynb", nbformat.writes(notebook).encode())
    if folder.exists():
        folder.rename(stale)
    fresh.rename(folder)
    shutil.rmtree(stale, ignore_errors=True)


def read(folder: Path, notebook: str) -> tuple[str, Record] | None:
    """Return digest and record of an autograded notebook; None if there is none of ours."""
    path = folder / f"{notebook}.ipynb"
    if not path.is_file():
        return None
    content = nbformat.read(path, as_version=4)
    saved = content.metadata.get(METADATA_KEY)
    if saved is None:
        return None
    return saved["digest"], Record.from_json(saved["record"], content)


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(_FILE_MODE)
