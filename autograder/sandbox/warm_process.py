"""The grader's handle of the warm process."""

import os
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_END_SECONDS = 5.0


@dataclass(slots=True)
class WarmProcess:
    """A warm process that is ready to fork students.

    Parameters
    ----------
    process : subprocess.Popen
        The process, or bubblewrap's around it.
    control : socket.socket
        Takes start requests; closing it ends the process.
    folder : Path or None
        The folder for what students write; None in bubblewrap, where nothing of it is on this machine's disk.
    missing : dict
        Protections that this machine refuses, and why.
    """

    process: subprocess.Popen[bytes]
    control: socket.socket
    folder: Path | None
    missing: dict[str, str] = field(default_factory=dict)
    students: int = 0

    def end(self) -> None:
        """End the process with all its students, and remove its folder."""
        self.control.close()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.folder is not None:
            remove(self.folder)

    def make_room(self) -> tuple[dict[str, str], Callable[[], None]]:
        """Make a folder for one more student where the sandbox has none of its own, and what removes it again."""
        if self.folder is None:
            return {}, lambda: None
        self.students += 1
        scratch = self.folder / "scratch"
        own = scratch / str(self.students)
        own.mkdir(mode=0o700)
        owner = scratch.stat()
        os.chown(own, owner.st_uid, owner.st_gid)
        return {"scratch": str(own)}, lambda: remove(own)


def remove(folder: Path) -> None:
    """Remove a folder. Python's own rmtree recurses, and student code decides how deep the folders are."""
    subprocess.run(["rm", "-rf", "--one-file-system", "--", str(folder)], check=False)
