"""Kills `nbgrader autograde` at random points, starts it again until it is done, and compares what it leaves."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.attacks.attack import EXERCISE, Attack, before, first, last, solved, unsolved
from tests.attacks.commands import nbgrader
from tests.attacks.course import hand_in, make_scene, prepare
from tests.crash.state import differences, read_state

_LIMITS = {"cell_seconds": 3.0, "submission_seconds": 20.0}
# Quick ones of all kinds: nothing in them depends on the time or on chance.
SUBMISSIONS = (
    Attack("crashes", "ends its process between right answers", solved(before("relu", "import os\nos._exit(3)"))),
    Attack("draws", "shows a figure", solved(first("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"))),
    Attack("prints", "prints a lot", unsolved(last("print('x' * 100_000)"))),
    Attack("raises", "raises an error in front of all", solved(first("1 / 0"))),
    Attack("solved", "has everything right", solved()),
    Attack("starts", "has nothing but its own cells", unsolved(first("x = 1\nx"))),
)


@dataclass(frozen=True, slots=True)
class Crash:
    """A course whose run was killed again and again until one got through.

    Attributes
    ----------
    seconds : tuple of float
        When each run was killed, counted from its start.
    problems : tuple of str
        What was left behind, and what differs from an undisturbed run.
    """

    seconds: tuple[float, ...]
    problems: tuple[str, ...]


def crash(root: Path, exercise: Path, points: int, seed: int) -> Iterator[Crash]:
    """Kill runs at this many random points.

    Parameters
    ----------
    root : Path
        A new folder.
    exercise : Path
        A built course.
    points : int
        How many runs are killed.
    seed : int
        The points follow from it and from the time that an undisturbed run takes.
    """
    built = root / "built"
    prepare(built, exercise, _LIMITS)
    hand_in(make_scene(built, 0, 0), SUBMISSIONS)
    calm = Path(shutil.copytree(built, root / "calm"))
    undisturbed = nbgrader(calm, "autograde", EXERCISE)
    if undisturbed.status:
        raise RuntimeError(undisturbed.log.decode(errors="replace"))
    expected = read_state(calm / "course")
    chance = random.Random(seed)
    killed = 0
    for number in count():
        if killed >= points:
            break
        course = Path(shutil.copytree(built, root / f"crash-{number}"))
        result = _until_done(course, chance, undisturbed.seconds, points - killed, expected)
        killed += len(result.seconds)
        yield result


def _until_done(root: Path, chance: random.Random, seconds: float, points: int, expected: dict[str, object]) -> Crash:
    killed: list[float] = []
    problems: list[str] = []
    while True:
        # the first quarter is imports; a run that was killed before has less to do
        moment = chance.uniform(0.25, 1.0) * seconds if len(killed) < points else 0.0
        run = nbgrader(root, "autograde", EXERCISE, kill_after=moment)
        problems += [f"outlived its run: {line}" for line in run.left]
        if not run.killed:
            break
        killed.append(moment)
    if run.status:
        problems.append(f"the last run ended with {run.status}: {run.log[-1500:].decode(errors='replace')}")
    problems += differences(read_state(root / "course"), expected)
    return Crash(tuple(killed), tuple(problems))
