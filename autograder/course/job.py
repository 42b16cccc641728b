"""`Job`: a submission on its way through a run, which is read, graded and filed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.course.changes import KeptGrade, PenaltyChange, fallen
from autograder.grading import Record
from autograder.grading.process import Graded
from autograder.grading.submission import Submission


@dataclass(frozen=True, slots=True)
class Job:
    """A submission on its way through a run.

    Attributes
    ----------
    digest : str
        What its grades depend on (see `autograder.course.digest`).
    before : dict
        Its records of an earlier run.
    same : bool
        Whether all that its grades depend on is what it was in that run.
    unchanged : bool
        Whether they still hold, so that nothing is graded.
    graded : dict or None
        What this run made of each notebook, by its name; None before that.
    error : str
        The traceback of what went wrong in the grader itself, else empty.
    penalties, kept : tuple
        Late penalties that changed, and grades given by hand that stand against new automatic ones.
    """

    student: str
    submission: Submission
    digest: str = ""
    before: dict[str, Record] = field(default_factory=dict)
    same: bool = False
    unchanged: bool = False
    graded: dict[str, Graded] | None = None
    error: str = ""
    penalties: tuple[PenaltyChange, ...] = ()
    kept: tuple[KeptGrade, ...] = ()

    @property
    def records(self) -> dict[str, Record]:
        """The record of each notebook by its name, without the notebook; empty if the grader failed."""
        if self.unchanged:
            return self.before
        return {name: graded.record for name, graded in (self.graded or {}).items()}

    @property
    def needs_a_look(self) -> bool:
        """Whether an instructor should look at the submission."""
        return bool(self.error) or any(record.needs_a_look for record in self.records.values())

    @property
    def notes(self) -> dict[str, None]:
        """What was repaired in its notebooks, each once."""
        return dict.fromkeys(note for record in self.records.values() for note in record.repairs)

    @property
    def fallen(self) -> str:
        """What lost points against the last run, in a line; empty if nothing did."""
        return fallen(self.before, self.records)


def shared_notes(counts: Mapping[str, int], submissions: int) -> dict[str, int]:
    """Return the notes that most submissions of a run have, with how many have them: they are said once for the run."""
    return {note: number for note, number in counts.items() if number > max(1, submissions / 2)}
