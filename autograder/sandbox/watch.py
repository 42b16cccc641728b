"""What a student's processes use together: without cgroups, no limit of the kernel covers it."""

import os
import re
from pathlib import Path

from .limits import Limits
from .results import Reason

_PAGE = os.sysconf("SC_PAGE_SIZE")
_PSS = re.compile(rb"^Pss: +(\d+) kB", re.MULTILINE)
_WATCH_SECONDS = 0.15


class TooMuch(Exception):  # noqa: N818 - internal: becomes StudentDied
    """The student's processes together use more than they may."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason


class Watch:
    """Looks now and then at the memory and number of a tree of processes.

    Parameters
    ----------
    root : int
        Process id of the tree's root.
    limits : Limits
        What they may use together.
    """

    def __init__(self, root: int, limits: Limits) -> None:
        self._root = root
        self._limits = limits
        self.next_look = 0.0
        self.peak = 0

    def look(self, now: float) -> None:
        """Look, if it is time to.

        Raises
        ------
        TooMuch
            They use more than they may.
        """
        if now < self.next_look:
            return
        self.next_look = now + _WATCH_SECONDS
        family, limit = process_tree(self._root), self._limits.total_memory
        if len(family) > self._limits.processes + 1:  # the kernel has its own limit, which does not bind root
            raise TooMuch("crashed", f"It started more than {self._limits.processes} processes")
        used = sum(map(_resident, family))
        if used > limit:  # perhaps pages that they share, counted for each
            used = sum(map(_proportional, family))
        self.peak = max(self.peak, used)
        if used > limit:
            raise TooMuch("out_of_memory", f"All its processes together used more than {limit >> 20} MiB of memory")


def process_tree(root: int) -> list[int]:
    """The process ids of `root` and all under it; orphans too, as process 1 of their namespace adopts them."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        try:
            for thread in os.listdir(f"/proc/{pid}/task"):
                waiting += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_bytes().split())
        except OSError:
            continue  # it has ended meanwhile
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0  # it has ended meanwhile


def _proportional(pid: int) -> int:
    """Resident memory in which a page that n processes share counts 1/n; slow to read."""
    try:
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_bytes())
    except OSError:
        return _resident(pid)
    return int(found[1]) * 1024 if found else 0
