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
_SYSTEM_FILES = ("/bin", "/lib", "/lib64", "/sbin", "/etc/alternatives", "/etc/ld.so.cache", "/etc/passwd")
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
    readable, cover : list of str
        Without bubblewrap: files and folders that students may read, and folders in those that are hidden from them.
    account : dict
        As whom it runs, as `subprocess.Popen` takes it.
    as_root : bool
        Whether it runs as root, because no other account can read the interpreter.
    """

    command: list[str]
    environment: dict[str, str]
    scratch: str
    runner: str
    library: str
    readable: list[str] = field(default_factory=list)
    cover: list[str] = field(default_factory=list)
    account: dict[str, Any] = field(default_factory=dict)
    as_root: bool = False


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
    """Start without bubblewrap; where possible not as root.

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
    visible = [*python_folders(), Path("/usr")]
    packages = _outside(preload, visible)
    for name, place in packages.items():
        (library / name).symlink_to(place)
    readable = [*visible, *map(Path, _SYSTEM_FILES), _HERE / "inside", library, *packages.values()]
    own = _HERE.parent
    account: dict[str, Any] = {}
    as_root = os.getuid() == 0
    if as_root and all(map(_open_to_all, (*python_folders(), _HERE / "inside", *packages.values()))):
        as_root = False
        account = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        folder.chmod(0o755)
        os.chown(scratch, _NOBODY, _NOBODY)
    return Surroundings(
        command=[],
        environment=_environment(str(scratch)),
        scratch=str(scratch),
        runner=str(_HERE),
        library=str(library),
        readable=[str(path) for path in readable],
        cover=[str(own)] if _within(own, visible) else [],
        account=account,
        as_root=as_root,
    )


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


def _open_to_all(folder: Path) -> bool:
    """Whether any account can read the folder, as far as its own and its parents' modes tell."""
    return folder.stat().st_mode & 0o005 == 0o005 and all(place.stat().st_mode & 0o001 for place in folder.parents)


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
