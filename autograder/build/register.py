"""nbgrader grades only assignments that its gradebook knows."""

import tempfile
from pathlib import Path

from autograder.build.generate import generate_assignment
from autograder.build.layout import Say, silent
from autograder.build.source import build_source


def register_assignment(course: Path, say: Say = silent) -> None:
    """Put every assignment with its cells and points into the course's gradebook, or bring them up to date.

    Raises
    ------
    MasterError
        If a master breaks a rule.
    AutograderError
        If nbgrader refuses, as when cells were added to an assignment that already has submissions.
    """
    for assignment in dict.fromkeys(source.parent.name for source in build_source(course)):
        # the gradebook is the point here; the release is built apart and compared with what is committed
        with tempfile.TemporaryDirectory() as elsewhere:
            generate_assignment(course, assignment, Path(elsewhere))
        say(f"gradebook: knows {assignment}")
