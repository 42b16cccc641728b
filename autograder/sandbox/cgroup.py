"""Memory that is left of what control groups, such as a container's, allow the grader and all that it starts."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")
_UNLIMITED = 1 << 60  # version 1 writes a number near 2**63 for "no limit"


@dataclass(frozen=True, slots=True)
class _Version:
    """Names of what one version of control groups tells of memory."""

    limit: str
    usage: str
    reclaimable: str  # in memory.stat: pages of files that would be given up for more memory


_ONE = _Version("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
_TWO = _Version("memory.max", "memory.current", "inactive_file")


@dataclass(frozen=True, slots=True)
class Group:
    """A control group with a limit of memory."""

    folder: Path
    version: _Version

    def left(self) -> int:
        """Bytes that may still be used in it."""
        used = int((self.folder / self.version.usage).read_text())
        for line in (self.folder / "memory.stat").read_text().splitlines():
            name, _, value = line.partition(" ")
            if name == self.version.reclaimable:
                used -= int(value)
        return int((self.folder / self.version.limit).read_text()) - used


def left_in_cgroup() -> int:
    """Bytes that are left in the fullest of this process's groups; 2**60 where no group has a limit."""
    try:
        return min((group.left() for group in _own_groups()), default=_UNLIMITED)
    except (OSError, ValueError):
        return _UNLIMITED  # its limit was lifted meanwhile


@cache
def _own_groups() -> tuple[Group, ...]:
    try:
        return tuple(limited_groups(Path("/proc/self/cgroup").read_text(), _CGROUPS))
    except OSError:
        return ()


def limited_groups(own: str, mounted: Path) -> Iterator[Group]:
    """Yield the groups with a limit of memory among a process's own and those around them.

    Parameters
    ----------
    own : str
        Its `/proc/self/cgroup`.
    mounted : Path
        Where control groups are mounted.
    """
    for line in own.splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        version, top = (_ONE, mounted / "memory") if controllers else (_TWO, mounted)
        folder = top / path.lstrip("/")
        # in a container its own group may be mounted as the top, whatever the path says
        for group in {top, *(place for place in (folder, *folder.parents) if place.is_relative_to(top))}:
            try:
                limit = (group / version.limit).read_text().strip()
            except OSError:
                continue  # not mounted, or no group of memory
            if limit.isdecimal() and int(limit) < _UNLIMITED:
                yield Group(group, version)
