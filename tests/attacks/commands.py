"""nbgrader's own commands, with an eye on the processes that they leave behind."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
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
    killed : bool
        Whether it was killed because its time was over.
    left : list of str
        Processes that outlived it.
    peak : int
        The most memory that one of its processes held, in bytes; student code's are not among them.
    """

    status: int
    log: bytes
    seconds: float
    killed: bool
    left: list[str]
    peak: int


def nbgrader(
    root: Path, *arguments: str, secret: str = "", kill_after: float = 0, module: Sequence[str] = ("nbgrader",)
) -> Run:
    """Run a command of nbgrader in `root/course`, with folders of `root` for its home and its temporary files.

    Parameters
    ----------
    root : Path
        As `tests.attacks.course.prepare` made it.
    arguments : str
        The command's name and its arguments.
    secret : str
        Value of an environment variable that nobody may see.
    kill_after : float
        Seconds after which it is killed with all its process group; 0: never.
    module : sequence of str
        What is run as nbgrader, with its own arguments.
    """
    environment = os.environ | {
        "PYTHONPATH": str(REPOSITORY),
        "HOME": str(root / "home"),
        "TMPDIR": str(root / "tmp"),
        "ATTACK_SECRET": secret,
    }
    report = root / "report.json"
    command = [sys.executable, "-P", str(_REAPER), str(report), str(kill_after)]
    begin = time.monotonic()
    done = subprocess.run(
        [*command, sys.executable, "-m", *module, *arguments],
        cwd=root / "course",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    seconds = time.monotonic() - begin
    found = json.loads(report.read_text(encoding="utf-8"))
    return Run(done.returncode, done.stdout, seconds, found["killed"], found["left"], found["peak"])
