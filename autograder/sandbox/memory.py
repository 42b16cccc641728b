"""The memory of a student's processes together: no limit of the kernel covers it without cgroups."""

import os
import re
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_PSS = re.compile(rb"^Pss: +(\d+) kB", re.MULTILINE)
_WATCH_SECONDS = 0.15


class MemoryWatch:
    """Looks now and then at the memory of a tree of processes.

    Parameters
    ----------
    root : int
        Process id of the tree's root.
    limit : int
        Bytes that all of them may use together.
    """

    def __init__(self, root: int, limit: int) -> None:
        self._root = root
        self._limit = limit
        self.next_look = 0.0
        self.peak = 0

    def exceeded(self, now: float) -> bool:
        """Look, if it is time to, and tell whether they use too much."""
        if now < self.next_look:
            return False
        self.next_look = now + _WATCH_SECONDS
        family = process_tree(self._root)
        used = sum(map(_resident, family))
        if used > self._limit:  # perhaps pages that they share, counted for each
            used = sum(map(_proportional, family))
        self.peak = max(self.peak, used)
        return used > self._limit


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
