"""What grading found out about a cell: points and a sentence for every property."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PropertyResult:
    """The outcome of one property.

    Attributes
    ----------
    points : float
        What was earned.
    message : str
        Why points were lost; empty when none were. Never an expected value.
    remark : str
        What limits the trust in these points, else empty.
    """

    name: str
    points: float
    max_points: float
    message: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CellResult:
    """The outcome of a graded cell; those of `bonus` cells are shown apart and never needed for 100 %."""

    grade_id: str
    title: str
    properties: tuple[PropertyResult, ...]
    bonus: bool

    @property
    def points(self) -> float:
        """What was earned in this cell."""
        return sum(result.points for result in self.properties)

    @property
    def max_points(self) -> float:
        """What can be earned in this cell."""
        return sum(result.max_points for result in self.properties)
