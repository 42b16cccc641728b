"""A course folder of its own for the corpus: built, registered, with every attack handed in."""

import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest

from autograder.build import build_source, register_assignment
from autograder.build.solutions import solved
from autograder.master.reader import read_master
from autograder.spec import AssignmentSpec
from tests.attacks.attack import EXERCISE, NOTEBOOK, Attack
from tests.attacks.scene import Scene
from tests.exercise import MASTER
from tests.once import once

REPOSITORY = Path(__file__).resolve().parents[2]
# Honest submissions, which have to get what they get without attacks around them. One before and one after most others.
CONTROLS = ("ada-complete", "zoe-empty")


def build(course: Path) -> None:
    """Build and register the exercise in an empty folder."""
    shutil.copytree(REPOSITORY / "notebooks" / EXERCISE, course / "notebooks" / EXERCISE)
    shutil.copyfile(REPOSITORY / "nbgrader_config.py", course / "nbgrader_config.py")
    build_source(course)
    register_assignment(course)


def built_once(factory: pytest.TempPathFactory) -> Path:
    """Return the course that `build` makes: the same for all tests, not to be changed."""
    return once(factory, "exercise", build)


def prepare(root: Path, built: Path, limits: Mapping[str, float]) -> None:
    """Copy a built course to `root/course`, with folders around it that no submission may see."""
    for folder in (root / "home", root / "tmp"):
        folder.mkdir(parents=True)
    course = Path(shutil.copytree(built, root / "course"))
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(f"\nc.Autograder.limits = {dict(limits)!r}\n")


def make_stock(course: Path, cell_seconds: float) -> None:
    """Take the autograder out of the course's settings: its submissions run as nbgrader itself runs them."""
    path = course / "nbgrader_config.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if line != "configure(c)" and not line.startswith("c.Autograder")]
    lines += [
        f"c.ExecutePreprocessor.timeout = {round(cell_seconds)}",
        # what a kernel may take to start, and to send what it printed: nbgrader's 60 and 4 are short on a busy machine
        "c.ExecutePreprocessor.startup_timeout = 600",
        "c.ExecutePreprocessor.iopub_timeout = 120",
        "c.Autograder.unsafe_stock_kernel = True",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_scene(root: Path, port: int, victim: int) -> Scene:
    """Return what attacks on the course in `root` are made from."""
    source = read_master(MASTER)
    release = deepcopy(source)
    for cell, spec in zip(release.cells, AssignmentSpec.from_notebook(EXERCISE, EXERCISE, source).cells, strict=True):
        cell.source = spec.source
    return Scene(release, solved(source, EXERCISE), secrets.token_hex(8), port, victim, root)


def hand_in(scene: Scene, attacks: Iterable[Attack], *, controls: bool = True) -> None:
    """Write the submissions of all attacks and of the honest students."""
    submitted = scene.root / "course" / "submitted"
    honest = zip(CONTROLS, (scene.solution, scene.release), strict=True) if controls else ()
    for student, notebook in honest:
        folder = submitted / student / EXERCISE
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / NOTEBOOK)
    for attack in attacks:
        folder = Path(os.fsdecode(os.fsencode(submitted / attack.student_id))) / EXERCISE
        folder.mkdir(parents=True)
        attack.build(scene, folder)
