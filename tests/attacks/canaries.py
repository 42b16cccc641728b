"""Canaries: things of this machine that no submission may touch, and that tell when one did."""

import contextlib
import os
import secrets
import socket
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/home", "/root")
_NOBODY = 65534


class Canaries:
    """A listener, a process and secrets, all of them out of bounds.

    Parameters
    ----------
    root : Path
        The folder around the course.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.secret = secrets.token_hex(12)
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        account = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
        # of the account that student code runs as where the grader is root
        self.victim = subprocess.Popen(["sleep", "3600"], cwd="/", **account)

    def __enter__(self) -> Self:
        for folder in (self.root, self.root / "home", self.root / "course"):
            (folder / "secret.txt").write_text(self.secret, encoding="utf-8")
        threading.Thread(target=self._count, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self.victim.kill()
        self.victim.wait()

    def touched(self, token: str, *, folders: bool = True) -> list[str]:
        """Return a line for each canary that was touched, and each file with this token in its name.

        `folders` tells whether folders for temporary files have to be empty, too.
        """
        found = [f"{self.connections} connections reached this machine"] if self.connections else []
        if self.victim.poll() is not None:
            found.append("a process of this machine was ended")
        for folder in (*_PLACES, str(Path.home())):
            with contextlib.suppress(OSError):
                found += [f"left the file {folder}/{name}" for name in os.listdir(folder) if token in name]
        for folder, below, files in os.walk(self.root):
            found += [f"left the file {folder}/{name}" for name in (*below, *files) if token in name]
        if folders:
            found += [f"left the file {self.root}/tmp/{name}" for name in os.listdir(self.root / "tmp")]
        return found

    def _count(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._listener.accept()[0].close()
                self.connections += 1
