"""The autograded folder of a submission: executed notebook with its record, written whole or not at all."""

import errno
import glob
import json
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from nbformat import NotebookNode, from_dict

from autograder.grading.record import METADATA_KEY, Record

_FILE_MODE = 0o444  # as nbgrader leaves autograded files
_GROUP_MODE = 0o2770  # of folders that a group of graders shares


def stage(
    folder: Path,
    notebooks: Mapping[str, bytes],
    files: Mapping[str, bytes],
    *,
    kept: Iterable[str] = (),
    mode: int = _FILE_MODE,
) -> tuple[Path, list[str]]:
    """Write what is to replace the autograded folder of a submission beside it: a full disk is met before it is due.

    Parameters
    ----------
    folder : Path
        `autograded/<student>/<assignment>`.
    notebooks : mapping
        The content of each autograded notebook by its name.
    files : mapping
        The submission's other regular files, by their path in the folder. Those that stand where a notebook or its
        feedback page is to be are left out.
    kept : iterable of str
        Names of notebooks that stay as they are in the folder.
    mode : int
        Permissions of the files.
    groupshared : bool
        Whether all members of the folder's group may write to it.

    Returns
    -------
    Path
        For `publish`, or `discard`.
    list of str
        Those of the other files that could not be written, as a path can be too long for its new place.
    """
    failed = []
    stay = {name: content for name in kept if (content := _content(folder, name)) is not None}
    notebooks = {**stay, **notebooks}
    taken = {f"{name}{ending}" for name in notebooks for ending in (".ipynb", ".html")}
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    for leftover in folder.parent.glob(f".{glob.escape(folder.name)}.*.[no][el][wd]"):
        shutil.rmtree(leftover, ignore_errors=True)  # of a run that was killed: an assignment has one writer at a time
    try:
        fresh.mkdir(parents=True)
        for name, content in files.items():
            if name.split("/")[0] not in taken:
                try:
                    _write_file(fresh / name, content, mode)
                except OSError as error:
                    if is_of_the_disk(error):
                        raise
                    failed.append(name)
        for name, content in notebooks.items():
            _write_file(fresh / f"{name}.ipynb", content, mode)
    except OSError:
        discard(fresh)
        raise
    return fresh, failed


def is_of_the_disk(error: OSError) -> bool:
    """Tell whether a file could not be written because none can be, whoever handed it in."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)


def publish(folder: Path, fresh: Path, *, groupshared: bool = False) -> None:
    """Put what was staged in the place of the autograded folder."""
    stale = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if groupshared:
        for path in (fresh.parent, fresh, *(path for path in fresh.rglob("*") if path.is_dir())):
            share(path)
    if folder.exists():
        folder.rename(stale)
    fresh.rename(folder)
    shutil.rmtree(stale, ignore_errors=True)


def discard(fresh: Path) -> None:
    """Remove what was staged."""
    shutil.rmtree(fresh, ignore_errors=True)


def read(folder: Path, notebook: str) -> tuple[str, Record] | None:
    """Return digest and record, with the notebook in it, of an autograded notebook; None if there is none of ours."""
    content = _load(folder, notebook)
    return None if content is None else _saved(content, from_dict(content))


def read_record(folder: Path, notebook: str) -> tuple[str, Record] | None:
    """Return the same without the notebook.

    Of a file as `autograder.grading.process` writes it, the last line alone is parsed: it holds all but the cells, and
    with them all that a submission wrote.
    """
    content = _content(folder, notebook)
    if content is None:
        return None
    for text in (b"{" + content.rstrip().rpartition(b"\n")[2], content):
        parsed = _parsed(text)
        saved = _saved(parsed, NotebookNode()) if parsed is not None else None
        if saved is not None:
            return saved
    return None


def _load(folder: Path, notebook: str) -> dict[str, object] | None:
    content = _content(folder, notebook)
    return None if content is None else _parsed(content)


def _content(folder: Path, notebook: str) -> bytes | None:
    try:
        return (folder / f"{notebook}.ipynb").read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _parsed(content: bytes) -> dict[str, object] | None:
    try:
        found: object = json.loads(content)
    except (ValueError, RecursionError):
        return None  # a damaged one is graded again
    return found if isinstance(found, dict) else None


def _saved(content: dict[str, object], notebook: NotebookNode) -> tuple[str, Record] | None:
    metadata = content.get("metadata")
    saved = metadata.get(METADATA_KEY) if isinstance(metadata, dict) else None
    try:
        return None if saved is None else (saved["digest"], Record.from_json(saved["record"], notebook))
    except (LookupError, TypeError, ValueError, AttributeError):
        return None  # of another version, or edited


def share(folder: Path) -> None:
    """Let a folder's group write to it, as nbgrader does with `groupshared`; another grader's folder is theirs."""
    with suppress(PermissionError):
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | _GROUP_MODE)


def _write_file(path: Path, content: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
