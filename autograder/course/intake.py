"""Reads a submission into memory, with the time of its submission."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fnmatch import fnmatch
from pathlib import PurePosixPath

from autograder.course import timestamp
from autograder.course.place import Place
from autograder.course.timestamp import read_timestamp
from autograder.grading.submission import Submission
from autograder.repair.archive import read_members
from autograder.repair.folder import SubmittedFile, read_folder


def read_submission(place: Place) -> Submission:
    """Return the files of a submission; where they were found and what can't be read is said in the notes."""
    if place.chosen is not None and not place.path.is_dir():
        files, notes = read_members(place.path, place.chosen)
    else:
        files, notes = read_folder(place.path, place.chosen)
    return Submission(tuple(files), (*filter(None, [place.note]), *notes, *filter(None, [_timestamp(files)[1]])))


def submitted_at(submission: Submission) -> datetime | None:
    """Return when it was submitted, in UTC, as `nbgrader collect` notes it in `timestamp.txt`; None if unknown."""
    return _timestamp(submission.files)[0]


def companions(submission: Submission, ignored: Sequence[str]) -> dict[str, bytes]:
    """Return the files that stand beside the notebooks, which nbgrader copies into `autograded/`.

    Files and folders that the course ignores (patterns in `c.CourseDirectory.ignore`) are left out. So are those whose
    names can't be printed: nbgrader logs the names of all that it copies on into `feedback/`, and escape sequences in
    them would reach the terminal.
    """
    beside = submission.companions.items()
    return {name: content for name, content in beside if name.isprintable() and not _is_ignored(name, ignored)}


def _is_ignored(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(part, pattern) for part in PurePosixPath(name).parts for pattern in patterns)


def _timestamp(files: Iterable[SubmittedFile]) -> tuple[datetime | None, str]:
    return next((read_timestamp(file.content) for file in files if file.name == timestamp.NAME), (None, ""))
