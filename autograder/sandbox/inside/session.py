"""The student process: closes all doors, then runs the cells and the operations of tests that the grader sends."""

import os
import signal
import socket
import sys
import tempfile
from typing import Any, NoReturn

from .channel import Channel
from .isolation import Isolation
from .libc import PR_SET_DUMPABLE, load_filter, prctl
from .objects import Objects, seed_all
from .outputs import Outputs
from .shell import NotebookShell, connect
from .supervisor import close_all_but

_OUT_OF_MEMORY = 71


def student_process(isolation: Isolation, connection: socket.socket, rules: bytes, shell: NotebookShell) -> NoReturn:
    """Lock this process in and serve requests until the grader closes the channel."""
    os.setpgid(0, 0)  # not a session of its own: that would have a share of its own of the processors
    channel = Channel(connection)
    try:
        outputs = _lock_in(isolation, channel, connection, rules)
    except BaseException as error:  # noqa: BLE001 - nothing may return into the caller, and the grader has to hear of it
        channel.send({"id": "", "kind": "failed", "problem": f"{type(error).__name__}: {error}"})
        os._exit(70)
    connect(shell, outputs)
    seed_all()
    channel.send({"id": "", "kind": "ready", "missing": isolation.missing})
    del isolation, rules
    try:
        _serve(channel, outputs, shell)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)


def _lock_in(isolation: Isolation, channel: Channel, connection: socket.socket, rules: bytes) -> Outputs:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # until it serves
    close_all_but(connection.fileno())
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    _enter_home(isolation.config["scratch"])
    outputs = Outputs(channel, isolation.config["limits"]["output_bytes"])
    prctl(PR_SET_DUMPABLE, 1)  # or the student's own /proc/self is closed
    isolation.protect("limits", isolation.set_limits)
    isolation.protect("processors", isolation.lower_priority)
    isolation.protect("capabilities", isolation.drop_rights)
    isolation.protect("files", isolation.restrict_files)
    if rules:
        isolation.protect("system_calls", lambda: load_filter(rules))
    if isolation.trial:
        isolation.check()
    return outputs


def _enter_home(scratch: str) -> None:
    home = os.path.join(scratch, "home")
    os.makedirs(home, exist_ok=True)
    os.chdir(home)
    sys.path.insert(0, home)  # as a notebook finds modules beside it
    os.environ.update(HOME=home, TMPDIR=scratch)
    tempfile.tempdir = scratch


def _write_files(listed: list[tuple[str, int]], payload: bytes) -> None:
    offset = 0
    for name, size in listed:
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "wb") as file:
            file.write(payload[offset : offset + size])
        offset += size


def _serve(channel: Channel, outputs: Outputs, shell: NotebookShell) -> NoReturn:
    owner = os.getpid()
    signal.signal(signal.SIGINT, channel.interrupt)
    objects = Objects(shell.user_ns, channel)
    asked = False
    while True:
        try:
            request, payload = channel.receive()
        except EOFError:
            os._exit(0)
        if asked and request["kind"] == "cell":
            outputs.discard()  # what was printed while tests asked
        asked = request["kind"] != "cell"
        answer, parts = _answer(request, payload, channel, outputs, shell, objects)
        if os.getpid() != owner:
            os._exit(0)  # a child that the cell forked, and that came back from the cell: the next one is not its own
        if request["kind"] == "cell":
            signal.signal(signal.SIGINT, channel.interrupt)  # it may have set another handler
            outputs.finish()
        channel.send(answer, parts)


def _answer(
    request: dict[str, Any], payload: bytes, channel: Channel, outputs: Outputs, shell: NotebookShell, objects: Objects
) -> tuple[dict[str, Any], list[bytes]]:
    answer: dict[str, Any] = {"id": request["id"], "kind": "done"}
    parts: list[bytes] = []
    try:
        channel.interruptible = True
        if request["kind"] == "cell":
            objects.forget()
            outputs.start(request["id"])
            shell.run(request["source"], payload)
        elif request["kind"] == "files":
            _write_files(request["files"], payload)
        else:
            answer, parts = objects.answer(request, payload)
        channel.interruptible = False
    except KeyboardInterrupt:  # the time was over, perhaps just when the cell had ended
        channel.interruptible = False
        if request["kind"] == "operate":
            return objects.stopped(), []
    return answer, parts
