"""The autograded folder of a submission: executed notebook with its record, written whole or not at all."""

import glob
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode, from_dict

from autograder.grading.record import METADATA_KEY, Record

_FILE_MODE = 0o444  # as nbgrader leaves autograded files


def write(folder: Path, notebooks: Mapping[str, bytes], files: Mapping[str, bytes]) -> None:
    """Replace the autograded folder of a submission.

    Parameters
    ----------
    folder : Path
        `autograded/<student>/<assignment>`.
    notebooks : mapping
        The content of each autograded notebook by its name.
    files : mapping
        The submission's other regular files, by their path in the folder. Those that stand where a notebook or its
        feedback page is to be are left out.
    """
    taken = {f"{name}{ending}" for name in notebooks for ending in (".ipynb", ".html")}
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    stale = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    for leftover in folder.parent.glob(f".{glob.escape(folder.name)}.*.[no][el][wd]"):
        shutil.rmtree(leftover, ignore_errors=True)  # of a run that was killed: an assignment has one writer at a time
    fresh.mkdir(parents=True)
    for name, content in files.items():
        if name.split("/")[0] not in taken:
            _write_file(fresh / name, content)
    for name, content in notebooks.items():
        _write_file(fresh / f"{name}.ipynb", content)
    if folder.exists():
        folder.rename(stale)
    fresh.rename(folder)
    shutil.rmtree(stale, ignore_errors=True)


def read(folder: Path, notebook: str) -> tuple[str, Record] | None:
    """Return digest and record, with the notebook in it, of an autograded notebook; None if there is none of ours."""
    content = _load(folder, notebook)
    return None if content is None else _saved(content, from_dict(content))


def read_outcome(folder: Path, notebook: str) -> tuple[str, Record] | None:
    """Return the same without the notebook, which takes most of the time."""
    content = _load(folder, notebook)
    return None if content is None else _saved(content, NotebookNode())


def _load(folder: Path, notebook: str) -> dict[str, object] | None:
    try:
        content: object = json.loads((folder / f"{notebook}.ipynb").read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None  # a damaged one is graded again
    return content if isinstance(content, dict) else None


def _saved(content: dict[str, object], notebook: NotebookNode) -> tuple[str, Record] | None:
    metadata = content.get("metadata")
    saved = metadata.get(METADATA_KEY) if isinstance(metadata, dict) else None
    return None if saved is None else (saved["digest"], Record.from_json(saved["record"], notebook))


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(_FILE_MODE)
