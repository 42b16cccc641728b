"""`timestamp.txt` is read as `nbgrader collect` writes it; what can't be read is noted, and stops nothing."""

import time
from datetime import datetime

import pytest
from nbgrader.utils import parse_utc

from autograder.course.intake import read_submission, submitted_at
from autograder.course.place import Place
from autograder.course.timestamp import read_timestamp


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01 12:00:00.123456 UTC",
        "2024-05-01 12:00:00 UTC\n",
        "2015-02-02 15:58:23.948203 America/Los_Angeles",
        "2024-05-01 12:00:00 Europe/Berlin",
        "2024-05-01 12:00:00 CET",
        "2024-05-01T12:00:00Z",
        "2024-05-01T12:00:00+02:00",
        "2024-05-01 12:00",
        "2024-05-01",
    ],
)
def test_dates_mean_what_they_mean_to_nbgrader(text):
    """Is a date read as nbgrader's own reader reads it?"""
    assert read_timestamp(text.encode()) == (parse_utc(text.strip()), "")


def test_unknown_time_zone_is_utc():
    """Is a time in a zone that nobody knows read as UTC, as nbgrader does, with a note?"""
    when, note = read_timestamp(b"2024-05-01 12:00:00 Nowhere/Town")
    assert when == datetime(2024, 5, 1, 12)
    assert note == 'timestamp.txt names a time zone that is not known, "Nowhere/Town"; it was read as UTC'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"10",
        b"12:00",
        b"\xff\xfe2\x000\x00",
        b"\x1b[31m2024",
        b"2024-13-01",
        b"0001-01-01T00:00:00+10:00",
        b"9999-12-31T23:59:59-10:00",
        b"2024-05-01 12:00:00 /etc/passwd",
        b"2024-05-01 12:00:00 ../../etc/hostname",
        b"2024-05-01 12:00:00 99999999999999999999",
        b"2024-05-01 12:00:00\n2024-05-02 12:00:00",
        b"1" * 10_000_000,
    ],
)
def test_what_is_no_date_is_noted(content):
    """Does anything else give no date, at once, and a note that can be printed?"""
    begin = time.process_time()
    when, note = read_timestamp(content)
    assert time.process_time() - begin < 1
    assert when is None
    assert note.startswith("timestamp.txt could not be read: ")
    assert note.endswith("; no late penalty was computed")
    assert note.isprintable()


def test_note_stands_in_the_submission(tmp_path):
    """Does whoever reads the folder get the note, and no time?"""
    (tmp_path / "timestamp.txt").write_text("yesterday")
    submission = read_submission(Place(tmp_path))
    assert submitted_at(submission) is None
    assert [note.split(":")[0] for note in submission.notes] == ["timestamp.txt could not be read"]


def test_folder_without_a_timestamp(tmp_path):
    """Is a submission without a timestamp nothing to be noted?"""
    (tmp_path / "a.ipynb").write_text("{}")
    submission = read_submission(Place(tmp_path))
    assert (submitted_at(submission), submission.notes) == (None, ())
