"""Runs the corpus: one course, one `nbgrader autograde`, then the pages, then the verdicts."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import WALL_FACTOR, Worker
from tests.attacks.aftermath import fingerprints, judge_gradebook, judge_run, read_scores
from tests.attacks.attack import EXERCISE, Attack
from tests.attacks.canaries import Canaries
from tests.attacks.commands import nbgrader
from tests.attacks.course import CONTROLS, hand_in, make_scene, prepare
from tests.attacks.scene import Scene
from tests.attacks.secret import Secrets
from tests.attacks.verdicts import Verdict, judge

# Short: what never ends is over soon. An honest submission needs a tenth of it; one with a cell that never ends, 4 s.
LIMITS = {"cell_seconds": 2.0, "submission_seconds": 6.0, "cpu_seconds": 6}
# On any clock, on a machine that does other things, too; with repair and hidden tests.
_RECORD_SECONDS = (WALL_FACTOR + 1) * LIMITS["submission_seconds"]
_FORMGRADER = Path(__file__).with_name("formgrader.py")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the whole corpus.

    Attributes
    ----------
    verdicts : tuple of Verdict
        One for each attack that was run.
    problems : tuple of str
        What the corpus as a whole did that it must not do.
    skipped : tuple of Attack
        Dangerous ones that were left out, and `missing` tells why.
    """

    verdicts: tuple[Verdict, ...]
    problems: tuple[str, ...]
    skipped: tuple[Attack, ...]
    missing: tuple[str, ...]
    seconds: float

    @property
    def succeeded(self) -> tuple[Verdict, ...]:
        """The attacks that reached something."""
        return tuple(verdict for verdict in self.verdicts if verdict.problems)


def run(root: Path, built: Path, attacks: Sequence[Attack]) -> Result:
    """Run attacks on a copy of a built course; the dangerous ones only where every protection is in force."""
    with Worker() as worker:
        missing = worker.protections.missing
    chosen = [attack for attack in attacks if not (attack.dangerous and missing)]
    students = [*CONTROLS, *(attack.student_id for attack in chosen)]
    prepare(root, built, LIMITS)
    course = root / "course"
    with Canaries(root) as canaries:
        scene = make_scene(root, canaries.port, canaries.victim.pid)
        hand_in(scene, chosen)
        before = fingerprints(course)
        times = root / "seconds.json"
        timed = ("tests.attacks.timed_autograde", str(times))
        grading = nbgrader(root, "autograde", EXERCISE, secret=canaries.secret, module=timed)
        problems = judge_run("autograde", grading, canaries.secret, len(students) * _RECORD_SECONDS)
        problems += make_pages(scene, chosen, canaries.secret)
        problems += canaries.touched(scene.token)
        after = fingerprints(course)
    problems += [f"changed: {name}" for name in before if after.get(name) != before[name]]
    scores = read_scores(course)
    problems += judge_gradebook(course, scores, students)
    secrets = Secrets.of_course(course, [canaries.secret])
    took = json.loads(times.read_text(encoding="utf-8")) if times.exists() else {}
    return Result(
        tuple(judge(attack, root, scores, secrets, scene.token, took, _RECORD_SECONDS) for attack in chosen),
        tuple(problems),
        tuple(attack for attack in attacks if attack not in chosen),
        missing,
        grading.seconds,
    )


def make_pages(scene: Scene, attacks: Sequence[Attack], secret: str) -> list[str]:
    """Make the pages that students and instructors see of those attacks that try to change them."""
    shown = [attack.student_id for attack in attacks if attack.shown]
    others = [attack.student_id for attack in attacks if not attack.shown]
    exclude = f"--CourseDirectory.student_id_exclude={','.join([*others, CONTROLS[1]])}"
    feedback = nbgrader(scene.root, "generate_feedback", EXERCISE, exclude, secret=secret)
    formgrader = subprocess.run(
        [sys.executable, "-P", str(_FORMGRADER), str(scene.root / "formgrader"), EXERCISE, *shown],
        cwd=scene.root / "course",
        check=False,
        capture_output=True,
        text=True,
    )
    problems = [f"the formgrader failed: {formgrader.stderr[-1500:]}"] if formgrader.returncode else []
    return problems + judge_run("generate_feedback", feedback, secret, 30 + 5 * len(shown))
