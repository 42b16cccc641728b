"""Runs a command and tells which of its processes outlive it: `reaper.py report.json seconds command …`.

A subreaper adopts every orphan below it, so nothing that the command started can hide, whatever session it is in.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE_SECONDS = 8.0  # for processes that end by themselves when the command's main process has


def main(report: Path, seconds: float, command: list[str]) -> int:
    """Run the command, kill its process group after some seconds (0: never), and write what outlives it.

    The report is `{"killed": bool, "left": [command lines], "peak": bytes}`; what is left is ended then. The peak is
    the most memory that one process held at a time, without those of student code: nobody waits for them.
    """
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("this kernel has no subreapers")
    process = subprocess.Popen(command, start_new_session=True)
    killed = False
    try:
        status = process.wait(seconds or None)
    except subprocess.TimeoutExpired:
        killed = True
        os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
    until = time.monotonic() + _PATIENCE_SECONDS
    while (left := alive()) and time.monotonic() < until:
        time.sleep(0.05)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    found = {"killed": killed, "left": [describe(process) for process in left], "peak": peak}
    report.write_text(json.dumps(found), encoding="utf-8")
    for outliving in left:
        with suppress(psutil.NoSuchProcess):
            outliving.kill()
    return status


def alive() -> list[psutil.Process]:
    """Return the living processes below this one; those that have ended are collected."""
    children = psutil.Process().children(recursive=True)
    psutil.wait_procs(children, timeout=0)
    return [child for child in children if is_alive(child)]


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process runs, which may end while it is looked at."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def describe(process: psutil.Process) -> str:
    """Return a process's command line."""
    try:
        return " ".join(process.cmdline())[:200] or process.name()
    except psutil.NoSuchProcess:
        return "has just ended"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]))
