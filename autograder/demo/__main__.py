"""`make demo`: hand in the samples, grade them with nbgrader's commands, show the scores, compare with what is due."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from rich.console import Console
from traitlets.config import Config

from autograder.build.generate import generate_assignment
from autograder.build.layout import Exercise, exercises, source_folder
from autograder.course.folder import assignment_specs
from autograder.course.known import read_known
from autograder.demo.sample import Sample, samples_of
from autograder.report import page, terminal
from autograder.report.scores import Scores
from autograder.spec import AssignmentSpec


def main() -> int:
    """Run the demonstration of each exercise in `build/demo`; returns 1 if a sample got other points than it must."""
    console = Console(width=160 if not sys.stdout.isatty() else None)
    course = Path.cwd()
    folder = course / "build" / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    wrong = [line for exercise in exercises(course) for line in show(exercise, course, folder, console)]
    for line in wrong:
        console.print(line, style="bold red")
    return 1 if wrong else 0


def show(exercise: Exercise, course: Path, folder: Path, console: Console) -> list[str]:
    """Grade an exercise's samples with nbgrader's commands and show the scores; return what is not as it must be."""
    name = exercise.name
    directory = CourseDirectory(config=_config(course, folder, name))
    specs = assignment_specs(directory)
    samples = [samples_of(exercise.folder, spec) for spec in specs]
    for spec, of_notebook in zip(specs, samples, strict=True):
        hand_in(course, folder, spec, of_notebook)
    generate_assignment(course, name, folder / "release", db_url=f"sqlite:///{folder / 'gradebook.db'}")
    console.rule(f"nbgrader autograde {name}")
    _nbgrader(folder, "autograde", name)
    console.rule(f"nbgrader generate_feedback {name}")
    quiet = "--Application.log_level=WARN"  # a line for each file would leave no room for the scores
    _nbgrader(folder, "generate_feedback", name, quiet)
    _nbgrader(folder, "export", f"--to={folder / 'grades.csv'}", quiet)
    scores = Scores.of(directory)
    terminal.show(scores, console)
    target = folder / f"{name}.html"
    page.write(scores, target, directory)
    console.print(f"Score page: {target}", style="bold", soft_wrap=True)
    for spec in specs:
        # the commands above look for the exercise in the demo's folder, where it does not lie
        read_known(source_folder(course) / name / f"{spec.notebook}.ipynb", exercise.folder, console.print)
    return [
        line
        for spec, of_notebook in zip(specs, samples, strict=True)
        for sample in of_notebook
        for line in unexpected(sample, spec, scores)
    ]


def hand_in(course: Path, folder: Path, spec: AssignmentSpec, samples: Sequence[Sample]) -> None:
    """Write the samples to `folder/submitted` as an LMS export would leave them."""
    place = Path(spec.assignment, f"{spec.notebook}.ipynb")
    release = nbformat.read(course / "release" / place, as_version=4)
    solution = nbformat.read(course / "solutions" / place, as_version=4)
    for sample in samples:
        target = folder / "submitted" / sample.student / spec.assignment
        target.mkdir(parents=True, exist_ok=True)
        if sample.author is None:
            (target / "notes.txt").write_text("I forgot to add the notebook.\n")
        else:
            nbformat.write(sample.author(release, solution), target / place.name)


def unexpected(sample: Sample, spec: AssignmentSpec, scores: Scores) -> list[str]:
    """Return a line for each difference between a sample's outcome and what it must be."""
    record = next(row.records.get(spec.notebook) for row in scores.rows if row.student == sample.student)
    if record is None:
        return [f"{sample.student}: was not graded"]
    lines = [f"{sample.student}: {record.status}, expected {sample.status}"] if record.status != sample.status else []
    for result in record.results.values():
        due = sample.points.get(result.grade_id, 0.0)
        if result.points != due:
            lines.append(f"{sample.student}: {result.points:g} points for {result.grade_id}, expected {due:g}")
    return lines


def _nbgrader(folder: Path, *arguments: str) -> None:
    """Run an nbgrader command in this course, on the demo's submissions and gradebook."""
    command = [sys.executable, "-m", "nbgrader", *arguments, f"--CourseDirectory.root={folder}"]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})


def _config(course: Path, folder: Path, assignment: str) -> Config:
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.source_directory = str(source_folder(course))
    config.CourseDirectory.assignment_id = assignment
    return config


if __name__ == "__main__":
    sys.exit(main())
