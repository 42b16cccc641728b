"""Workers start student processes, quickly: each forks them from one process that has everything imported."""

import contextlib
import json
import os
import socket
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Literal

from autograder.errors import SandboxUnavailable

from .clock import Clock
from .conversation import Conversation
from .launch import find_bubblewrap, launch
from .limits import Limits
from .protections import Protections
from .student import Student
from .supervisor import Supervisor
from .warm_process import WarmProcess

_START_SECONDS = 60.0
_MEND = "Install bubblewrap and libseccomp (Debian: apt install bubblewrap libseccomp2), or don't require the sandbox."


class Worker:
    """One warm process and the sandbox around it. A context manager; use one per thread or process.

    Parameters
    ----------
    limits : Limits
        What each student may use.
    require_sandbox : bool
        Refuse to work when any protection is missing.
    bubblewrap : str or None
        Path of `bwrap`; None does without, "find" looks for it.
    preload : sequence of str
        Packages that students import: imported before the fork, and shown in the sandbox wherever they are.

    Raises
    ------
    SandboxUnavailable
        No process can be started, or one that is required lacks protections.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        require_sandbox: bool = False,
        bubblewrap: str | Literal["find"] | None = "find",
        preload: Sequence[str] = ("length",),
    ) -> None:
        if sys.platform != "linux":
            raise SandboxUnavailable(
                "sandbox", "student code can be confined on Linux only", "Grade in a Linux container."
            )
        self.limits = limits or Limits()
        self._preload = tuple(preload)
        self._bubblewrap = find_bubblewrap() if bubblewrap == "find" else bubblewrap
        self._refusal = "bubblewrap is not installed"
        self._warm: WarmProcess | None = None
        self._warm = self._launch()
        self.protections = self._protections()
        if require_sandbox and self.protections.missing:
            self.close()
            raise SandboxUnavailable("sandbox", " ".join(self.protections.missing).rstrip("."), _MEND)

    def student(self) -> Student:
        """Start a fresh, isolated process for one student.

        Raises
        ------
        SandboxUnavailable
            The warm process has ended, and a new one as well.
        """
        if self._warm is None:
            raise SandboxUnavailable("sandbox", "this worker is closed", "Make a new one.")
        try:
            return self._start(self._warm)
        except (OSError, SandboxUnavailable):
            self._warm.end()
            self._warm = self._launch()
            if self._protections() != self.protections:
                raise SandboxUnavailable(
                    "sandbox", "the new worker process is not protected as the first", _MEND
                ) from None
            return self._start(self._warm)

    def close(self) -> None:
        """End the warm process, and with it all its students."""
        if self._warm is not None:
            self._warm.end()
            self._warm = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _launch(self) -> WarmProcess:
        if self._bubblewrap:
            try:
                return launch(self.limits, self._bubblewrap, self._preload)
            except SandboxUnavailable as error:
                self._refusal = f"bubblewrap does not work here ({error.problem})"
                self._bubblewrap = None
        return launch(self.limits, None, self._preload)

    def _protections(self) -> Protections:
        missing = dict(self._warm.missing) if self._warm else {}
        if "files" in missing:
            missing["files"] = f"{self._refusal}, and {missing['files']}"
        if not os.path.exists("/proc/thread-self/children"):
            missing["memory"] = "this kernel does not list the children of a process"
        return Protections.from_missing(missing)

    def _start(self, warm: WarmProcess) -> Student:
        clock = Clock()
        ours, channel = socket.socketpair()
        keeper, its_keeper = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with contextlib.ExitStack() as on_error:
            on_error.callback(ours.close)
            on_error.callback(keeper.close)
            with channel, its_keeper:
                request, clean_up = warm.make_room()
                socket.send_fds(warm.control, [json.dumps(request).encode()], [channel.fileno(), its_keeper.fileno()])
            supervisor = Supervisor(keeper)
            supervisor.wait_until_started(_START_SECONDS)
            own_network = "namespaces" not in warm.missing
            conversation = Conversation(
                ours, supervisor, self.limits, clock, own_network=own_network, clean_up=clean_up
            )
            conversation.wait_until_ready(_START_SECONDS)
            on_error.pop_all()
        return Student(conversation, self.limits)
