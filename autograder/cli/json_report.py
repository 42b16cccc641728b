"""What `autograder grade --json` says: for programs."""

import json
from dataclasses import asdict
from typing import Any

from autograder.cli.report import Report
from autograder.course.job import Job


class JsonReport(Report):
    """A line of JSON for each submission, and a last one for the run."""

    def show(self, job: Job, total: int, statuses: list[str], lines: list[str], missing: list[str]) -> None:
        """Print the submission's line."""
        found: dict[str, Any] = {"student": job.student, "fresh": not job.unchanged}
        if job.error:
            found["error"] = job.error
        found["notebooks"] = {
            name: {
                "points": record.points,
                "bonus_points": record.bonus_points,
                # what was measured belongs to the run that graded it, and is not kept
                **(record.outcome() if job.unchanged else record.to_json()),
            }
            for name, record in job.records.items()
        }
        if job.fallen:
            found["fallen"] = job.fallen
        if job.penalties:
            found["penalties"] = [asdict(change) for change in job.penalties]
        if job.kept:
            found["kept"] = [asdict(grade) for grade in job.kept]
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
            "fallen": sorted(self.fallen),
            "penalties": sorted(self.penalties),
            "kept": sorted(self.kept),
            "shared_notes": self.shared,
            "left_out": [asdict(item) for item in self.left_out],
            "changed": self.changed,
            "interrupted": self.interrupted,
            "not_enforced": sorted(self._not_enforced),
            "seconds": round(seconds, 3),
            "seconds_to_first": round(first_seconds, 3),
        }
        print(json.dumps({"summary": summary}), flush=True)
