"""Runs a command and tells which of its processes outlive it: `python reaper.py report.json command …`.

A subreaper adopts every orphan below it, so nothing that the command started can hide, whatever session it is in.
"""

import ctypes
import json
import subprocess
import sys
import time
from pathlib import Path

import psutil

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE_SECONDS = 8.0  # for processes that end by themselves when the command's main process has


def main(report: Path, command: list[str]) -> int:
    """Run the command, end what it left behind, and write `{"left": [command lines]}`."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("this kernel has no subreapers")
    status = subprocess.run(command, check=False).returncode
    until = time.monotonic() + _PATIENCE_SECONDS
    while (left := alive()) and time.monotonic() < until:
        time.sleep(0.05)
    report.write_text(json.dumps({"left": [describe(process) for process in left]}), encoding="utf-8")
    for process in left:
        process.kill()
    return status


def alive() -> list[psutil.Process]:
    """Return the living processes below this one; those that have ended are collected."""
    children = psutil.Process().children(recursive=True)
    psutil.wait_procs(children, timeout=0)
    return [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def describe(process: psutil.Process) -> str:
    """Return a process's command line."""
    try:
        return " ".join(process.cmdline())[:200] or process.name()
    except psutil.NoSuchProcess:
        return "has just ended"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
