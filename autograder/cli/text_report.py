"""What `autograder grade` says: for people."""

import argparse

from rich.console import Console

from autograder.cli.progress import Bar, counted
from autograder.cli.report import Report
from autograder.course.job import Job
from autograder.repair.text import show

_MOST = 500  # characters of a reason


class TextReport(Report):
    """A bar while it runs, a line for each submission that needs a look, and a closing summary."""

    def __init__(self, assignment: str, options: argparse.Namespace) -> None:
        super().__init__(assignment, options)
        self._console = Console(stderr=True)
        self._quiet = options.quiet
        self._bar = Bar(self._console, f"grading {assignment}", shown=not options.quiet)

    def __enter__(self) -> "TextReport":
        self._bar.start()
        return self

    def __exit__(self, *trace: object) -> None:
        self._bar.__exit__(*trace)

    def show(self, job: Job, total: int, statuses: list[str], lines: list[str], missing: list[str]) -> None:
        """Draw the bar and print what a person should know."""
        self._bar.advance(total, statuses)
        student = show(job.student)
        if job.error:
            self._bar.say(f"{student}: the grader failed, nothing was recorded\n{job.error}", "red")
        if self._quiet:
            return
        for line in missing:
            self._bar.say(f"Not enforced: {line}", "yellow")
        for notebook, record in job.records.items():
            if record.needs_a_look and not job.unchanged:
                self._bar.say(f"{student} {notebook}: {record.status}: {show(record.reason, _MOST)}", "yellow")
        if job.fallen:
            self._bar.say(f"{student}: fewer points than in the last run: {show(job.fallen, _MOST)}", "yellow")
        for line in map(str, (*job.penalties, *job.kept)):
            self._bar.say(f"{student}: {line}", "yellow")
        for line in lines:
            self._bar.say(f"{student}: {line}")

    def summarize(self, total: int, seconds: float, first_seconds: float) -> None:
        """Print what was done, in a few lines."""
        self._bar.__exit__()
        rate = f", {self.fresh / seconds:.1f} a second" if self.fresh > 1 else ""
        kept = self.done - self.fresh - len(self.failed)
        unchanged = f", {kept:,} unchanged" if kept else ""
        lines = [f"{self.assignment}: {self.fresh:,} graded in {seconds:.1f} s{rate}{unchanged}"]
        lines.append(f"notebooks: {counted(self.counts) or 'none'}")
        if self._regrade:
            lines.append(f"{self.changed:,} changed")
        if self.fallen:
            lines.append(f"{len(self.fallen):,} have fewer points than in the last run: {_listed(self.fallen)}")
        if self.penalties:
            lines.append(f"{len(self.penalties):,} have another late penalty: {_listed(self.penalties)}")
        if self.kept:
            lines.append(
                f"{len(self.kept):,} keep a grade given by hand, where the automatic one is another now: "
                f"{_listed(self.kept)}"
            )
        lines += (f"{number:,} have this note: {show(note, _MOST)}" for note, number in self.shared.items())
        if self.to_look_at:
            lines.append(f"{len(self.to_look_at):,} need a look: {_listed(self.to_look_at)}")
        if self.failed:
            lines.append(f"the grader failed on {len(self.failed):,}: {_listed(self.failed)}")
        lines += map(str, self.left_out)
        if self.interrupted:
            lines.append(f"interrupted; {total - self.done:,} are still to be graded: run the command again to go on")
        for line in lines:
            self._bar.say(line)


def _listed(students: list[str], most: int = 10) -> str:
    more = f" and {len(students) - most:,} more" if len(students) > most else ""
    return ", ".join(map(show, sorted(students)[:most])) + more
