"""Clocks for a submission: they charge what it used itself, not what it waited for while others had the processors."""

import os
import time

from .results import Spent
from .watch import Watch

# Time that a submission waited for a processor is not charged, but nothing lasts longer than this many times its limit.
WALL_FACTOR = 4
# Most requests are over before a wait for a processor would show. Files of the kernel are read for longer ones, and
# for what went before them at most this many seconds earlier: waiting of that time may count for the request, too.
_SHORT = 0.002
_FRESH = 0.02


class Clock:
    """Measures one request after the other; made when the start of a student's process is the first of them."""

    def __init__(self) -> None:
        self._own = _Thread("/proc/thread-self/schedstat")
        self._main: _Thread | None = None
        self._watch: Watch | None = None
        self._processors = len(os.sched_getaffinity(0))  # a student's processes get those of the grader
        self.total = self.last = Spent()
        self._begin = self._read_at = time.monotonic()
        self._own_waited, self._main_waited, self._cpu, self._delays = self._own.waited(), 0.0, 0.0, 0.0
        self._allowed = self._cap = 0.0

    def follow(self, student: int | None, watch: Watch) -> None:
        """Measure this process, too: its main thread's waiting, and what the watch sees of all processes.

        Parameters
        ----------
        student : int or None
            The process; None where the kernel does not tell: then it is charged for all the time that passes.
        watch : Watch
            Looks at it and all that it starts.
        """
        self._watch = watch
        if student is not None:
            self._main = _Thread(f"/proc/{student}/schedstat")
            self._main_waited = self._main.waited()

    def start(self, seconds: float) -> None:
        """Begin to measure a request that may be charged with these seconds."""
        self._begin = time.monotonic()
        self._allowed, self._cap = seconds, WALL_FACTOR * seconds
        if self._begin - self._read_at > _FRESH:
            self._read_at = self._begin
            self._own_waited = self._own.waited()
            self._main_waited = self._main.waited() if self._main else 0.0
        self._cpu, self._delays = (self._watch.cpu_seconds, self._watch.delays) if self._watch else (0.0, 0.0)

    def turn(self) -> None:
        """Nothing has come until now: what the grader waited so far has kept nobody waiting."""
        self._own_waited = self._own.waited()

    def allow(self, seconds: float) -> None:
        """Give the request some more time from now on."""
        spent = self.spent()
        self._allowed, self._cap = spent.charged + seconds, spent.wall + WALL_FACTOR * seconds

    def left(self) -> float:
        """Seconds that the request may still be charged with; at most that many can pass before it is out of time."""
        spent = self.spent()
        return min(self._allowed - spent.charged, self._cap - spent.wall)

    def stop(self) -> None:
        """The request has ended: add what it took to the total."""
        self.last = self.spent()
        self.total += self.last
        if self.last.wall >= _SHORT:
            self._read_at = 0.0  # its waiting has been counted

    def spent(self) -> Spent:
        """What the request took so far."""
        wall = time.monotonic() - self._begin
        if wall < _SHORT:
            return Spent(wall, wall, 0.0)
        waited = self._own.waited() - self._own_waited
        if self._main is not None:
            waited += self._main.waited() - self._main_waited
        cpu, delays, most = 0.0, 0.0, wall * self._processors
        if self._watch is not None:
            # no more than the processors could give since then: what was used before may be seen only now
            cpu, delays = min(self._watch.cpu_seconds - self._cpu, most), self._watch.delays - self._delays
        charged = max(wall - waited, cpu, 0.0)
        return Spent(charged, wall, max(min(max(waited, delays), most - cpu), 0.0))

    def close(self) -> None:
        """Measure no more."""
        self._own.close()
        if self._main is not None:
            self._main.close()


class _Thread:
    """What the scheduler tells of one thread, kept open: reading it takes a microsecond then."""

    def __init__(self, path: str) -> None:
        self._last = 0.0
        try:
            self._file: int | None = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._file = None  # a kernel without statistics of its scheduler: all time is charged

    def waited(self) -> float:
        """Seconds that it was ready to run and another had the processor, until now or until it ended."""
        if self._file is not None:
            try:
                self._last = int(os.pread(self._file, 96, 0).split()[1]) / 1e9  # time on a processor, waited, slices
            except (OSError, IndexError):
                self.close()  # it has ended
        return self._last

    def close(self) -> None:
        """Close the file; what was read last stays."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
