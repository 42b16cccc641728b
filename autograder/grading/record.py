"""What grading one submission ends with, whatever the submission did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from nbformat import NotebookNode

from autograder.grading.result import CellResult, Diagnosis, PropertyResult
from autograder.status import Status

# Key of the notebook metadata that holds the record and what it was made from, and of a grade cell's that tells how
# many of its outputs are the grader's, and what students got where the cell shows its hidden tests.
METADATA_KEY = "autograder"
RELEASED_KEY = "released"


@dataclass(frozen=True, slots=True)
class Record:
    """The outcome of one submission.

    Attributes
    ----------
    results : mapping
        The result of each graded cell by its grade_id.
    reason : str
        Why an instructor should look at the submission, else empty.
    repairs : tuple of str
        What was restored from the master before grading.
    enforced, missing : tuple of str
        The protections that were and were not in force.
    seconds : float
        Wall-clock time, in seconds.
    peak_memory : int
        The largest memory of the student's processes, in bytes.
    notebook : NotebookNode
        The repaired notebook with the outputs of this run; empty where only the outcome is passed on.
    charged : float
        Seconds that count against the submission's limit.
    waited : float
        Seconds that its processes waited for processors that others had; they do not count.
    disturbed : bool
        Whether it reached a limit that others, who used the machine at the same time, may be the reason for.
    """

    status: Status
    reason: str
    results: Mapping[str, CellResult]
    repairs: tuple[str, ...]
    enforced: tuple[str, ...]
    missing: tuple[str, ...]
    seconds: float
    peak_memory: int
    notebook: NotebookNode
    charged: float = 0.0
    waited: float = 0.0
    disturbed: bool = False

    @property
    def needs_a_look(self) -> bool:
        """Whether an instructor should look at the submission: for its status, or for what may have been overlooked."""
        return self.status.needs_a_look or bool(self.reason)

    @property
    def points(self) -> float:
        """Points without the bonus tasks'."""
        return sum(result.points for result in self.results.values() if not result.bonus)

    @property
    def bonus_points(self) -> float:
        """Points of the bonus tasks."""
        return sum(result.points for result in self.results.values() if result.bonus)

    def to_json(self) -> dict[str, Any]:
        """Return all but the notebook as JSON types."""
        return {
            **self.outcome(),
            "seconds": round(self.seconds, 3),
            "peak_memory": self.peak_memory,
            "charged": round(self.charged, 3),
            "waited": round(self.waited, 3),
            "disturbed": self.disturbed,
        }

    def outcome(self) -> dict[str, Any]:
        """Return what is kept of it in the autograded notebook: all but what was measured, which no two runs share."""
        return {
            "status": str(self.status),
            "reason": self.reason,
            "results": {grade_id: _result_to_json(result) for grade_id, result in self.results.items()},
            "repairs": list(self.repairs),
            "enforced": list(self.enforced),
            "missing": list(self.missing),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], notebook: NotebookNode) -> Self:
        """Read what `to_json` or `outcome` wrote."""
        return cls(
            status=Status(data["status"]),
            reason=data["reason"],
            results={grade_id: _result_from_json(result) for grade_id, result in data["results"].items()},
            repairs=tuple(data["repairs"]),
            enforced=tuple(data["enforced"]),
            missing=tuple(data["missing"]),
            seconds=data.get("seconds", 0.0),
            peak_memory=data.get("peak_memory", 0),
            notebook=notebook,
            charged=data.get("charged", 0.0),
            waited=data.get("waited", 0.0),
            disturbed=data.get("disturbed", False),
        )


def _result_to_json(result: CellResult) -> dict[str, Any]:
    properties = [_property_to_json(item) for item in result.properties]
    return {"grade_id": result.grade_id, "title": result.title, "bonus": result.bonus, "properties": properties}


def _property_to_json(item: PropertyResult) -> list[Any]:
    fields = [item.name, item.points, item.max_points, item.message, item.remark]
    if item.diagnosis is None and not item.transcript:
        return fields
    told = item.diagnosis and [item.diagnosis.name, item.diagnosis.text, item.diagnosis.hint]
    return [*fields, told, item.transcript]


def _result_from_json(data: Mapping[str, Any]) -> CellResult:
    properties = tuple(_property_from_json(*fields) for fields in data["properties"])
    return CellResult(grade_id=data["grade_id"], title=data["title"], properties=properties, bonus=data["bonus"])


def _property_from_json(
    name: str,
    points: float,
    max_points: float,
    message: str,
    remark: str,
    told: list[str] | None = None,
    transcript: str = "",
) -> PropertyResult:
    diagnosis = Diagnosis(*told) if told else None
    return PropertyResult(name, points, max_points, message, remark, diagnosis, transcript)
