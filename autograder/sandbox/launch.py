"""Starting the warm process, in bubblewrap or without."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from autograder.errors import SandboxUnavailable

from .limits import Limits
from .surroundings import Surroundings, confined_surroundings, plain_surroundings
from .warm_process import WarmProcess, remove

_START_SECONDS = 120.0  # of a machine that may be busy
_MESSAGE_BYTES = 1 << 16
_NEEDED_AS_ROOT = {"namespaces", "scratch", "files", "capabilities", "system_calls"}
_START = "import sys; sys.path.insert(0, {runner!r}); from inside.warm import main; main({control}, {grader})"


def launch(limits: Limits, bubblewrap: str | None, preload: Sequence[str]) -> WarmProcess:
    """Start a warm process, in bubblewrap unless that is None, and wait until it is ready.

    Raises
    ------
    SandboxUnavailable
        It could not be started.
    """
    folder = None if bubblewrap else Path(tempfile.mkdtemp(prefix="autograder-")).resolve()
    if folder is None:
        surroundings = confined_surroundings(str(bubblewrap), preload)
    else:
        surroundings = plain_surroundings(folder, preload)
    config = {
        "limits": asdict(limits),
        "bubblewrap": bool(bubblewrap),
        "folder": str(folder),
        "preload": list(preload),
        "scratch": surroundings.scratch,
        "runner": surroundings.runner,
        "library": [surroundings.library],
        "readable": surroundings.readable,
        "cover": surroundings.cover,
    }
    with tempfile.TemporaryFile() as errors, contextlib.ExitStack() as on_failure:
        if folder is not None:
            on_failure.callback(remove, folder)
        try:
            process, control = _start(surroundings, errors.fileno())
            warm = WarmProcess(process, control, folder)
            on_failure.callback(warm.end)
            on_failure.callback(process.kill)
            control.settimeout(_START_SECONDS)
            control.send(json.dumps(config).encode())
            warm.missing = dict(json.loads(control.recv(_MESSAGE_BYTES))["missing"])
            control.settimeout(None)
            if surroundings.as_root and _NEEDED_AS_ROOT & warm.missing.keys():
                raise PermissionError("it would run as root, with nothing that keeps it from this machine's files")
        except (OSError, ValueError) as error:
            errors.seek(0)
            told = errors.read(_MESSAGE_BYTES).decode(errors="replace").strip().splitlines()
            problem = f"the process for student code did not start: {told[-1] if told else error}"
            raise SandboxUnavailable("sandbox", problem, _mend(surroundings)) from error
        on_failure.pop_all()
    return warm


def find_bubblewrap() -> str | None:
    """Path of `bwrap`, where it is installed."""
    return shutil.which("bwrap") if sys.platform == "linux" else None


def _start(surroundings: Surroundings, errors: int) -> tuple[subprocess.Popen[bytes], socket.socket]:
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    grader = os.pidfd_open(os.getpid())
    start = _START.format(runner=surroundings.runner, control=theirs.fileno(), grader=grader)
    try:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            # -P instead of -I: the environment is ours, and sets the seed of hashes
            [*surroundings.command, sys.executable, "-s", "-P", "-c", start],
            pass_fds=(theirs.fileno(), grader),
            env=surroundings.environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            start_new_session=True,  # Ctrl-C is for the grader
            **surroundings.account,
        )
    except OSError:
        control.close()
        raise
    finally:
        theirs.close()
        os.close(grader)
    return process, control


def _mend(surroundings: Surroundings) -> str:
    if surroundings.as_root:
        return "Install bubblewrap, or grade as an ordinary user."
    return "Check that the Python environment has numpy and ipython, and can be read."
