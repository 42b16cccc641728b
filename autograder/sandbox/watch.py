"""What a student's processes use together: without cgroups, no limit of the kernel covers it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from .limits import Limits
from .machine import Machine
from .results import StudentEnded

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = 1 / os.sysconf("SC_CLK_TCK")
_PSS = re.compile(rb"^Pss: +(\d+) kB", re.MULTILINE)
_WATCH_SECONDS = 0.15


class Watch:
    """Looks now and then at the memory, the number and the time of a tree of processes.

    Parameters
    ----------
    root : int
        Process id of the tree's root.
    limits : Limits
        What they may use together.
    own_network : bool
        Whether they have a network namespace of their own.

    Attributes
    ----------
    peak : int
        Most memory of all together that was seen, in bytes.
    cpu_seconds : float
        CPU time of all, with those that have ended and were waited for, when they were last seen.
    delays : float
        Seconds that their threads were ready to run and others had the processors, as far as it was seen.
    """

    def __init__(self, root: int, limits: Limits, *, own_network: bool = False) -> None:
        self._root = root
        self._limits = limits
        self._machine = Machine(root, limits, own_network=own_network)
        self._delays: dict[int, float] = {}
        self.next_look = 0.0
        self.peak = 0
        self.cpu_seconds = 0.0
        self.delays = 0.0

    def look(self, now: float) -> bool:
        """Look, if it is time to, and tell whether it was.

        Raises
        ------
        StudentEnded
            They use more than they may.
        """
        if now < self.next_look:
            return False
        self.next_look = now + _WATCH_SECONDS
        processes = self._processes()
        if len(processes) > self._limits.processes + 1:  # the kernel has its own limit, which does not bind root
            raise StudentEnded("crashed", f"It started more than {self._limits.processes} processes")
        self._look_at_memory(processes)
        return True

    def _processes(self) -> list[int]:
        """The processes; notes what they used of the processors."""
        processes = []
        for pid, threads in process_tree(self._root):
            processes.append(pid)
            for thread in threads:
                self._delays[thread] = _delay(pid, thread, self._delays.get(thread, 0.0))
        self.cpu_seconds = max(self.cpu_seconds, sum(map(_cpu_seconds, processes)))  # one may just have ended
        self.delays = sum(self._delays.values())
        return processes

    def _look_at_memory(self, processes: list[int]) -> None:
        limit = self._limits.total_memory
        used = sum(map(_resident, processes))
        self._machine.look()
        if used > limit:  # perhaps pages that they share, counted for each
            used = sum(map(_proportional, processes))
        used += self._machine.in_sockets()
        shared = self._machine.in_shared_memory(processes[1:])  # all but process 1, which runs no code of a student
        self.peak = max(self.peak, used + shared)
        if used + shared > limit:
            problem = f"All its processes together used more than {limit >> 20} MiB of memory"
            raise StudentEnded("out_of_memory", problem, disturbed=used <= limit)
        if self._machine.full:
            raise StudentEnded("out_of_memory", "This machine had no memory left", disturbed=True)


def process_tree(root: int) -> Iterator[tuple[int, list[int]]]:
    """Yield `root` and each process under it with its threads; orphans too, which process 1 of a namespace adopts."""
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        threads: list[int] = []
        try:
            threads += map(int, os.listdir(f"/proc/{pid}/task"))
            for thread in threads:
                waiting += children(pid, thread)
        except OSError:
            pass  # it has ended meanwhile, or one of its threads has
        yield pid, threads


def children(pid: int, thread: int) -> list[int]:
    """The processes that a thread has started, as long as they have not been waited for."""
    return list(map(int, Path(f"/proc/{pid}/task/{thread}/children").read_bytes().split()))


def _delay(pid: int, thread: int, before: float) -> float:
    """Seconds that a thread waited for a processor: the second number of its `schedstat`, in nanoseconds."""
    try:
        return int(Path(f"/proc/{pid}/task/{thread}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, IndexError):
        return before  # it has ended meanwhile, or this kernel counts nothing


def _cpu_seconds(pid: int) -> float:
    """CPU time of a process and of the children that it has waited for."""
    try:
        # its name, which may hold blanks and brackets, stands in brackets
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) * _TICK


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
