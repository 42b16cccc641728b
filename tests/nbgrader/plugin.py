"""A plugin for pytest that runs nbgrader's own tests of its commands on courses that call `configure(c)`.

Those that are rightly answered otherwise are listed, with reasons, at the end of docs/adopting.md: each must fail.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from nbgrader import api

_LIST = Path(__file__).parents[2] / "docs" / "adopting.md"
_HEADING = "## nbgrader's own tests"
_ENTRY = re.compile(r"^- `(\w+)`, `(\w+)`: (.+?)(?=\n- |\n\n|\Z)", re.MULTILINE | re.DOTALL)
_LINES = """
from autograder.nbgrader_plugin import configure

configure(c)
c.Autograder.jobs = 1  # the tests run side by side already
"""


@pytest.fixture(scope="session", autouse=True)
def _version_asked_once() -> None:
    """Ask Alembic once which version of the tables is the newest, not in a process of its own for each gradebook."""
    api.get_alembic_version = cache(api.get_alembic_version)


@pytest.fixture(autouse=True)
def _configured(request: pytest.FixtureRequest) -> None:
    """Call `configure(c)` in the settings of the course that a test is about to make."""
    if "temp_cwd" in request.fixturenames:
        folder = Path(request.getfixturevalue("temp_cwd"))
        with (folder / "nbgrader_config.py").open("a") as settings:
            settings.write(_LINES)


def pytest_collection_modifyitems(items: Iterable[pytest.Function]) -> None:
    """Expect the listed tests to fail, for the reasons given there."""
    reasons = listed()
    found = set()
    for item in items:
        test = item.module.__name__.rpartition("test_nbgrader_")[2], item.originalname
        found.add(test)
        if test in reasons:
            item.add_marker(pytest.mark.xfail(reason=reasons[test], strict=True))
    commands = {command for command, _ in found}
    gone = [f"{command} {name}" for command, name in reasons.keys() - found if command in commands]
    if gone:
        raise pytest.UsageError(f"{_LIST.name} lists tests that there are not: {', '.join(gone)}")


def listed() -> dict[tuple[str, str], str]:
    """Return the reasons in docs/adopting.md, by the command and the name of the test."""
    section = _LIST.read_text(encoding="utf-8").partition(_HEADING)[2]
    return {(command, name): " ".join(reason.split()) for command, name, reason in _ENTRY.findall(section)}
