"""Fork servers: what the backends of one machine have in common is a process that forks those of the students."""

import contextlib
import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from autograder.errors import SandboxUnavailable

from .backend import BackendUnavailable, StudentProcess
from .environment import OWN, Environment, Interpreter
from .limits import Limits
from .supervisor import Supervisor

_START_SECONDS = 120.0  # of a machine that may be busy
_STUDENT_SECONDS = 60.0
_END_SECONDS = 5.0
_MESSAGE_BYTES = 1 << 16
_START = "import sys; sys.path.insert(0, {runner!r}); from inside.fork_server import main; main({control}, {grader})"


class ForkServer:
    """A process that has everything imported and forks students' processes; what runs in it is `inside.fork_server`.

    Parameters
    ----------
    limits : Limits
        What each student may use.
    interpreter : Interpreter
        What it imports, beside all that is in `OWN`: modules, and nothing of them that they don't import themselves.
    environment : Environment
        What runs it, and its environment variables.
    command : sequence of str
        What it runs in.
    account : mapping
        As whom it runs, as `subprocess.Popen` takes it.
    places : str, list of str or None
        What it finds where it runs, as `inside.fork_server.main` takes it.

    Raises
    ------
    BackendUnavailable
        It can't be started here.
    SandboxUnavailable
        It was killed before it was ready, or was late: it may work another time. Or a module can't be imported.
    """

    where = ""
    hint = "Check that the Python environment has numpy and ipython, and can be read."

    def __init__(
        self,
        limits: Limits,
        interpreter: Interpreter,
        environment: Environment,
        command: Sequence[str] = (),
        account: Mapping[str, Any] = MappingProxyType({}),
        **places: str | list[str] | None,
    ) -> None:
        self.missing: Mapping[str, str] = {}
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        grader = os.pidfd_open(os.getpid())
        start = _START.format(runner=places["runner"], control=theirs.fileno(), grader=grader)
        with tempfile.TemporaryFile() as errors:
            try:
                self.process: subprocess.Popen[bytes] = subprocess.Popen(
                    # -P instead of -I: the environment is ours, and sets the seed of hashes
                    [*command, environment.executable, "-s", "-P", "-c", start],
                    pass_fds=(theirs.fileno(), grader),
                    env=environment.variables(str(places["scratch"])),
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=errors,
                    stderr=errors,
                    start_new_session=True,  # Ctrl-C is for the grader
                    **account,
                )
            except OSError as error:
                self._control.close()
                raise self._failed(str(error), isinstance(error, FileNotFoundError | PermissionError)) from error
            finally:
                theirs.close()
                os.close(grader)
            try:
                self._control.settimeout(_START_SECONDS)
                config: dict[str, Any] = {"limits": asdict(limits), "preload": OWN, "modules": interpreter.preload}
                config |= {"readable": None, "cover": [], "remove": None, **places}
                self._control.send(json.dumps(config).encode())
                ready = json.loads(self._control.recv(_MESSAGE_BYTES))
                self.missing = dict(ready["missing"])
                _refuse_unimportable(ready["unimportable"], environment.executable)
                self._control.settimeout(None)
            except BaseException as error:
                code = self._end()
                if not isinstance(error, OSError | ValueError):
                    raise
                errors.seek(0)
                told = errors.read(_MESSAGE_BYTES).decode(errors="replace").strip().splitlines()
                # bubblewrap, too, tells with 128 and more of a signal
                raise self._failed(told[-1] if told else str(error), code is not None and 0 <= code < 128) from error

    def open(self, modules: Sequence[str] = (), **config: str) -> StudentProcess:
        """Fork a student's process, with these modules imported and these changes of the configuration."""
        channel, theirs = socket.socketpair()
        connection, its_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with contextlib.ExitStack() as on_error:
            on_error.callback(channel.close)
            on_error.callback(connection.close)
            with theirs, its_end:
                message = json.dumps({"modules": modules, **config}).encode()
                socket.send_fds(self._control, [message], [theirs.fileno(), its_end.fileno()])
            supervisor = Supervisor(connection)
            supervisor.wait_until_started(_STUDENT_SECONDS)
            on_error.pop_all()
        return StudentProcess(channel, supervisor, "namespaces" not in self.missing, lambda: None)

    def close(self) -> None:
        """End the process with all its students."""
        self._end()

    def _end(self) -> int | None:
        """End the process; its exit code, or None if it had to be killed."""
        self._control.close()
        try:
            return self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None

    def _failed(self, problem: str, refused: bool) -> SandboxUnavailable:
        """The error to raise. Who was killed, or late, was not refused: with less protection it must not go on."""
        if refused:
            return BackendUnavailable("sandbox", f"student code can't run {self.where} ({problem})", self.hint)
        problem = f"the process that starts students' was killed, or was not ready in time ({problem})"
        return SandboxUnavailable("sandbox", problem, "Is memory short? Run the grading again.")


def _refuse_unimportable(errors: Mapping[str, str], python: str) -> None:
    for name, error in errors.items():
        raise SandboxUnavailable(
            "c.Autograder.preload",
            f"{name} can't be imported in {python} ({error})",
            "Install it there, or take it out of the setting",
        )
