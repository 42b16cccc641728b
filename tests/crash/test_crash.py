"""Runs that are killed and started again."""

from pathlib import Path

import pytest

from tests.attacks.course import built_once
from tests.crash.crashes import crash


def test_killed_runs_are_made_good(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """After SIGKILL at random points and a new start, is the course as after an undisturbed run, no process left?"""
    results = list(crash(tmp_path, built_once(tmp_path_factory), points=3, seed=1))
    assert sum(len(result.seconds) for result in results) >= 3
    assert [problem for result in results for problem in result.problems] == []
