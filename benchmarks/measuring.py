"""Runs a command and watches what its processes take together."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.exercise import ROOT

_LOOK_SECONDS = 2.0  # each look keeps a processor busy for 30 ms, which the command measured would have


@dataclass(frozen=True, slots=True)
class Measured:
    """One run.

    Attributes
    ----------
    seconds : float
        Wall clock.
    peak : int
        Most memory of the whole process tree at one time, in bytes; a page that several processes share counts once.
    output : str
        What it printed.
    """

    seconds: float
    peak: int
    output: str


def run(folder: Path, *arguments: str, python: str = sys.executable) -> Measured:
    """Run `python -m …` in a folder; fails if the command fails."""
    hidden = ("PYTHONDONTWRITEBYTECODE", "OPENBLAS_CORETYPE")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    begin = time.monotonic()
    process = subprocess.Popen(
        [python, "-m", *arguments],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    peaks = [0]
    watch = threading.Thread(target=_watch, args=(process.pid, peaks), daemon=True)
    watch.start()
    output, errors = process.communicate()
    seconds = time.monotonic() - begin
    watch.join()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}:\n{errors[-3000:]}")
    return Measured(seconds, peaks[0], output)


def _watch(root: int, peaks: list[int]) -> None:
    while psutil.pid_exists(root):
        try:
            tree = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        peaks[0] = max(peaks[0], sum(map(_memory, tree)))
        time.sleep(_LOOK_SECONDS)


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0
    except psutil.AccessDenied:
        return _resident(process)


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def per_piece(few: Sequence[float], many: Sequence[float], pieces: int) -> float:
    """Return the seconds that each of `pieces` more pieces took, from the medians of short and long runs."""
    return (median(many) - median(few)) / pieces


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
