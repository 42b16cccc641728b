"""The autograder's settings: what is misspelt or of the wrong type is refused in one line."""

import pytest
from traitlets.config import Config

from autograder.course.directory import Conversion, CourseDirectory
from autograder.errors import GradingError
from autograder.nbgrader_plugin.settings import read_autograder


def test_known_settings() -> None:
    """Are settings read, and limits among them?"""
    found = read_autograder(Config({"Autograder": {"jobs": 3, "limits": {"cell_seconds": 20.0}}}))
    assert (found.jobs, found.submission_limits().cell_seconds) == (3, 20.0)


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        ({}, (30, 270, 180)),
        ({"Execute": {"timeout": None}}, (30, 270, 180)),
        ({"ExecutePreprocessor": {"timeout": -1}}, (30, 270, 180)),
        ({"Execute": {"interrupt_on_timeout": False}}, (30, 270, 180)),
        ({"Execute": {"timeout": 2}}, (2, 270, 180)),
        ({"ExecutePreprocessor": {"timeout": 100}}, (100, 900, 600)),
        ({"ExecutePreprocessor": {"timeout": 100}, "Execute": {"timeout": 60}}, (60, 540, 360)),
        ({"Execute": {"timeout": 100}, "Autograder": {"limits": {"cell_seconds": 5}}}, (5, 900, 600)),
    ],
)
def test_time_limit_of_nbgrader(settings: dict[str, dict[str, object]], seconds: tuple[float, ...]) -> None:
    """Is the time that a course gives a cell of nbgrader's honoured, and our own setting rather than that?"""
    limits = read_autograder(Config(settings)).submission_limits()
    assert (limits.cell_seconds, limits.submission_seconds, limits.cpu_seconds) == seconds


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, Conversion()),
        ({"CourseDirectory": {"groupshared": True}}, Conversion(mode=0o664)),
        ({"BaseConverter": {"permissions": 640}}, Conversion(mode=0o640)),
        ({"Autograde": {"create_student": False}}, Conversion(create_students=False)),
        ({"Autograde": {"exclude_overwriting": {"one": ["a.py"]}}}, Conversion(replaceable=frozenset({"a.py"}))),
        ({"Autograde": {"exclude_overwriting": {"two": ["a.py"]}}}, Conversion()),
        ({"Execute": {"enabled": False}}, Conversion(execute=False)),
    ],
)
def test_settings_of_autograde(settings: dict[str, dict[str, object]], expected: Conversion) -> None:
    """Does `autograder grade` do what the course sets for `nbgrader autograde`?"""
    config = Config(settings)
    course = CourseDirectory(config=config, assignment_id="one")
    assert read_autograder(config).conversion(course) == expected


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"Execute": {"timeout": "ten"}}, "c.Execute: The 'timeout' trait"),
        ({"Autograde": {"permissions": 999}}, "c.Autograde: invalid literal"),
    ],
)
def test_settings_of_nbgrader_refused(settings: dict[str, dict[str, object]], told: str) -> None:
    """Is a value that nbgrader refuses said in one line?"""
    chosen = read_autograder(Config(settings))
    with pytest.raises(GradingError) as refused:
        _ = chosen.submission_limits(), chosen.conversion(CourseDirectory())
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


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
