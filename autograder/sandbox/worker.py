"""Workers start student processes, quickly: each has a backend that forks them from one with everything imported."""

import os
import sys
from collections.abc import Sequence

from autograder.errors import SandboxUnavailable

from .backend import Backend, BackendUnavailable, StartBackend
from .bubblewrap import Bubblewrap
from .clock import Clock
from .environment import THIS_PYTHON, Interpreter
from .limits import Limits
from .plain import Plain
from .protections import Protections
from .student import Student

BACKENDS: tuple[StartBackend, ...] = (Bubblewrap, Plain)
_START_SECONDS = 60.0
_HINT = "Install bubblewrap and libseccomp (Debian: apt install bubblewrap libseccomp2), or don't require the sandbox."


class Worker:
    """A backend that works on this machine. A context manager; use one per thread or process.

    Parameters
    ----------
    limits : Limits
        What each student may use.
    require_sandbox : bool
        Refuse to work when any protection is missing.
    backends : sequence of callable
        What can start a backend, the best first: the first that works here is used.
    interpreter : Interpreter
        The Python that runs students' code, and what it imports before the fork.

    Raises
    ------
    SandboxUnavailable
        No process can be started, or one that is required lacks protections; or the interpreter is not usable.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        require_sandbox: bool = False,
        backends: Sequence[StartBackend] = BACKENDS,
        interpreter: Interpreter = THIS_PYTHON,
    ) -> None:
        if sys.platform != "linux":
            raise SandboxUnavailable(
                "sandbox", "student code can be confined on Linux only", "Grade in a Linux container."
            )
        self.limits = limits or Limits()
        self.interpreter = interpreter
        self._refusals: list[str] = []
        self._backend: Backend | None = self._start_first(backends)
        self.protections = self._protections(self._backend)
        if require_sandbox and self.protections.missing:
            self.close()
            raise SandboxUnavailable("sandbox", " ".join(self.protections.missing).rstrip("."), _HINT)

    def student(self, modules: Sequence[str] = ()) -> Student:
        """Start a fresh, isolated process for one student.

        Parameters
        ----------
        modules : sequence of str
            More modules that are imported before the fork, once: the others find them imported.

        Raises
        ------
        SandboxUnavailable
            The backend has ended, and a new one as well.
        """
        if self._backend is None:
            raise SandboxUnavailable("sandbox", "this worker is closed", "Make a new one.")
        try:
            return self._open(self._backend, modules)
        except (OSError, SandboxUnavailable):
            self._backend.close()
            self._backend = self._start(self.limits, self.interpreter)
            if self._protections(self._backend) != self.protections:
                self._backend.close()
                raise SandboxUnavailable(
                    "sandbox", "the new worker process is not protected as the first", _HINT
                ) from None
            return self._open(self._backend, modules)

    def close(self) -> None:
        """End the backend, and with it all its students."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start_first(self, backends: Sequence[StartBackend]) -> Backend:
        """Start the first that works here; it is the one to start again."""
        hint = _HINT
        for start in backends:
            self._start = start
            try:
                return start(self.limits, self.interpreter)
            except BackendUnavailable as error:
                self._refusals.append(error.problem)
                hint = error.hint
        raise SandboxUnavailable("sandbox", ", and ".join(self._refusals), hint)

    def _protections(self, backend: Backend) -> Protections:
        missing = dict(backend.missing)
        if "files" in missing:
            missing["files"] = ", and ".join([*self._refusals, missing["files"]])
        if not os.path.exists("/proc/thread-self/children"):
            missing["memory"] = "this kernel does not list the children of a process"
        return Protections.from_missing(missing)

    def _open(self, backend: Backend, modules: Sequence[str]) -> Student:
        clock = Clock()
        student = Student(backend.open(modules), self.limits, clock)
        student.wait_until_ready(_START_SECONDS)
        return student
