"""The backend without bubblewrap: Landlock keeps students to their files, and they are not root where possible."""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from .account import NOBODY, open_to_all, reachable
from .backend import StudentProcess
from .environment import HERE, Environment, Interpreter
from .fork_server import ForkServer
from .limits import Limits

_SYSTEM_FILES = ("/bin", "/lib", "/lib64", "/sbin", "/etc/alternatives", "/etc/ld.so.cache", "/etc/passwd")
_NEEDED_AS_ROOT = {"namespaces", "scratch", "files", "capabilities", "system_calls"}


class Plain(ForkServer):
    """A fork server in a folder of its own; not as root, unless the kernel protects this machine from it."""

    where = "without bubblewrap"

    def __init__(self, limits: Limits, interpreter: Interpreter) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="autograder-")).resolve()
        self._students = 0
        try:
            environment = Environment(interpreter)
            account = _account(environment)
            scratch, library = self.folder / "scratch", self.folder / "library"
            scratch.mkdir()
            library.mkdir()
            for name, place in environment.packages.items():
                (library / name).symlink_to(place)
            if account:
                self.folder.chmod(0o755)
                os.chown(scratch, NOBODY, NOBODY)
            readable = [*environment.python, "/usr", *_SYSTEM_FILES, HERE / "inside", library]
            super().__init__(
                limits,
                interpreter,
                environment,
                account=account,
                scratch=str(scratch),
                runner=str(HERE),
                library=str(library),
                readable=[str(path) for path in (*readable, *environment.packages.values())],
                cover=[str(folder) for folder in environment.hidden],
                remove=str(self.folder),
            )
        except BaseException:
            _remove(self.folder)
            raise
        if os.getuid() == 0 and not account and _NEEDED_AS_ROOT & self.missing.keys():
            self.close()
            self.hint = "Install bubblewrap, or grade as an ordinary user."
            raise self._failed("it would be root, with nothing that keeps it from this machine's files", True)

    def open(self, modules: Sequence[str] = (), **config: str) -> StudentProcess:
        """Fork a student's process, which writes to a folder of its own."""
        self._students += 1
        scratch = self.folder / "scratch"
        own = scratch / str(self._students)
        own.mkdir(mode=0o700)
        owner = scratch.stat()
        os.chown(own, owner.st_uid, owner.st_gid)
        return replace(super().open(modules, scratch=str(own), **config), clean_up=lambda: _remove(own))

    def close(self) -> None:
        """End the process with all its students, and remove its folder."""
        super().close()
        _remove(self.folder)


def _account(environment: Environment) -> dict[str, Any]:
    """Nobody, started as root, where that account can read what it needs; otherwise who we are."""
    folders = (*environment.python, HERE / "inside", *environment.packages.values())
    if os.getuid() or not all(map(open_to_all, folders)) or not all(map(reachable, environment.links)):
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def _remove(folder: Path) -> None:
    """Remove a folder. Python's own rmtree recurses, and student code decides how deep the folders are."""
    subprocess.run(["rm", "-rf", "--one-file-system", "--", str(folder)], check=False)
