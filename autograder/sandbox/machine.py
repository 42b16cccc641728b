"""Memory of this machine that no process is charged for: what a sandbox holds of it, and how much is left."""

import re
from collections.abc import Iterable
from pathlib import Path

from .cgroup import left_in_cgroup
from .limits import Limits

_KIB = 1024
_SOCKETS_USED = re.compile(rb"^sockets: used (\d+)", re.MULTILINE)
_SHARED_PSS = re.compile(rb"^Pss_Shmem: +(\d+) kB", re.MULTILINE)
# Memory without a file that processes share: the kernel names it so in the list of a process's mappings.
_SHARED_MAPPING = b" /dev/zero"
_WMEM_DEFAULT = Path("/proc/sys/net/core/wmem_default")
_USUAL_WMEM = 212_992
_MUCH_SHARED = 64 << 20


class Machine:
    """Looks at this machine's memory from the first look on.

    Parameters
    ----------
    root : int
        Process 1 of the sandbox.
    limits : Limits
        How much of the machine's memory has to be left.
    own_network : bool
        Whether the sandbox has a network namespace, and so a count of sockets, of its own.
    """

    def __init__(self, root: int, limits: Limits, *, own_network: bool) -> None:
        self._sockets = Path(f"/proc/{root}/net/sockstat") if own_network else None
        self._floor = limits.memory_left
        self._shared_before: int | None = None
        self._available = self._shared = 0

    def look(self) -> None:
        """Read what this machine has now."""
        memory = read_meminfo(Path("/proc/meminfo").read_bytes())
        self._available = min(memory.get("MemAvailable", 1 << 62), left_in_cgroup())
        self._shared = memory.get("Shmem", 0)
        if self._shared_before is None:
            self._shared_before = self._shared
            self._floor = min(self._floor, self._available // 2)  # a machine may be nearly full before

    @property
    def full(self) -> bool:
        """Whether less memory is left than has to be."""
        return self._available < self._floor

    def in_sockets(self) -> int:
        """The most that the sandbox can hold in sockets, in bytes.

        A socket lives until the last byte that it sent is read, so each holds no more than one buffer for sending. One
        message may go beyond the buffer's size; who asks for a larger buffer is refused (`inside.system_calls`).
        """
        try:
            found = _SOCKETS_USED.search(self._sockets.read_bytes()) if self._sockets else None
        except OSError:
            return 0  # it has ended meanwhile
        return int(found[1]) * 2 * socket_buffer() if found else 0

    def in_shared_memory(self, processes: Iterable[int]) -> int:
        """What these processes may hold of shared memory that none of them shows, in bytes.

        A shared mapping keeps its pages when a process drops them from its own (`MADV_DONTNEED`) or keeps a part of it
        alone. No file tells how many: what the whole machine has more than before is counted, and that may be others'.
        """
        grown = self._shared - (self._shared_before or 0)
        if grown < _MUCH_SHARED:
            return 0
        shown, holds = 0, False
        for pid in processes:
            try:
                holds |= _SHARED_MAPPING in Path(f"/proc/{pid}/maps").read_bytes()
                found = _SHARED_PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_bytes())
            except PermissionError:
                holds = True  # it does not let itself be looked at, as no honest process does
            except OSError:
                continue  # it has ended meanwhile
            else:
                shown += int(found[1]) * _KIB if found else 0
        return max(grown - shown, 0) if holds else 0


def socket_buffer() -> int:
    """Bytes that a socket may have sent before they are read."""
    try:
        return int(_WMEM_DEFAULT.read_text())
    except (OSError, ValueError):
        return _USUAL_WMEM


def read_meminfo(text: bytes) -> dict[str, int]:
    """Read `/proc/meminfo`: bytes by name."""
    lines = (line.split() for line in text.decode().splitlines())
    return {words[0].rstrip(":"): int(words[1]) * _KIB for words in lines if len(words) == 3}
