"""What a request took: what is charged for it, and what it waited for."""

from dataclasses import dataclass

# Of its time. Below that, a submission took as long as it would have taken alone.
_MUCH_LOST = 0.05


@dataclass(frozen=True, slots=True)
class Spent:
    """What a request took, or several together, in seconds.

    Parameters
    ----------
    charged : float
        What counts against limits: wall clock without the time that the student's main thread (or the grader, to read
        the answer) waited for a processor, or the CPU time of all its processes together, whichever is more.
    wall : float
        Wall clock.
    lost : float
        What its threads waited for processors that others had. Waiting for its own processes is not among it.
    """

    charged: float = 0.0
    wall: float = 0.0
    lost: float = 0.0

    @property
    def disturbed(self) -> bool:
        """Whether others may be why it took so long."""
        return self.lost >= _MUCH_LOST * self.wall

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.charged + other.charged, self.wall + other.wall, self.lost + other.lost)
