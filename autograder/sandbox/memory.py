"""The memory of a student's processes together: no limit of the kernel covers it without cgroups."""

import os
import re
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_PSS = re.compile(rb"^Pss: +(\d+) kB", re.MULTILINE)


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


def resident_memory(pids: list[int]) -> int:
    """Bytes of memory that these processes have in use; pages that several of them share count several times."""
    return sum(_resident(pid) for pid in pids)


def proportional_memory(pids: list[int]) -> int:
    """Bytes of memory that these processes have in use; a page that n processes share counts 1/n for each. Slow."""
    return sum(_proportional(pid) for pid in pids)


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0  # it has ended meanwhile


def _proportional(pid: int) -> int:
    try:
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_bytes())
    except OSError:
        return _resident(pid)
    return int(found[1]) * 1024 if found else 0
