"""The protections around one student: namespaces, mounts, limits, capabilities, system calls.

Each has a name. A trial child, started before the first student, tries them all and tells which ones this machine
refuses; students then get the others, and one that the trial had and a student can't get ends that student.
"""

import errno
import os
import resource
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import landlock, libc

_NAMESPACES = libc.NEWPID | libc.NEWNS | libc.NEWIPC | libc.NEWUTS | libc.NEWNET
_STUDENT_NICE = 2  # enough to go second; more, and a machine that does other things, too, would hardly go on with it
_STUDENT_ID = 1000  # as whom student code sees itself


class Isolation:
    """Sets up the protections one by one, and remembers which ones this machine refuses and why."""

    def __init__(self, config: dict[str, Any], missing: dict[str, str], *, trial: bool = False) -> None:
        self.config = config
        self.missing = dict(missing)
        self.trial = trial

    def has(self, name: str) -> bool:
        """Tell whether this protection holds."""
        return name not in self.missing

    def protect(self, name: str, work: Callable[[], None]) -> None:
        """Set up one protection; in a trial a failure is noted, otherwise it is an error."""
        if not self.has(name):
            return
        try:
            work()
        except OSError as error:
            if not self.trial:
                raise
            self.missing[name] = str(error)

    def enter_namespaces(self) -> None:
        """Leave this machine's processes, network and mounts (in the supervisor)."""
        user, group = os.getuid(), os.getgid()
        libc.prctl(libc.PR_SET_DUMPABLE, 1)  # or the maps below can't be written
        Path("/proc/self/oom_score_adj").write_text("1000")  # the first to go when this machine has no memory left
        libc.unshare(libc.NEWUSER | _NAMESPACES)
        identities = {"setgroups": "deny", "uid_map": f"{_STUDENT_ID} {user} 1", "gid_map": f"{_STUDENT_ID} {group} 1"}
        for name, text in identities.items():
            Path(f"/proc/self/{name}").write_text(text)

    def mount_private_folders(self) -> None:
        """Give the student an own view of processes, and empty folders for temporary files (in process 1)."""
        libc.mount("", "/", libc.REC | libc.PRIVATE)
        # In bubblewrap, too: its /tmp stays one for all students where the interpreter lies below it.
        libc.make_read_only("/")
        flags = libc.NOSUID | libc.NODEV
        files = f"size={self.config['limits']['scratch']},nr_inodes=16384,mode=0700,uid={_STUDENT_ID},gid={_STUDENT_ID}"
        libc.mount("tmpfs", self.config["scratch"], flags, files)
        libc.mount("proc", "/proc", flags | libc.NOEXEC | libc.READ_ONLY)
        if os.path.isdir("/dev/shm"):
            libc.mount("tmpfs", "/dev/shm", flags | libc.NOEXEC, files)
        for folder in self.config["cover"]:
            libc.mount("tmpfs", folder, flags | libc.NOEXEC, "size=4k,mode=0555")

    def set_limits(self) -> None:
        """Limit what this process, and each process that it starts, may use (in the student process)."""
        limits = self.config["limits"]
        others = 0 if self.has("namespaces") else _tasks_of_this_user()
        for what, value in (
            (resource.RLIMIT_CORE, 1),  # 0 would not stop a dump that is piped to a program
            (resource.RLIMIT_FSIZE, limits["file_size"]),
            (resource.RLIMIT_NOFILE, limits["open_files"]),
            (resource.RLIMIT_NPROC, limits["processes"] + others),
            (resource.RLIMIT_MSGQUEUE, 0),
            (resource.RLIMIT_NICE, 0),
            (resource.RLIMIT_RTPRIO, 0),
            (resource.RLIMIT_AS, limits["address_space"]),
        ):
            resource.setrlimit(what, (value, value))
        seconds = limits["cpu_seconds"]  # the soft limit can be ignored, the hard one a second later can't
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))

    def lower_priority(self) -> None:
        """Let the grader and the processes that watch go first (in the student process)."""
        os.nice(_STUDENT_NICE)  # from that of the grader, which may be low already

    def drop_rights(self) -> None:
        """Give up capabilities, and the way to get any (in the student process)."""
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
        libc.drop_capabilities()

    def restrict_files(self) -> None:
        """Open no other files than those that are listed, if any are (in the student process)."""
        if self.config["readable"] is None:
            return  # the backend gives it a file system of its own
        if self.config["cover"] and not self.has("scratch"):
            raise OSError(errno.EPERM, "the grader is installed among the student's libraries")
        own_processes = "/proc" if self.has("namespaces") else "/proc/self"
        writable = [self.config["scratch"]] + (["/dev/shm"] if self.has("scratch") else [])
        devices = [f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom")]
        readable = [*self.config["readable"], own_processes]
        landlock.restrict_files(
            {landlock.READ: readable, landlock.READ_AND_WRITE_FILE: devices, landlock.ALL: writable}
        )

    def check(self) -> None:
        """Try, in a trial, what the protections are there to stop."""
        self.protect("process_limit", _check_process_limit)
        self.protect("network", _check_network)
        self.protect("processors", _check_processors)


def _tasks_of_this_user() -> int:
    """Count the threads that the kernel counts against this user's limit."""
    count = 0
    for status in Path("/proc").glob("[0-9]*/task"):
        try:
            count += len(os.listdir(status)) if status.stat().st_uid == os.getuid() else 0
        except OSError:
            continue  # it has ended meanwhile
    return count


def _check_process_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (1, hard))
    try:
        child = os.fork()
    except BlockingIOError:
        return
    finally:
        resource.setrlimit(resource.RLIMIT_NPROC, (soft, hard))
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    raise OSError(errno.EPERM, "the kernel does not limit the processes of this account")


def _check_processors() -> None:
    try:
        os.sched_setaffinity(0, os.sched_getaffinity(0))
    except PermissionError:
        return
    raise OSError(errno.EPERM, "it can choose others, as nothing refuses the system call")


def _check_network() -> None:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # sends nothing: asks only for a route
    except OSError:
        return
    raise OSError(errno.EPERM, "the kernel gives no network namespace")
