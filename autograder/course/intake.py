"""Reads a submission folder into memory, with the time of its submission."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from autograder.course import timestamp
from autograder.course.timestamp import read_timestamp
from autograder.grading.submission import Submission
from autograder.repair.folder import SubmittedFile, is_notebook, read_folder


def read_submission(folder: Path) -> Submission:
    """Return the files of a submission folder; what can't be read is said in the notes."""
    files, notes = read_folder(folder)
    return Submission(tuple(files), (*notes, *filter(None, [_timestamp(files)[1]])))


def submitted_at(submission: Submission) -> datetime | None:
    """Return when it was submitted, in UTC, as `nbgrader collect` notes it in `timestamp.txt`; None if unknown."""
    return _timestamp(submission.files)[0]


def companions(submission: Submission) -> dict[str, bytes]:
    """Return the files that stand beside the notebooks, which nbgrader copies into `autograded/`.

    Those whose names can't be printed stay where they were submitted: nbgrader logs the names of all that it copies on
    into `feedback/`, and escape sequences in them would reach the terminal.
    """
    beside = (file for file in submission.files if not is_notebook(file.name))
    return {file.name: file.content for file in beside if file.name.isprintable()}


def _timestamp(files: Iterable[SubmittedFile]) -> tuple[datetime | None, str]:
    return next((read_timestamp(file.content) for file in files if file.name == timestamp.NAME), (None, ""))
