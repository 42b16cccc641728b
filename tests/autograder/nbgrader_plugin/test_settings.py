"""The autograder's settings: what is misspelt or of the wrong type is refused in one line."""

import pytest
from traitlets.config import Config

from autograder.errors import GradingError
from autograder.nbgrader_plugin.settings import read_autograder


def test_known_settings() -> None:
    """Are settings read, and limits among them?"""
    found = read_autograder(Config({"Autograder": {"jobs": 3, "limits": {"cell_seconds": 20.0}}}))
    assert (found.jobs, found.submission_limits().cell_seconds) == (3, 20.0)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            {"require_sandbx": True},
            "c.Autograder.require_sandbx: there is no such setting. Did you mean require_sandbox",
        ),
        ({"anything": 1}, "There are: configured, jobs, limits"),
        ({"jobs": "two"}, "c.Autograder: The 'jobs' trait"),
        ({"jobs": 0}, "c.Autograder: The value of the 'jobs' trait"),
        ({"limits": {"cell_second": 1}}, "there is no limit 'cell_second'. Did you mean cell_seconds"),
        ({"limits": {"cell_seconds": "x"}}, "'cell_seconds' must be a number greater than 0, not 'x'"),
        ({"limits": {"processes": 2.5}}, "'processes' must be a whole number greater than 0, not 2.5"),
        ({"limits": {"cell_seconds": True}}, "'cell_seconds' must be a number"),
        ({"limits": {"cell_seconds": 0}}, "'cell_seconds' must be a number greater than 0, not 0"),
        ({"limits": 3}, "c.Autograder: The 'limits' trait"),
        ({"preload": 3}, "c.Autograder: The 'preload' trait"),
    ],
)
def test_refused(settings: dict[str, object], told: str) -> None:
    """Is it said which setting is wrong, and what is right?"""
    with pytest.raises(GradingError) as refused:
        read_autograder(Config({"Autograder": settings}))
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_misspelt_section() -> None:
    """Is a section that is meant for the autograder told from nbgrader's own?"""
    with pytest.raises(GradingError, match=r"c\.AutoGrader: there are no such settings. Did you mean c\.Autograder"):
        read_autograder(Config({"AutoGrader": {"jobs": 1}}))
    assert read_autograder(Config({"Autograde": {"create_student": False}})).python == ""
