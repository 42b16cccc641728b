"""What grading found out about a cell: points and a sentence for every property, and which mistake it was."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with an answer, as far as grading can tell.

    Attributes
    ----------
    name : str
        The known mistake's, for instructors; empty where it is none.
    text : str
        What the student did, in a few words.
    hint : str
        What helps to see it; empty where the mistake is not known.
    """

    name: str
    text: str
    hint: str = ""


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
    diagnosis : Diagnosis or None
        Of a failed property, where more is known than the message says.
    transcript : str
        Of a failed property: tells which submissions failed it with the same answers (see `autograder.diagnosis`).
    """

    name: str
    points: float
    max_points: float
    message: str
    remark: str = ""
    diagnosis: Diagnosis | None = None
    transcript: str = ""


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

    @property
    def diagnoses(self) -> dict[Diagnosis, tuple[str, ...]]:
        """The diagnoses of the failed properties, each once, with the names of the properties that it explains."""
        found: dict[Diagnosis, tuple[str, ...]] = {}
        for result in self.properties:
            if result.diagnosis is not None:
                found[result.diagnosis] = (*found.get(result.diagnosis, ()), result.name)
        return found
