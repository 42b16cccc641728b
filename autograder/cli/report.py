"""What `autograder grade` says: lines and a bar for people, JSON for programs."""

import argparse
import json
import sys
import time
from collections import Counter
from typing import Any

from rich.console import Console

from autograder.cli.changes import changes
from autograder.cli.progress import Bar, counted
from autograder.course.filing import Outcome

_FAILED = "failed"


class Report:
    """Counts a run's outcomes; a context manager.

    Attributes
    ----------
    interrupted : bool
        Whether Ctrl-C ended the run.
    """

    def __init__(self, assignment: str, options: argparse.Namespace) -> None:
        self.interrupted = False
        self.assignment = assignment
        self.counts: Counter[str] = Counter()
        self.to_look_at: list[str] = []
        self.failed: list[str] = []
        self.changed = 0
        self.fresh = 0
        self._regrade = options.regrade
        self._not_enforced: set[str] = set()
        self._begin = time.monotonic()

    def __enter__(self) -> "Report":
        return self

    def __exit__(self, *_: object) -> None: ...

    def add(self, outcome: Outcome, total: int) -> None:
        """Take one of `total` submissions."""
        statuses = [str(record.status) for record in outcome.records.values()] or [_FAILED]
        self.counts.update(statuses)
        self.fresh += outcome.fresh and not outcome.error
        if outcome.error:
            self.failed.append(outcome.student)
        elif outcome.needs_a_look:
            self.to_look_at.append(outcome.student)
        lines = list(changes(outcome.before, outcome.records)) if self._regrade else []
        self.changed += bool(lines)
        missing = {line for record in outcome.records.values() for line in record.missing} - self._not_enforced
        self._not_enforced |= missing
        self.show(outcome, total, statuses, lines, sorted(missing))

    def show(self, outcome: Outcome, total: int, statuses: list[str], lines: list[str], missing: list[str]) -> None:
        """Say what became of a submission; `missing` are protections not told of before."""
        raise NotImplementedError

    def close(self, total: int, first_seconds: float) -> int:
        """Say how the run went and return the exit code."""
        seconds = time.monotonic() - self._begin
        self.summarize(total, seconds, first_seconds)
        return 130 if self.interrupted else 1 if self.failed else 0

    def summarize(self, total: int, seconds: float, first_seconds: float) -> None:
        """Say how the whole run went."""
        raise NotImplementedError


class JsonReport(Report):
    """A line of JSON for each submission, and a last one for the run."""

    def show(self, outcome: Outcome, total: int, statuses: list[str], lines: list[str], missing: list[str]) -> None:
        """Print the submission's line."""
        found: dict[str, Any] = {"student": outcome.student, "fresh": outcome.fresh}
        if outcome.error:
            found["error"] = outcome.error
        found["notebooks"] = {
            name: {"points": record.points, "bonus_points": record.bonus_points, **record.to_json()}
            for name, record in outcome.records.items()
        }
        if lines:
            found["changes"] = lines
        print(json.dumps(found), flush=True)

    def summarize(self, total: int, seconds: float, first_seconds: float) -> None:
        """Print the summary's line."""
        summary = {
            "assignment": self.assignment,
            "submissions": total,
            "graded": self.fresh,
            "statuses": dict(self.counts),
            "need_a_look": sorted(self.to_look_at),
            "failed": sorted(self.failed),
            "changed": self.changed,
            "interrupted": self.interrupted,
            "not_enforced": sorted(self._not_enforced),
            "seconds": round(seconds, 3),
            "seconds_to_first": round(first_seconds, 3),
        }
        print(json.dumps({"summary": summary}), flush=True)


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

    def show(self, outcome: Outcome, total: int, statuses: list[str], lines: list[str], missing: list[str]) -> None:
        """Draw the bar and print what a person should know."""
        self._bar.advance(total, statuses)
        if outcome.error:
            self._bar.say(f"{outcome.student}: the grader failed, nothing was recorded\n{outcome.error}", "red")
        if self._quiet:
            return
        for line in missing:
            self._bar.say(f"Not enforced: {line}", "yellow")
        for notebook, record in outcome.records.items():
            if record.status.needs_a_look and outcome.fresh:
                self._bar.say(f"{outcome.student} {notebook}: {record.status}: {record.reason}", "yellow")
        for line in lines:
            self._bar.say(f"{outcome.student}: {line}")

    def summarize(self, total: int, seconds: float, first_seconds: float) -> None:
        """Print what was done, in a few lines."""
        self._bar.__exit__()
        done = sum(self.counts.values())
        rate = f", {self.fresh / seconds:.1f} a second" if self.fresh > 1 else ""
        kept = done - self.fresh - len(self.failed)
        unchanged = f", {kept:,} unchanged" if kept else ""
        lines = [f"{self.assignment}: {self.fresh:,} graded in {seconds:.1f} s{rate}{unchanged}"]
        lines.append(counted(self.counts) or "nothing was graded")
        if self._regrade:
            lines.append(f"{self.changed:,} changed")
        if self.to_look_at:
            lines.append(f"{len(self.to_look_at):,} need a look: {_listed(self.to_look_at)}")
        if self.failed:
            lines.append(f"the grader failed on {len(self.failed):,}: {_listed(self.failed)}")
        if self.interrupted:
            lines.append(f"interrupted; {total - done:,} are still to be graded: run the command again to go on")
        for line in lines:
            self._bar.say(line)
        sys.stderr.flush()


def _listed(students: list[str], most: int = 10) -> str:
    more = f" and {len(students) - most:,} more" if len(students) > most else ""
    return ", ".join(sorted(students)[:most]) + more
