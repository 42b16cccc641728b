"""Protections tell what a sandbox enforces and, in plain words, what it can't enforce on this machine."""

from collections.abc import Mapping
from dataclasses import dataclass

# name of a protection -> what is true when it holds, what is true when it does not
_SENTENCES = {
    "files": (
        "Student code can read the interpreter, `length` and their libraries, and no other file.",
        "Files are not hidden: student code can read and write what this account can",
    ),
    "namespaces": (
        "Student code has no network and sees no process but its own.",
        "Student code shares this machine's network and processes",
    ),
    "scratch": (
        "Student code writes to a private folder in memory, of limited size.",
        "The size of all files together that student code writes is not limited",
    ),
    "limits": (
        "Address space, CPU time, open files and file size of each process are limited.",
        "Address space, CPU time, open files and file size are not limited",
    ),
    "process_limit": (
        "The number of processes of a student is limited.",
        "The kernel does not limit the number of processes; too many are ended when they are seen",
    ),
    "network": ("No connection leaves this machine.", "Student code can reach the network"),
    "capabilities": (
        "Student code has no capabilities and can't get any.",
        "Student code keeps the capabilities of this account",
    ),
    "system_calls": (
        "A seccomp filter refuses system calls that notebooks don't need.",
        "No seccomp filter: every system call of the kernel is open to student code",
    ),
    "processors": (
        "Student code keeps to the processors and the low priority that it is given.",
        "Student code competes with the grader and with other submissions for each processor",
    ),
    "memory": (
        "The memory of all processes of a student together is watched, and that of this machine.",
        "The memory of all processes together is not watched, only that of each process is limited",
    ),
}


@dataclass(frozen=True, slots=True)
class Protections:
    """What one worker's sandbox enforces.

    Parameters
    ----------
    enforced, missing : tuple of str
        Plain sentences. `missing` is empty when the sandbox is complete.
    """

    enforced: tuple[str, ...]
    missing: tuple[str, ...]

    @classmethod
    def from_missing(cls, missing: Mapping[str, str]) -> "Protections":
        """Make the sentences from the names of the protections that are missing, and why."""
        enforced = tuple(holds for name, (holds, _) in _SENTENCES.items() if name not in missing)
        lacks = tuple(f"{lack}: {missing[name]}." for name, (_, lack) in _SENTENCES.items() if name in missing)
        return cls(enforced, lacks)
