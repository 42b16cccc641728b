"""`make demo`: hand in the samples, grade them with nbgrader's commands, show the scores, compare with what is due."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from rich.console import Console
from traitlets.config import Config

from autograder.build.generate import generate_assignment
from autograder.build.layout import source_path
from autograder.course.folder import assignment_specs
from autograder.demo.samples import SAMPLES, Sample
from autograder.report import page, terminal
from autograder.report.scores import Scores

ASSIGNMENT = "neural_network_basics"


def main() -> int:
    """Run the demonstration in `build/demo`; returns 1 if a sample got other points than it must."""
    console = Console(width=160 if not sys.stdout.isatty() else None)
    course = Path.cwd()
    folder = course / "build" / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    hand_in(course, folder)
    generate_assignment(course, ASSIGNMENT, folder / "release", db_url=f"sqlite:///{folder / 'gradebook.db'}")
    for command in ("autograde", "generate_feedback"):
        console.rule(f"nbgrader {command} {ASSIGNMENT}")
        _nbgrader(folder, command, ASSIGNMENT)
    _nbgrader(folder, "export", f"--to={folder / 'grades.csv'}")
    directory = CourseDirectory(config=_config(course, folder))
    (spec,) = assignment_specs(directory)
    scores = Scores.of(directory, spec)
    terminal.show(scores, console)
    page.write(scores, folder / "scores.html", feedback=f"feedback/{{student}}/{ASSIGNMENT}/{ASSIGNMENT}.html")
    console.print(f"Score page: {folder / 'scores.html'}", style="bold", soft_wrap=True)
    wrong = [line for sample in SAMPLES for line in unexpected(sample, scores)]
    for line in wrong:
        console.print(line, style="bold red")
    return 1 if wrong else 0


def hand_in(course: Path, folder: Path) -> None:
    """Write the samples to `folder/submitted` as an LMS export would leave them."""
    release = nbformat.read(course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    solution = nbformat.read(course / "solutions" / f"{ASSIGNMENT}.ipynb", as_version=4)
    for sample in SAMPLES:
        target = folder / "submitted" / sample.student / ASSIGNMENT
        target.mkdir(parents=True)
        if sample.author is None:
            (target / "notes.txt").write_text("I forgot to add the notebook.\n")
        else:
            nbformat.write(sample.author(release, solution), target / f"{ASSIGNMENT}.ipynb")


def unexpected(sample: Sample, scores: Scores) -> list[str]:
    """Return a line for each difference between a sample's outcome and what it must be."""
    record = next(row.record for row in scores.rows if row.student == sample.student)
    if record is None:
        return [f"{sample.student}: was not graded"]
    lines = [f"{sample.student}: {record.status}, expected {sample.status}"] if record.status != sample.status else []
    for result in record.results.values():
        due = sample.points.get(result.task, 0.0)
        if result.points != due:
            lines.append(f"{sample.student}: {result.points:g} points for {result.task}, expected {due:g}")
    return lines


def _nbgrader(folder: Path, *arguments: str) -> None:
    """Run an nbgrader command in this course, on the demo's submissions and gradebook."""
    command = [sys.executable, "-m", "nbgrader", *arguments, f"--CourseDirectory.root={folder}"]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})


def _config(course: Path, folder: Path) -> Config:
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.source_directory = str(source_path(course, ASSIGNMENT).parents[1])
    config.CourseDirectory.assignment_id = ASSIGNMENT
    return config


if __name__ == "__main__":
    sys.exit(main())
