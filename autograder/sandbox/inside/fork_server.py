"""The fork server: has everything imported, and forks a supervisor and a process for each student."""

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import resource
import select
import signal
import socket
import sys
from functools import partial
from typing import Any, NoReturn

from . import libc, supervisor
from .channel import Channel
from .huge_pages import gather
from .isolation import Isolation
from .objects import seed_all
from .session import student_process
from .shell import NotebookShell, warm_shell
from .system_calls import build_filter

_REQUEST_BYTES = 1 << 16
_TRIAL_SECONDS = 20


def main(control_descriptor: int, grader: int) -> NoReturn:
    """Serve start requests until the grader closes the control socket or ends.

    Parameters
    ----------
    control_descriptor : int
        A SOCK_SEQPACKET socket to the grader. The first message is the configuration: `limits` of each student;
        `preload`, packages to import with all that is in them; `modules`, others to import; `scratch`, the writable
        folder; `runner` and `library`, the folders with the package `inside` and with packages from outside of the
        interpreter's; `readable`, the only files and folders that students may read, or None where no other ones are in
        sight; `cover`, folders to hide from students; `remove`, None or a folder to remove at the end. Each later one
        changes some of it for one student, and names more `modules` to import.
    grader : int
        A pidfd of the grader's process.
    """
    gc.disable()  # what is imported stays
    for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (hard, hard))  # the grader's own, for the submission in which it had to start this
    control = socket.socket(fileno=control_descriptor)
    config: dict[str, Any] = json.loads(control.recv(_REQUEST_BYTES))
    sys.path[:] = [config["library"], *(folder for folder in sys.path if folder != config["runner"])]
    libc.prctl(libc.PR_SET_DUMPABLE, 0)  # no student may ever open this process
    os.chdir(config["scratch"])
    shell = warm_shell()
    seed_all()  # numpy.random is imported with its first use
    _import_all(config["preload"])
    unimportable = _import_each(config["modules"])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors need nobody to wait for them
    missing: dict[str, str] = {}
    rules = b""
    try:
        rules = build_filter(sockets=config["readable"] is None)
    except OSError as error:
        missing["system_calls"] = str(error)
    gc.collect()
    gc.freeze()  # a collection in a child would otherwise copy all of this memory
    gc.enable()
    gather()
    missing = _try_protections(config, missing, rules, shell)
    control.send(json.dumps({"missing": missing, "unimportable": unimportable}).encode())
    _serve(control, grader, config, missing, rules, shell)


def _import_all(packages: list[str]) -> None:
    """Import these packages with all that is in them, so that no student waits for it."""
    for package in packages:
        names = [package]
        while names:
            name = names.pop()
            try:
                module = importlib.import_module(name)
            except Exception:  # noqa: BLE001 - the cell that imports it will show the same error, to whom it concerns
                continue
            found = pkgutil.iter_modules(getattr(module, "__path__", ()))
            names += [f"{name}.{part.name}" for part in found if part.name != "__main__"]


def _import_each(modules: list[str]) -> dict[str, str]:
    """Import these modules; return why, for those that can't be."""
    errors = {}
    for name in modules:
        try:
            importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the grader has to hear of it
            errors[name] = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return errors


def _serve(
    control: socket.socket,
    grader: int,
    config: dict[str, Any],
    missing: dict[str, str],
    rules: bytes,
    shell: NotebookShell,
) -> NoReturn:
    waiting = select.poll()
    for descriptor in (control.fileno(), grader):
        waiting.register(descriptor, select.POLLIN)
    while True:
        if any(descriptor == grader for descriptor, _ in waiting.poll()):
            _end(config)
        message, descriptors, _, _ = socket.recv_fds(control, _REQUEST_BYTES, 2)
        if not message:
            _end(config)
        channel, to_supervisor = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        changed = json.loads(message)
        lacking = [name for name in changed.pop("modules") if name not in sys.modules]
        if lacking:
            _import_each(lacking)  # for this student and all later ones; a cell that imports one will show its error
            gc.collect()
            gc.freeze()
        isolation = Isolation({**config, **changed}, missing)
        supervisor.start(isolation, to_supervisor, channel, partial(student_process, isolation, channel, rules, shell))
        channel.close()
        to_supervisor.close()


def _end(config: dict[str, Any]) -> NoReturn:
    if config["remove"]:  # the grader may have been killed, and then nobody else removes it
        os.execvp("rm", ["rm", "-rf", "--one-file-system", "--", config["remove"]])
    os._exit(0)


def _try_protections(
    config: dict[str, Any], missing: dict[str, str], rules: bytes, shell: NotebookShell
) -> dict[str, str]:
    """Set up all protections around a child of our own, and find out which ones this machine refuses."""
    ours, channel = socket.socketpair()
    told, to_grader = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    isolation = Isolation(config, missing, trial=True)
    with ours, told:
        supervisor.start(isolation, to_grader, channel, partial(student_process, isolation, channel, rules, shell))
        channel.close()
        to_grader.close()
        ours.settimeout(_TRIAL_SECONDS)
        told.settimeout(_TRIAL_SECONDS)
        try:
            ready, _ = Channel(ours).receive()
        except (EOFError, OSError):
            raise OSError(f"no child can be started: {_refusal(told)}") from None
    if "missing" not in ready:
        raise OSError(f"no child can be started: {ready['problem']}")
    return {str(name): str(reason) for name, reason in ready["missing"].items()}


def _refusal(told: socket.socket) -> str:
    """Why the trial child ended. One that was killed or is late says nothing about this machine: then end likewise."""
    with contextlib.suppress(TimeoutError):
        while message := told.recv(_REQUEST_BYTES):
            end = json.loads(message)
            if "failed" in end:
                return str(end["failed"])
            if "status" in end and not os.WIFSIGNALED(end["status"]):
                return f"it exited with code {os.WEXITSTATUS(end['status'])}"
    print("its trial child was killed, or did not answer", file=sys.stderr, flush=True)
    signal.raise_signal(signal.SIGKILL)
    raise AssertionError("a process outlived SIGKILL")
