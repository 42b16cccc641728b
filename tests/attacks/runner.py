"""Runs the corpus: one course, one `nbgrader autograde`, one `nbgrader generate_feedback`, then the verdicts."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import Worker
from tests.attacks.attack import EXERCISE, Attack
from tests.attacks.canaries import Canaries
from tests.attacks.commands import Run, nbgrader
from tests.attacks.course import CONTROLS, hand_in, make_scene, prepare
from tests.attacks.verdicts import Verdict, judge, judge_gradebook, read_scores

# Short: what never ends is over soon, and an honest submission needs a tenth of it.
LIMITS = {"cell_seconds": 2.0, "submission_seconds": 12.0, "cpu_seconds": 12}
# Above the submission's limit: a new process after each death, repair, and a machine that does other things, too.
_RECORD_SECONDS = 2 * LIMITS["submission_seconds"]


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


def run(root: Path, attacks: Sequence[Attack]) -> Result:
    """Run attacks in an empty folder; the dangerous ones only where every protection is in force."""
    with Worker() as worker:
        missing = worker.protections.missing
    chosen = [attack for attack in attacks if not (attack.dangerous and missing)]
    prepare(root, LIMITS)
    course = root / "course"
    with Canaries(root) as canaries:
        scene = make_scene(root, canaries.port, canaries.victim.pid)
        hand_in(scene, chosen)
        before = fingerprints(course)
        grading = nbgrader(root, "autograde", EXERCISE, secret=canaries.secret)
        feedback = nbgrader(root, "generate_feedback", EXERCISE, secret=canaries.secret)
        touched = canaries.touched(scene.token)
    changed = [name for name, print in before.items() if fingerprints(course).get(name) != print]
    scores = read_scores(course)
    problems = [
        *touched,
        *(f"changed the file {name}" for name in changed),
        *_judge_run("autograde", grading, canaries.secret),
        *_judge_run("generate_feedback", feedback, canaries.secret),
        *judge_gradebook(course, scores, [*CONTROLS, *(attack.student_id for attack in chosen)]),
    ]
    verdicts = tuple(judge(attack, course, scores, [canaries.secret], _RECORD_SECONDS) for attack in chosen)
    skipped = tuple(attack for attack in attacks if attack not in chosen)
    return Result(verdicts, tuple(problems), skipped, missing, grading.seconds + feedback.seconds)


def fingerprints(course: Path) -> dict[str, str]:
    """Return a hash of each file of the course that grading does not make."""
    found = {}
    for folder in ("submitted", "build", "notebooks", "nbgrader_config.py"):
        top = course / folder
        for path in [top] if top.is_file() else top.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 20:
                found[os.fsdecode(path.relative_to(course))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _judge_run(command: str, done: Run, secret: str) -> list[str]:
    problems = [f"{command} left a process behind: {line}" for line in done.left]
    if done.status:
        problems.append(f"{command} ended with {done.status}: {done.log[-1500:].decode(errors='replace')}")
    if secret.encode() in done.log:
        problems.append(f"{command} printed a secret")
    if any(byte < 32 and byte not in b"\n\t" for byte in done.log):
        problems.append(f"{command} printed control characters")
    return problems
