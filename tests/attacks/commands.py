"""nbgrader's own commands, with an eye on the processes that they leave behind."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.course import REPOSITORY

_REAPER = Path(__file__).with_name("reaper.py")


@dataclass(frozen=True, slots=True)
class Run:
    """What a command did.

    Attributes
    ----------
    log : bytes
        What it printed, on both streams.
    left : list of str
        Processes that outlived it.
    """

    status: int
    log: bytes
    seconds: float
    left: list[str]


def nbgrader(root: Path, *arguments: str, secret: str = "") -> Run:
    """Run a command of nbgrader in `root/course`, with `root` for its home and its temporary files."""
    environment = os.environ | {
        "PYTHONPATH": str(REPOSITORY),
        "HOME": str(root / "home"),
        "TMPDIR": str(root / "tmp"),
        "ATTACK_SECRET": secret,
    }
    report = root / "report.json"
    command = [sys.executable, "-P", str(_REAPER), str(report), sys.executable, "-m", "nbgrader", *arguments]
    begin = time.monotonic()
    done = subprocess.run(
        command,
        cwd=root / "course",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    seconds = time.monotonic() - begin
    return Run(done.returncode, done.stdout, seconds, json.loads(report.read_text(encoding="utf-8"))["left"])
