"""The environment that student code sees: the interpreter's folders, the packages beside it, variables."""

import importlib.util
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Environment:
    """What students need to see of this machine, whatever shows it to them.

    Parameters
    ----------
    preload : sequence of str
        Packages that students import.

    Attributes
    ----------
    python : list of Path
        The folders that the interpreter and its libraries live in, outside of /usr.
    links : dict of Path to str
        Symbolic links outside of those and of /usr that the interpreter's paths lead through, and what each holds.
    packages : dict of str to Path
        Those of `preload` that are in none of the folders, as when they are installed from a repository.
    hidden : list of Path
        Folders of the grader within those folders, which students must not see.
    """

    def __init__(self, preload: Sequence[str]) -> None:
        prefixes = (sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix)
        self.python: list[Path] = []
        for folder in (Path(prefix).resolve() for prefix in prefixes):
            if not self.shows(folder):
                self.python.append(folder)
        found = (link for path in (*prefixes, sys.executable) for link in links_along(Path(path)))
        self.links = {place: target for place, target in found if not self.shows(place)}
        places = {name: find_package(name) for name in preload}
        self.packages = {name: place for name, place in places.items() if place and not self.shows(place)}
        own = {HERE.parent, find_package(HERE.parent.name)}
        self.hidden = sorted(place for place in own if place and self.shows(place))

    def shows(self, place: Path) -> bool:
        """Tell whether a place without links in its path is in a folder that students see."""
        return any(place.is_relative_to(folder) for folder in (Path("/usr"), *self.python))

    def variables(self, scratch: str) -> dict[str, str]:
        """All environment variables, with this writable folder."""
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


def find_package(name: str) -> Path | None:
    """Find a package's folder without importing it."""
    found = importlib.util.find_spec(name)
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]).resolve() if places else None
