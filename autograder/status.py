"""`Status`: how it went with a submission, from repair to its record."""

from enum import StrEnum


class Status(StrEnum):
    """How grading a submission went; all but `graded` and `repaired` ask for a look in any case.

    Repair begins it: `graded` is what it leaves as it was handed in. What happens when it runs may change it.
    """

    GRADED = "graded"
    REPAIRED = "repaired"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    OUT_OF_MEMORY = "out_of_memory"
    UNREADABLE = "unreadable"
    MISSING = "missing"

    @property
    def needs_a_look(self) -> bool:
        """Whether an instructor should look at the submission."""
        return self not in (Status.GRADED, Status.REPAIRED)
