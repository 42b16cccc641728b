"""The harmless attacks, run by nbgrader's own preprocessors: shows that each of them can succeed."""

import os
import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import nbformat

from tests.attacks.aftermath import read_scores
from tests.attacks.attack import EXERCISE, NOTEBOOK, SUCCESS, Attack
from tests.attacks.browser import live
from tests.attacks.canaries import Canaries
from tests.attacks.commands import nbgrader
from tests.attacks.course import hand_in, make_scene, make_stock, prepare
from tests.attacks.scene import Scene
from tests.kernels import NO_ANSWER

_CELL_SECONDS = 60
_SHORT = 90
# Python 3.11 before 3.11.8 can't parse in two threads at one time (gh-106905).
_PARSING = Lock()
_MOST_TOLD = 2


@dataclass(frozen=True, slots=True)
class StockResult:
    """What an attack reached where nothing confines it: empty if it failed there, too."""

    attack: Attack
    reached: tuple[str, ...]


def run_stock(root: Path, built: Path, attacks: Sequence[Attack], jobs: int = 0) -> list[StockResult]:
    """Run each attack in a course folder of its own, because one may change what becomes of the next.

    Where a kernel does not answer, the attack is run a second time: a busy machine is no reason for what it reached.

    Parameters
    ----------
    root : Path
        A new folder.
    built : Path
        A built course.
    attacks : sequence of Attack
        Those whose `stock` is set: they run with the rights of this account.
    jobs : int
        How many at one time; as many as there are cores if 0.
    """
    unsafe = [attack.name for attack in attacks if not attack.stock]
    if unsafe:
        raise ValueError(f"not harmless enough to be run unconfined: {', '.join(unsafe)}")
    prepare(root / "built", built, {})
    make_stock(root / "built" / "course", _CELL_SECONDS)
    with ThreadPoolExecutor(jobs or len(os.sched_getaffinity(0))) as pool:
        return list(pool.map(lambda attack: _run(root, attack), attacks))


def _run(root: Path, attack: Attack) -> StockResult:
    own = Path(shutil.copytree(root / "built", root / attack.name))
    with Canaries(own) as canaries:
        with _PARSING:
            scene = make_scene(own, canaries.port, canaries.victim.pid)
            hand_in(scene, [attack], controls=False)
        log = nbgrader(own, "autograde", EXERCISE, secret=canaries.secret).log
        if any(error.encode() in log for error in NO_ANSWER):
            nbgrader(own, "autograde", EXERCISE, "--force", secret=canaries.secret)
        if attack.shown:
            nbgrader(own, "generate_feedback", EXERCISE, secret=canaries.secret)
        touched = canaries.touched(scene.token, folders=False)
    return StockResult(attack, tuple(_reached(attack, scene, touched)))


def _reached(attack: Attack, scene: Scene, touched: list[str]) -> list[str]:
    course = scene.root / "course"
    student = attack.student_id
    graded = course / "autograded" / student / EXERCISE / NOTEBOOK
    points = read_scores(course).get(student, 0.0)
    found: list[str] = []
    if points > attack.most:
        found.append(f"{points:g} points")
    if not graded.is_file():
        return [*found, *touched, "no record; nbgrader ends in an error"]
    if points < attack.least:
        found.append(f"{points:g} points for right answers")
    outputs = [c.get("outputs", []) for c in nbformat.read(graded, as_version=4).cells]
    told = re.findall(f"{SUCCESS}: (.*?)(?:\\\\n|['\"])", repr(outputs))
    found += [text.replace("../", "")[:_SHORT] for text in list(dict.fromkeys(told))[:_MOST_TOLD]]
    page = course / "feedback" / student / EXERCISE / f"{EXERCISE}.html"
    if page.is_file() and (scripts := live(page.read_text(encoding="utf-8"), scene.token)):
        found.append(f"{len(scripts)} scripts run in the feedback page")
    return found + touched
