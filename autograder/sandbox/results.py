"""What comes back from student code, and what it took."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from autograder.errors import AutograderError

Reason = Literal["timed_out", "crashed", "out_of_memory"]
# Of its time. Below that, a submission took as long as it would have taken alone.
_MUCH_LOST = 0.05


@dataclass(slots=True)  # several for each request: frozen, each would take three times as long to make
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


@dataclass(frozen=True, slots=True)
class CellRun:
    """One executed cell.

    Parameters
    ----------
    outputs : list of dict
        nbformat outputs, in order.
    interrupted : bool
        Whether the cell was interrupted because its time was over, or it showed too much. The student process lives on.
    spent : Spent
        What it took.
    """

    outputs: list[dict[str, Any]]
    interrupted: bool = False
    spent: Spent = field(default_factory=Spent)


@dataclass(slots=True)
class Reply:
    """A message of the student process about an operation on its objects.

    Parameters
    ----------
    kind : str
        `done`, or `callback`: its code calls a function of the tests.
    tree : object
        The answer as JSON, of which nothing was looked at.
    parts : sequence of bytes
        The bytes beside it (see `inside.plain_data`).
    size : int
        Bytes of the message.
    stopped : bool
        Whether the operation was interrupted because its time was over.
    """

    kind: str
    tree: Any
    parts: Sequence[bytes] = ()
    size: int = 0
    stopped: bool = False


class StudentEnded(AutograderError):  # noqa: N818 - says what happened
    """The student process is gone; the grader is not.

    Parameters
    ----------
    reason : {'timed_out', 'crashed', 'out_of_memory'}
        The status for the record.
    problem : str
        What happened, in a sentence for the student.
    disturbed : bool
        Whether others, who used this machine at that time, may be why.

    Attributes
    ----------
    outputs : list of dict
        What the running cell had shown until then.
    """

    def __init__(self, reason: Reason, problem: str, *, disturbed: bool = False) -> None:
        super().__init__("student process", problem, "Later cells need a new process.")
        self.reason: Reason = reason
        self.disturbed = disturbed
        self.outputs: list[dict[str, Any]] = []


class ProtocolViolation(StudentEnded):
    """The student process sent a frame that it may not send."""

    def __init__(self, problem: str) -> None:
        super().__init__("crashed", f"It broke the grader's protocol: {problem}")
