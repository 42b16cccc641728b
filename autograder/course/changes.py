"""Changes against the last run: points by property, points that fell, late penalties, grades by hand that differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.grading.record import Record


@dataclass(frozen=True, slots=True)
class PenaltyChange:
    """A late penalty that is not what it was: due date, extension, or the rule for penalties changed.

    Attributes
    ----------
    before, after : float
        The penalty, 0 for none.
    points_before, points_after : float
        The points of the notebook with that penalty taken off.
    """

    notebook: str
    before: float
    after: float
    points_before: float
    points_after: float

    def __str__(self) -> str:
        """Return it as a line."""
        points = f"{self.points_before:g} → {self.points_after:g} points"
        return f"{self.notebook}: late penalty {self.before:g} → {self.after:g} ({points})"


@dataclass(frozen=True, slots=True)
class KeptGrade:
    """A grade that a person gave, and that stands against a new automatic one."""

    notebook: str
    grade_id: str
    manual: float
    automatic: float

    def __str__(self) -> str:
        """Return it as a line."""
        kept = f"the {self.manual:g} points given by hand stay"
        return f'{self.notebook}, cell "{self.grade_id}": {kept}; the automatic score is now {self.automatic:g}'


def changes(before: Mapping[str, Record], after: Mapping[str, Record]) -> Iterator[str]:
    """Yield a line for each property whose points differ, and for each notebook whose status does."""
    for notebook, new in after.items():
        old = before.get(notebook)
        if old is None:
            continue
        if old.status is not new.status:
            yield f"{notebook}: was {old.status}, is {new.status}"
        earlier, now = _points(old), _points(new)
        for name in dict.fromkeys((*earlier, *now)):
            if earlier.get(name) != now.get(name):
                yield f"{name}: {_text(earlier.get(name))} → {_text(now.get(name))}"


def fallen(before: Mapping[str, Record], after: Mapping[str, Record]) -> str:
    """Return a line for points that fell, with the properties that lost some; empty if none did."""
    told = []
    for notebook, new in after.items():
        old = before.get(notebook)
        if old is None or (new.points >= old.points and new.bonus_points >= old.bonus_points):
            continue
        earlier, now = _points(old), _points(new)
        lost = {name: points for name, points in earlier.items() if now.get(name, 0.0) < points}
        reasons = [f"{name}: {points:g} → {_text(now.get(name))}" for name, points in lost.items()]
        told.append(f"{notebook}: {_sum(old)} → {_sum(new)} points ({'; '.join(reasons)})")
    return "; ".join(told)


def _sum(record: Record) -> str:
    bonus = f" + {record.bonus_points:g}" if record.bonus_points else ""
    return f"{record.points:g}{bonus}"


def _points(record: Record) -> dict[str, float]:
    return {
        f"{result.title}, {item.name}": item.points for result in record.results.values() for item in result.properties
    }


def _text(points: float | None) -> str:
    return "not graded" if points is None else f"{points:g}"
