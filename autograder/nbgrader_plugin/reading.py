"""Reads the files that hold a course's settings, and says what is wrong with one: file, line, error."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from traitlets.config import Config, Configurable
from traitlets.config.loader import JSONFileConfigLoader, PyFileConfigLoader

from autograder.errors import GradingError
from autograder.nbgrader_plugin.settings import UNSAFE

FILE = "nbgrader_config.py"
_LOADERS = {".py": PyFileConfigLoader, ".json": JSONFileConfigLoader}


def read_file(path: Path) -> Config:
    """Read a file of settings, as nbgrader does.

    Raises
    ------
    GradingError
        If it fails. nbgrader logs that, and goes on without what the file says.
    """
    try:
        settings: Config = _LOADERS[path.suffix](path.name, path=str(path.parent)).load_config()
    except (Exception, SystemExit) as error:
        raise GradingError(_place(path, error), _named(error), "Fix the settings") from error
    return settings


def is_configured(settings: Config) -> bool:
    """Whether `configure(c)` was called in a file of these settings, and the file did not fail afterwards."""
    return bool(settings.Autograder.get("configured", False) is True)


def require_settings(reader: Configurable, root: str) -> None:
    """Refuse to go on if a file of settings failed when nbgrader read it, or none of them is the autograder's.

    nbgrader keeps no trace of a file that failed, so all are read once more.

    Parameters
    ----------
    reader : Configurable
        The application of nbgrader, or any part of one.
    root : str
        The course folder.

    Raises
    ------
    GradingError
        Naming the file and its line, or the folder.
    """
    found = list(files_of_settings(reader, Path(root)))
    for path in found:
        read_file(path)
    if is_configured(reader.config):
        return
    if not any(path.name == FILE for path in found):
        raise GradingError(
            root, f"there is no {FILE}", "Run the command in the course folder, or name that folder: --course-dir=…"
        )
    raise GradingError(
        " and ".join(str(path) for path in found),
        "`configure(c)` of autograder.nbgrader_plugin is not called",
        f"Call it, or allow nbgrader to run submissions without any sandbox: `{UNSAFE}`",
    )


def files_of_settings(reader: Any, root: Path) -> Iterator[Path]:
    """Find the files that nbgrader takes settings from; it may read them from several places.

    Raises
    ------
    GradingError
        If a file is named and is not there.
    """
    application = reader
    while application is not None and not hasattr(application, "config_file_paths"):
        application = application.parent
    folders = [root, Path.cwd(), *map(Path, getattr(application, "config_file_paths", ()))]
    bases = [folder / stem for folder in folders for stem in ("nbgrader_config", "jupyter_config")]
    named = getattr(application, "config_file", "")
    if named:
        bases.append(Path(named).absolute().with_suffix(""))
    files = [base.with_name(base.name + suffix) for base in bases for suffix in _LOADERS]
    if named and not any(path.exists() for path in files[-len(_LOADERS) :]):
        raise GradingError(named, "there is no such file", "Fix its name in `config_file`")
    # each once: the course folder is often the working folder
    yield from {path.resolve(): path for path in files if path.exists()}.values()


def _place(path: Path, error: BaseException) -> str:
    """Return the file with its line that failed, as far as there is one."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    if isinstance(error, SyntaxError) and error.filename == str(path):
        lines.append(error.lineno)
    return f"{path}:{lines[-1]}" if lines else str(path)


def _named(error: BaseException) -> str:
    """Return the error on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(":")
