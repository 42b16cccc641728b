"""Reads `timestamp.txt`, the time of a submission, as `nbgrader collect` writes it.

nbgrader's own reader takes any text of any length for a date: it needs quadratic time, fills in what is missing from
today's date, and opens whatever file a time zone is named after.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from autograder.repair.text import show

NAME = "timestamp.txt"

_MAX_BYTES = 100
_CENTURY = range(2000, 2100)  # other years are no dates of courses, and some of them nbgrader's pages can't show
_ZONE = re.compile(r"(.*\d) ?([A-Za-z]{2}[A-Za-z0-9_+/-]*)")
_OFFSET = re.compile(r" (?=[+-]\d)")


def read_timestamp(content: bytes) -> tuple[datetime | None, str]:
    """Return the time in UTC, without a time zone as the gradebook keeps it, and a note on what was wrong.

    Parameters
    ----------
    content : bytes
        The file: a date and time of ISO 8601, with an offset or followed by the name of a time zone; UTC otherwise.

    Returns
    -------
    datetime or None
        None if it can't be read.
    str
        Empty if nothing was wrong.
    """
    try:
        text = " ".join(_short(content).decode("utf-8-sig").split())
        named = _ZONE.fullmatch(text)
        when = datetime.fromisoformat(_OFFSET.sub("", named[1] if named else text))
        if when.year not in _CENTURY:
            raise ValueError(f"{when.year} is not a year of this century")
    except ValueError as problem:
        return None, f"{NAME} could not be read: {show(str(problem))}; no late penalty was computed"
    note = ""
    if when.tzinfo is None:
        zone = _zone(named[2]) if named else UTC
        if zone is None:
            note = (
                f'{NAME} names a time zone that is not known, "{show(named[2] if named else "")}"; it was read as UTC'
            )
        when = when.replace(tzinfo=zone or UTC)
    return when.astimezone(UTC).replace(tzinfo=None), note


def _short(content: bytes) -> bytes:
    if len(content) > _MAX_BYTES:
        raise ValueError(f"it has {len(content):,} bytes")
    return content


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # no such zone, no zone file, a folder of zones
        return None
