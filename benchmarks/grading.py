"""`make bench`: grading and feedback against stock nbgrader, in one run, with the same notebook and hidden tests.

The cohort is mixed: a third has right answers, a third a mistake in one task, a third is half done. Right answers alone
are measured as well. Stock nbgrader takes seconds for each submission, so it is measured on few: a short and a long run
give its start-up and what each submission takes, and from these follows what a whole cohort would take.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.cohorts import Author, CourseFolder, Master
from benchmarks.measuring import Measured, median, per_piece, run
from benchmarks.ordinary import Ordinary
from benchmarks.otter_side import OtterSide
from benchmarks.table import write_report
from tests.exercise import EXERCISE

FEW = 3  # one of each kind


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a command is.

    Attributes
    ----------
    start : float
        Seconds that do not depend on the number of submissions.
    each : float
        Seconds for each submission.
    peak : int
        Most memory, in bytes.
    """

    name: str
    start: float
    each: float
    peak: int
    measured: int

    def seconds(self, count: int) -> float:
        """Return what `count` submissions take."""
        return self.start + count * self.each

    def rate(self, count: int) -> float:
        """Return submissions per second, start-up included."""
        return count / self.seconds(count)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who hands in what, and where.

    Attributes
    ----------
    folder : Path
        Where course folders are made.
    """

    name: str
    folder: Path
    master: CourseFolder
    author: Author


def speeds(cohort: Cohort, count: int, stock: int, repeats: int) -> list[Speed]:
    """Measure all commands that grade: stock nbgrader with `stock` submissions, ours with `count`."""
    autograde = ("nbgrader", "autograde", cohort.master.assignment)
    return [
        speed("stock nbgrader autograde", cohort, stock, repeats, *autograde, plain=True),
        speed("nbgrader autograde, ours", cohort, count, repeats, *autograde, plain=False),
        speed("autograder grade", cohort, count, repeats, "autograder", "grade", cohort.master.assignment, plain=False),
    ]


def speed(name: str, cohort: Cohort, count: int, repeats: int, *command: str, plain: bool) -> Speed:
    """Measure a grading command with few and with `count` submissions."""
    runs: dict[int, list[Measured]] = {FEW: [], count: []}
    for _ in range(repeats):
        for number, found in runs.items():
            course = cohort.master.course(cohort.folder / name, number, plain=plain, author=cohort.author)
            found.append(run(course, *command))
            print(f"  {cohort.name}, {name}, {number} submissions: {found[-1].seconds:.1f} s", flush=True)
    few, many = ([item.seconds for item in runs[number]] for number in (FEW, count))
    each = per_piece(few, many, count - FEW)
    return Speed(name, median(few) - FEW * each, each, max(item.peak for item in runs[count]), count)


def pages(name: str, course: Path, count: int, repeats: int, *command: str, few: list[str]) -> Speed:
    """Measure a feedback command on a graded course, with few and with all of its `count` submissions."""
    short, long = [], []
    for _ in range(repeats):
        short.append(run(course, *command, *few, "--force"))
        long.append(run(course, *command, "--force"))
        print(f"  {name}, {count} submissions: {long[-1].seconds:.1f} s", flush=True)
    each = per_piece([item.seconds for item in short], [item.seconds for item in long], count - 1)
    return Speed(name, median([item.seconds for item in short]) - each, each, max(item.peak for item in long), count)


def otter(folder: Path, master: Master, python: Path, repeats: int) -> Speed:
    """Measure `otter run`, which grades one submission in each process: nothing is shared, so all of it is each's."""
    side = OtterSide(folder, master, python)
    found = [side.grade() for _ in range(repeats)]
    print(f"  otter run: {median([item.seconds for item in found]):.1f} s", flush=True)
    return Speed("otter run", 0.0, median([item.seconds for item in found]), max(item.peak for item in found), 1)


def first_graded(course: Path) -> float:
    """Return the seconds from the command's start until the first submission was graded, as it tells itself."""
    output = run(course, "autograder", "grade", EXERCISE, "--json", "--regrade").output
    return float(json.loads(output.splitlines()[-1])["summary"]["seconds_to_first"])


def main() -> None:
    """Measure and write docs/benchmarks.md with its plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=200, help="for our commands")
    parser.add_argument("--stock", type=int, default=12, help="submissions for nbgrader's own commands")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--otter-python", type=Path, help="a Python with Otter-Grader, to measure `otter run` as well")
    options = parser.parse_args()
    count, stock, repeats = options.submissions, options.stock, options.repeats
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        master = Master(folder / "master")
        mixed = Cohort("mixed", folder / "mixed", master, master.mixed())
        right = Cohort("right", folder / "right", master, master.right())
        grading = speeds(mixed, count, stock, repeats)
        course = Ordinary(folder / "course")
        ordinary = speeds(Cohort("ordinary", folder / "ordinary", course, course.mixed()), count, stock, repeats)
        grading_right = speeds(right, count, stock, repeats)
        if options.otter_python:
            grading_right.append(otter(folder / "otter", master, options.otter_python, repeats))
        ours = mixed.folder / "autograder grade"
        first = median([first_graded(ours) for _ in range(repeats)])
        one = "--student=s00000"
        feedback = ("nbgrader", "generate_feedback", EXERCISE)
        feedback_pages = [
            pages(
                "stock nbgrader generate_feedback",
                mixed.folder / "stock nbgrader autograde",
                stock,
                repeats,
                *feedback,
                few=[one],
            ),
            pages("autograder feedback", ours, count, repeats, "autograder", "feedback", EXERCISE, few=[one]),
        ]
    write_report(grading, grading_right, ordinary, feedback_pages, first, count, repeats)


if __name__ == "__main__":
    main()
