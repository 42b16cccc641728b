"""Text that C code and child processes write to descriptors 1 and 2, without passing through Python."""

import fcntl
import os
import tempfile
from collections.abc import Iterator

_NAMES = {1: "stdout", 2: "stderr"}


class RawText:
    """Two files in place of the descriptors: a full pipe would stop the writers, a file does not.

    Parameters
    ----------
    limit : int
        Most bytes that are read at once; what is beyond is skipped.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._read = dict.fromkeys(_NAMES, 0)
        for descriptor in _NAMES:
            with tempfile.TemporaryFile() as file:
                os.dup2(file.fileno(), descriptor)
            flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
            fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_APPEND)

    def take(self) -> Iterator[tuple[str, str]]:
        """Yield what has come since the last time, as name of the stream and text."""
        for descriptor, name in _NAMES.items():
            begin = self._read[descriptor]
            try:
                end = os.fstat(descriptor).st_size
                if end <= begin:
                    continue
                raw = os.pread(descriptor, min(end - begin, self._limit), begin)
            except OSError:
                continue  # the student's code has closed or replaced the descriptor
            self._read[descriptor] = end
            yield name, raw.decode(errors="replace")

    def clear(self) -> None:
        """Give the files' memory back."""
        for descriptor, read in self._read.items():
            if read:
                try:
                    os.ftruncate(descriptor, 0)
                except OSError:
                    continue  # no longer the file that it was
                self._read[descriptor] = 0
