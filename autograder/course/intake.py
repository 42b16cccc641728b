"""Reads a submission folder into memory, within limits and without following anything out of it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from autograder.course import timestamp
from autograder.course.timestamp import read_timestamp
from autograder.grading.submission import Submission
from autograder.repair.folder import read_folder, shortened

# All files of a submission together; nbgrader's own limit for a folder (`CourseDirectory.max_dir_size`).
MAX_SUBMISSION_BYTES = 100_000_000


def read_submission(folder: Path) -> Submission:
    """Return the files of a submission folder; what can't be read is said in the notes."""
    found, notes = read_folder(folder)
    files = []
    budget = MAX_SUBMISSION_BYTES
    # notebooks first: companions can't crowd them out
    for file in sorted(found, key=lambda file: (not _is_notebook(file.name), file.name)):
        try:
            content = file.read()
        except OSError as error:
            notes.append(f"{file.name!r} can't be read: {error.strerror}")
            continue
        if len(content) > budget:
            notes.append(f"{file.name!r} was left out: the submission is larger than {MAX_SUBMISSION_BYTES:,} bytes")
            continue
        budget -= len(content)
        files.append((file.name, file.modified, content))
    notes += filter(None, [_timestamp(files)[1]])
    return Submission(tuple(sorted(files)), tuple(shortened(notes)))


def submitted_at(submission: Submission) -> datetime | None:
    """Return when it was submitted, in UTC, as `nbgrader collect` notes it in `timestamp.txt`; None if unknown."""
    return _timestamp(submission.files)[0]


def companions(submission: Submission) -> dict[str, bytes]:
    """Return the files that stand beside the notebooks, which nbgrader copies into `autograded/`.

    Those whose names can't be printed stay where they were submitted: nbgrader logs the names of all that it copies on
    into `feedback/`, and escape sequences in them would reach the terminal.
    """
    files = ((name, content) for name, _, content in submission.files if not _is_notebook(name))
    return {name: content for name, content in files if name.isprintable()}


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def _timestamp(files: Iterable[tuple[str, float, bytes]]) -> tuple[datetime | None, str]:
    return next((read_timestamp(content) for name, _, content in files if name == timestamp.NAME), (None, ""))
