"""The environment that student code sees: the interpreter's folders, the packages beside it, variables."""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.errors import SandboxUnavailable

from .inside.describe import describe

HERE = Path(__file__).resolve().parent
# What `inside` imports, by the names that pip knows it by.
_NEEDED = {"numpy": "numpy", "IPython": "ipython", "pyseccomp": "pyseccomp"}
# Packages of the grader's environment that students' code sees, and finds imported, in every Python.
OWN = ("length",)
_OLDEST = (3, 11)
_SETTING = "c.Autograder.python"
_START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python that students' code runs in.

    Attributes
    ----------
    python : str
        Path of an interpreter, or of the folder of a virtual environment; empty for the one that this runs in.
    preload : tuple of str
        Modules that it has imported before any student's code runs, beside those that are always.
    """

    python: str = ""
    preload: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.python or sys.executable


THIS_PYTHON = Interpreter()


class Environment:
    """What students need to see of this machine, whatever shows it to them.

    Parameters
    ----------
    interpreter : Interpreter
        The Python that runs their code.
    modules : iterable of str
        Others that are looked for.

    Attributes
    ----------
    executable : str
        The interpreter.
    python : list of Path
        The folders that the interpreter and its libraries live in, outside of /usr.
    links : dict of Path to str
        Symbolic links outside of those and of /usr that the interpreter's paths lead through, and what each holds.
    packages : dict of str to Path
        Those of `OWN`, and of what is imported before, that are in none of the folders, as when they are installed from
        a repository: by the name of their folder or file.
    hidden : list of Path
        Folders of the grader within those folders, which students must not see.
    lacking : dict of str to str
        Which of `modules` can't be imported, and why.

    Raises
    ------
    SandboxUnavailable
        If there is no such interpreter, or it can't run what students' code needs around it.
    """

    def __init__(self, interpreter: Interpreter, modules: Iterable[str] = ()) -> None:
        grader = HERE.parent.name
        asked = (*_NEEDED, grader, *interpreter.preload, *modules)
        found = _described(interpreter.python, tuple(dict.fromkeys(asked)))
        places: dict[str, str | None] = found["modules"]
        self.executable = str(found["executable"])
        self._refuse_unusable(found["version"], places)
        self.python: list[Path] = []
        for folder in (Path(folder).resolve() for folder in (*found["prefixes"], *found["folders"])):
            if not self.shows(folder):
                self.python.append(folder)
        links = (link for path in (*found["prefixes"], self.executable) for link in links_along(Path(path)))
        self.links = {place: target for place, target in links if not self.shows(place)}
        preloaded = [place for name in interpreter.preload if (place := places[name])]
        ours = [place for place in describe(OWN)["modules"].values() if place]
        outside = [Path(place) for place in (*ours, *preloaded) if not self.shows(Path(place))]
        self.packages = {place.name: place for place in outside}
        installed = places[grader]
        graders = {HERE.parent, *([Path(installed)] if installed else [])}
        self.hidden = sorted(place for place in graders if self.shows(place))
        self.lacking = dict(self._lacking(modules, places))

    def _refuse_unusable(self, version: list[int], places: dict[str, str | None]) -> None:
        if tuple(version) < _OLDEST:
            raise SandboxUnavailable(
                self.executable,
                f"it is Python {'.'.join(map(str, version))}, and students' code needs 3.11 or newer around it",
                f"Name another one in {_SETTING}",
            )
        lacks = [package for name, package in _NEEDED.items() if places[name] is None]
        if lacks:
            raise SandboxUnavailable(
                self.executable,
                f"it lacks {', '.join(lacks)}",
                f"Install what it lacks: {self.executable} -m pip install {' '.join(lacks)}",
            )

    def _lacking(self, modules: Iterable[str], places: dict[str, str | None]) -> Iterator[tuple[str, str]]:
        for name in modules:
            place = places[name]
            if place is None:
                yield name, "is not installed"
            elif place and not self.shows(Path(place)) and Path(place) not in self.packages.values():
                yield name, f"lies in {place}, outside of the environment"

    def shows(self, place: Path) -> bool:
        """Tell whether a place without links in its path is in a folder that students see."""
        return any(place.is_relative_to(folder) for folder in (Path("/usr"), *self.python))

    def variables(self, scratch: str) -> dict[str, str]:
        """All environment variables, with this writable folder."""
        return {
            "PATH": os.pathsep.join([str(Path(self.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
            "HOME": scratch,
            "TMPDIR": scratch,
            "IPYTHONDIR": f"{scratch}/ipython",
            "MPLCONFIGDIR": f"{scratch}/matplotlib",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",  # sets print alike in each run
            "PYTHONDONTWRITEBYTECODE": "1",
            "NBGRADER_EXECUTION": "autograde",  # as nbgrader tells cells that they are graded
            **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")},
        }


def links_along(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the symbolic links that a path leads through, each with what it holds."""
    place, parts = Path("/"), deque(path.parts)
    while parts:
        step = place / parts.popleft()  # an absolute part starts again
        if step.name == "..":
            place = place.parent
        elif step.is_symlink():
            target = os.readlink(step)
            yield step, target
            parts.extendleft(reversed(Path(target).parts))
        else:
            place = step


@lru_cache(maxsize=8)
def _described(python: str, modules: tuple[str, ...]) -> dict[str, Any]:
    """Return what `describe` says, of this interpreter or of another one."""
    if not python:
        own: dict[str, Any] = describe(modules)
        return own
    path = Path(python).expanduser().absolute()  # not resolved: what a virtual environment's link leads to is not it
    path = path / "bin" / "python" if path.is_dir() else path
    command = [str(path), "-I", str(HERE / "inside" / "describe.py"), *modules]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_START_SECONDS).stdout
        found: dict[str, Any] = json.loads(told.splitlines()[-1])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        last = (getattr(error, "stderr", "") or str(error)).strip().splitlines()[-1:]
        raise SandboxUnavailable(
            str(path), f"it is no Python that can be used ({''.join(last)})", f"Fix {_SETTING}"
        ) from error
    return found
