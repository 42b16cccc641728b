"""A plugin for pytest that runs nbgrader's own tests of its commands on courses that call `configure(c)`.

Those that are rightly answered otherwise are listed, with reasons, at the end of docs/adopting.md: each must fail.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

_LIST = Path(__file__).parents[2] / "docs" / "adopting.md"
_HEADING = "## nbgrader's own tests"
_ENTRY = re.compile(r"^- `(\w+)`: (.+?)(?=\n- |\n\n|\Z)", re.MULTILINE | re.DOTALL)
_LINES = """
from autograder.nbgrader_plugin import configure

configure(c)
"""


@pytest.fixture(autouse=True)
def _configured(request: pytest.FixtureRequest) -> None:
    """Call `configure(c)` in the settings of the course that a test is about to make."""
    if "temp_cwd" in request.fixturenames:
        folder = Path(request.getfixturevalue("temp_cwd"))
        with (folder / "nbgrader_config.py").open("a") as settings:
            settings.write(_LINES)


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Expect the listed tests to fail, for the reasons given there."""
    reasons = listed()
    for item in items:
        reason = reasons.pop(getattr(item, "originalname", item.name), None)
        if reason is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
    if reasons:
        raise pytest.UsageError(f"{_LIST.name} lists tests that there are not: {', '.join(reasons)}")


def listed() -> dict[str, str]:
    """Return the reasons in docs/adopting.md by the names of the tests."""
    section = _LIST.read_text(encoding="utf-8").partition(_HEADING)[2]
    return {name: " ".join(reason.split()) for name, reason in _ENTRY.findall(section)}
