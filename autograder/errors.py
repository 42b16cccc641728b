"""Every error that the course tooling raises on purpose.

AutograderError
├── MasterError            a master notebook that can't be built (autograder.master)
├── GradingError           a course that can't be graded (autograder.grading)
│   └── NotFiled               results that can't be written: to a locked or damaged gradebook, a full disk
└── GraderUnusable         a machine that must not grade this run (autograder.grading)
    ├── CanaryFailed           the solution does not earn all points there (autograder.grading)
    └── SandboxUnavailable     protections that were demanded are missing (autograder.sandbox)
"""


class AutograderError(Exception):
    """What went wrong, where, and a hint at what to do.

    Parameters
    ----------
    where : str
        The notebook and cell, file or command that the error is about.
    problem : str
        What was expected and what was found.
    hint : str
        What the reader can do about it.
    """

    def __init__(self, where: str, problem: str, hint: str) -> None:
        super().__init__(where, problem, hint)  # all three, so that the error survives the way between processes
        self.where = where
        self.problem = problem
        self.hint = hint

    def __str__(self) -> str:
        """Return the sentence that a person reads."""
        return f"{self.where}: {self.problem}{'' if self.problem.endswith('?') else '.'} {self.hint}"


class MasterError(AutograderError):
    """A master notebook breaks a rule that its release, solution or grading depends on."""


class GradingError(AutograderError):
    """The course is not in a state in which submissions can be graded."""


class NotFiled(GradingError):  # noqa: N818 - says what became of the results
    """What was graded can't be written, for a reason that no submission is to blame for; a run ends there."""


class GraderUnusable(AutograderError):  # noqa: N818 - says what a machine is
    """A machine is not set up as the run demands: what it grades would not count."""


class SandboxUnavailable(GraderUnusable):
    """The sandbox was required and this machine can't give it."""


class CanaryFailed(GraderUnusable):
    """The solution does not earn all its points: a submission would lose points that are not its own fault."""
