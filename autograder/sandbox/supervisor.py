"""The grader's handle of one student's supervisor: interrupt, kill, exit status and why it exited, what was used.

The supervisor is two processes that run no student code (`inside.supervisor`); student code can't reach its socket.
"""

import contextlib
import json
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from autograder.errors import SandboxUnavailable

from .limits import Limits
from .results import Reason
from .watch import children

_CREDENTIALS = struct.Struct("3i")  # pid, uid, gid, filled in by the kernel
_MESSAGE_BYTES = 4096
_USAGE_SECONDS = 2.0
_OUT_OF_MEMORY = 71  # inside/session.py: the exit code of a student process that has no memory left to go on with


class Supervisor:
    """The supervisor of one student and what it tells.

    Parameters
    ----------
    connection : socket.socket
        The grader's end of a SOCK_SEQPACKET pair, with SO_PASSCRED set before the other end was used.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._init: int | None = None  # a pidfd
        self.pid = 0  # of process 1, as this process sees it
        self.status: int | None = None
        self.used: dict[str, float] = {}
        self.interrupts = 0

    def fileno(self) -> int:
        """The descriptor to wait for messages on."""
        return self._connection.fileno()

    def wait_until_started(self, seconds: float) -> None:
        """Wait for process 1 to say that it is there.

        Raises
        ------
        SandboxUnavailable
            It could not be built.
        """
        self._connection.settimeout(seconds)
        try:
            message = self._receive()
        except OSError as error:
            message = {"failed": f"nothing heard of it ({error})"}
        self._connection.setblocking(False)
        if "started" not in message:
            problem = str(message.get("failed", "its first process ended at once"))
            raise SandboxUnavailable("sandbox", problem, "Run the grading again; report it if it happens each time.")
        self._init = os.pidfd_open(self.pid)

    def student(self) -> int | None:
        """The student process, which process 1 has started before it said that it is there; None if nobody tells."""
        try:
            (student,) = children(self.pid, self.pid)
        except (OSError, ValueError):
            return None  # it has just ended, or this kernel does not list children
        return student

    def read_messages(self) -> None:
        """Take what it has told, without waiting."""
        with contextlib.suppress(BlockingIOError, ConnectionError):
            while message := self._receive():
                self._note(message)

    def wait_until(self, known: Callable[[], bool], seconds: float) -> None:
        """Take what it tells until something is known, or the time is over."""
        until = time.monotonic() + seconds
        while not known() and (left := until - time.monotonic()) > 0:
            select.select([self], [], [], left)
            self.read_messages()

    def interrupt(self) -> None:
        """Send SIGINT to the student process and what it runs in the foreground."""
        with contextlib.suppress(OSError):  # it has just ended
            self._connection.send(b"interrupt")
            self.interrupts += 1

    def end(self) -> None:
        """Kill everything and wait until it is gone."""
        if self._init is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init, signal.SIGKILL)
            os.close(self._init)
            self._init = None
        until = time.monotonic() + _USAGE_SECONDS
        while not self.used and (left := until - time.monotonic()) > 0:
            self._connection.settimeout(left)
            try:
                message = self._receive()
            except OSError:
                break
            if not message:
                break
            self._note(message)
        self._connection.close()

    def explain_exit(self, limits: Limits) -> tuple[Reason, str]:
        """Name the reason why the student process exited, for the record, and say it in a sentence for the student."""
        if self.status is None:
            return "crashed", "It closed its connection to the grader"
        if os.WIFSIGNALED(self.status):
            number = os.WTERMSIG(self.status)
            used_up = self.used.get("cpu_seconds", 0.0) >= limits.cpu_seconds
            if number == signal.SIGXCPU or (number == signal.SIGKILL and used_up):
                return "timed_out", f"It used more than {limits.cpu_seconds} s of CPU time"
            try:
                name = signal.Signals(number).name
            except ValueError:
                name = str(number)
            return "crashed", f"It was ended by the signal {name}"
        code = os.WEXITSTATUS(self.status)
        if code == _OUT_OF_MEMORY:
            return "out_of_memory", f"It had no memory left of the {limits.address_space >> 20} MiB that it may use"
        return "crashed", f"It ended itself with exit code {code}"

    def _note(self, message: dict[str, Any]) -> None:
        if "status" in message:
            self.status = int(message["status"])
        elif "cpu_seconds" in message:
            self.used = {name: float(value) for name, value in message.items()}
        elif "interrupted" in message:
            self.interrupts -= 1

    def _receive(self) -> dict[str, Any]:
        data, ancillary, _, _ = self._connection.recvmsg(_MESSAGE_BYTES, socket.CMSG_SPACE(_CREDENTIALS.size))
        for level, kind, content in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                sender = _CREDENTIALS.unpack(content[: _CREDENTIALS.size])[0]
                self.pid = self.pid or sender
        return dict(json.loads(data)) if data else {}
