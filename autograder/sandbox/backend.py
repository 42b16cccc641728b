"""Backends open processes for students, each in another kind of sandbox; what the grader asks of one."""

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from autograder.errors import SandboxUnavailable

from .environment import Interpreter
from .limits import Limits
from .supervisor import Supervisor


@dataclass(frozen=True, slots=True)
class StudentProcess:
    """A process that was opened for one student, and how the grader talks to it and ends it.

    Parameters
    ----------
    channel : socket.socket
        A stream to `inside.session`, which frames go over; the student's code can write anything into its other end.
    supervisor : Supervisor
        Interrupts it, ends it with all that it started, and tells how it exited; out of the student's reach.
    own_network : bool
        Whether it has a network namespace of its own.
    clean_up : callable
        Called once, when all its processes are gone.
    """

    channel: socket.socket
    supervisor: Supervisor
    own_network: bool
    clean_up: Callable[[], None]


class Backend(Protocol):
    """Something that opens processes for students until it is closed.

    Attributes
    ----------
    missing : mapping of str to str
        The names of protections (`autograder.sandbox.protections`) that it can't give on this machine, and why.
    """

    missing: Mapping[str, str]

    def open(self, modules: Sequence[str] = ()) -> StudentProcess:
        """Open a process for one student, with these modules imported.

        Raises
        ------
        OSError, SandboxUnavailable
            The backend has to be started again.
        """
        ...

    def close(self) -> None:
        """End everything that it started."""
        ...


StartBackend = Callable[[Limits, Interpreter], Backend]
"""Starts a backend for students with these limits in this Python, or raises `BackendUnavailable`."""


class BackendUnavailable(SandboxUnavailable):
    """A kind of sandbox does not work on this machine; another may."""
