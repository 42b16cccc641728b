"""What each process of a pool is grading, so that it is known whom a process has ended with.

A log in memory that the pool's owner holds, and to which its processes append through /proc: it is there when a process
has been killed, leaves no file behind, and costs two short writes for each submission.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_NOTHING = "-"
_log: int | None = None  # where this process appends


class Log:
    """The owner's end of the log."""

    def __init__(self) -> None:
        self._file = os.memfd_create("at-work")

    @property
    def address(self) -> str:
        """The path under which other processes of this user find it, as long as it is open."""
        return f"/proc/{os.getpid()}/fd/{self._file}"

    def at_work(self) -> frozenset[str]:
        """Return the digests of the submissions that were begun and have not come to an end."""
        size = os.fstat(self._file).st_size
        lines = os.pread(self._file, size, 0).decode().splitlines()
        last = dict(line.split() for line in lines)  # a process's later lines replace its earlier ones
        return frozenset(last.values()) - {_NOTHING}

    def close(self) -> None:
        """Forget it."""
        os.close(self._file)


def log_to(address: str) -> None:
    """Have this process append to the log from here on."""
    global _log
    _log = os.open(address, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)


@contextmanager
def at_work_on(digest: str) -> Iterator[None]:
    """Note that this process is at a submission, until this context ends; nothing where there is no log."""
    _append(digest)
    try:
        yield
    finally:
        _append(_NOTHING)


def _append(text: str) -> None:
    if _log is not None:
        os.write(_log, f"{os.getpid()} {text}\n".encode())
