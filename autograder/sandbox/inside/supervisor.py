"""The supervisor of one student: two processes that hold what student code must not be able to write.

The outer one enters new namespaces, and the inner one is process 1 in them. Both talk to the grader over one socket of
datagrams, which the student process does not have: the exit status, what was used in all, and the interrupt. Killing
process 1 (or closing the socket) ends the student and all that it started.
"""

import contextlib
import json
import os
import resource
import select
import signal
import socket
from collections.abc import Callable
from typing import Any, NoReturn

from . import libc
from .isolation import Isolation


def start(isolation: Isolation, grader: socket.socket, channel: socket.socket, student: Callable[[], None]) -> None:
    """Fork the outer process, which starts the other two, and return at once.

    Parameters
    ----------
    isolation : Isolation
        What protects this machine from the student.
    grader : socket.socket
        The socket to the grader that the student process does not get.
    channel : socket.socket
        The only descriptor that the student process keeps.
    student : callable
        Runs in the innermost process, behind all protections, and never returns.
    """
    if os.fork() == 0:
        _or_report(grader, lambda: _outer(isolation, grader, channel, student))


def close_all_but(*kept: int) -> None:
    """Close every descriptor except the standard ones and these."""
    first = 3
    for descriptor in sorted(kept):
        os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, 1 << 20)


def _or_report(grader: socket.socket, work: Callable[[], None]) -> NoReturn:
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - the grader has to hear of it, and nothing may return into the caller
        _tell(grader, {"failed": f"{type(error).__name__}: {error}"[:500]})
    os._exit(70)


def _tell(grader: socket.socket, message: dict[str, Any]) -> None:
    try:
        grader.send(json.dumps(message).encode(), socket.MSG_DONTWAIT)
    except OSError:
        return  # the grader has gone: nobody left to tell


def _outer(
    isolation: Isolation, grader: socket.socket, channel: socket.socket, student: Callable[[], None]
) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setpgid(0, 0)
    close_all_but(grader.fileno(), channel.fileno())
    isolation.protect("namespaces", isolation.enter_namespaces)
    libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
    libc.prctl(libc.PR_SET_DUMPABLE, 0)  # neither this process nor the next may be opened by the student's
    init = os.fork()
    if init == 0:
        _or_report(grader, lambda: _process_1(isolation, grader, channel, student))
    channel.close()
    os.waitpid(init, 0)
    if not isolation.has("namespaces"):
        _end_all_children()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    _tell(grader, {"cpu_seconds": used.ru_utime + used.ru_stime, "peak_memory": used.ru_maxrss * 1024})
    os._exit(0)


def _process_1(
    isolation: Isolation, grader: socket.socket, channel: socket.socket, student: Callable[[], None]
) -> NoReturn:
    if isolation.has("namespaces"):
        isolation.protect("scratch", isolation.mount_private_folders)
    else:
        isolation.missing.setdefault("scratch", "it needs namespaces")
        libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
    child = os.fork()
    if child == 0:
        _or_report(grader, student)
    channel.close()
    _tell(grader, {"started": True})
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    waiting = select.poll()
    waiting.register(grader, select.POLLIN)
    waiting.register(wake, select.POLLIN)
    while True:
        status = _reap(child)
        if status is not None:
            _tell(grader, {"status": status})
            os._exit(0)
        for descriptor, _ in waiting.poll():
            if descriptor == wake:
                os.read(wake, 4096)
            elif grader.recv(64):
                with contextlib.suppress(ProcessLookupError):  # it has just ended
                    os.killpg(child, signal.SIGINT)  # and what it runs in the foreground, as in a terminal
                _tell(grader, {"interrupted": True})
            else:
                os._exit(0)  # the grader has closed the socket


def _reap(child: int) -> int | None:
    """Collect all children that have ended; the wait status of `child` if it is among them."""
    found = None
    try:
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if ended[0] == child:
                found = ended[1]
    except ChildProcessError:
        return found
    return found


def _end_all_children() -> None:
    """Without a pid namespace, kill what the student started: as orphans they have come to this process."""
    while True:
        with open("/proc/thread-self/children", encoding="ascii") as file:
            children = [int(number) for number in file.read().split()]
        if not children:
            return
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
