"""What a warm process is started in and what it is shown: with bubblewrap, or without."""

import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .bubblewrap import bubblewrap_command, python_folders

_NOBODY = 65534
_RUNNER, _LIBRARY = "/runner", "/library"  # inside bubblewrap
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How to start a warm process.

    Parameters
    ----------
    command : list of str
        What its own command line follows.
    environment : dict
        All its environment variables.
    scratch : str
        Its writable folder.
    runner, library : str
        Folders with the package `inside`, and with packages from outside of the interpreter's folders.
    cover : list of str
        Folders that are covered in each student's mounts.
    account : dict
        As whom it runs, as `subprocess.Popen` takes it.
    """

    command: list[str]
    environment: dict[str, str]
    scratch: str
    runner: str
    library: str
    cover: list[str] = field(default_factory=list)
    account: dict[str, Any] = field(default_factory=dict)


def confined_surroundings(bubblewrap: str, preload: Sequence[str]) -> Surroundings:
    """Start in bubblewrap, with the interpreter's folders, the package `inside` and those of `preload`."""
    python = python_folders()
    scratch = "/scratch" if any(folder.is_relative_to("/tmp") for folder in python) else "/tmp"
    visible = [*python, Path("/usr")]
    own = _HERE.parent
    hidden = {place for place in (own, find_package(own.name)) if place and _within(place, visible)}
    binds = {f"{_RUNNER}/inside": _HERE / "inside"}
    binds |= {f"{_LIBRARY}/{name}": place for name, place in _outside(preload, visible).items()}
    environment = _environment(scratch)
    command = bubblewrap_command(bubblewrap, binds, sorted(hidden), scratch, environment)
    return Surroundings(command, environment, scratch, _RUNNER, _LIBRARY)


def plain_surroundings(folder: Path, preload: Sequence[str]) -> Surroundings:
    """Start with nothing hidden, but never as root: what root may write, student code could.

    Parameters
    ----------
    folder : Path
        An empty folder for all that is written.
    preload : sequence of str
        Packages that students import.
    """
    scratch, library = folder / "scratch", folder / "library"
    scratch.mkdir()
    library.mkdir()
    for name, place in _outside(preload, [*python_folders(), Path("/usr")]).items():
        (library / name).symlink_to(place)
    account: dict[str, Any] = {}
    if os.getuid() == 0:
        account = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        folder.chmod(0o755)
        os.chown(scratch, _NOBODY, _NOBODY)
    cover = [str(_HERE.parent)]
    return Surroundings([], _environment(str(scratch)), str(scratch), str(_HERE), str(library), cover, account)


def find_package(name: str) -> Path | None:
    """Find a package's folder without importing it."""
    found = importlib.util.find_spec(name)
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]).resolve() if places else None


def _outside(preload: Sequence[str], visible: Sequence[Path]) -> dict[str, Path]:
    """Those of the packages that are in no visible folder, as when they are installed from a repository."""
    places = {name: find_package(name) for name in preload}
    return {name: place for name, place in places.items() if place is not None and not _within(place, visible)}


def _within(place: Path, folders: Sequence[Path]) -> bool:
    return any(place.is_relative_to(folder) for folder in folders)


def _environment(scratch: str) -> dict[str, str]:
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": scratch,
        "TMPDIR": scratch,
        "IPYTHONDIR": f"{scratch}/ipython",
        "MPLCONFIGDIR": f"{scratch}/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",  # sets print alike in each run
        "PYTHONDONTWRITEBYTECODE": "1",
        **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")},
    }
