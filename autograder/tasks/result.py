"""What grading found out about a task: points and a sentence for every property."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PropertyResult:
    """The outcome of one property.

    Attributes
    ----------
    points : float
        What was earned: 0 or `max_points`.
    message : str
        Why points were lost; empty when none were. Names shapes, dtypes and counts, never an expected value.
    """

    name: str
    points: float
    max_points: float
    message: str


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The outcome of a whole task; `bonus` tasks are shown apart and never needed for 100 %."""

    task: str
    title: str
    properties: tuple[PropertyResult, ...]
    bonus: bool

    @property
    def points(self) -> float:
        """What was earned in this task."""
        return sum(result.points for result in self.properties)

    @property
    def max_points(self) -> float:
        """What can be earned in this task."""
        return sum(result.max_points for result in self.properties)
