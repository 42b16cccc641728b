"""Runs that are killed and started again."""

from pathlib import Path

from tests.crash.crashes import crash


def test_killed_runs_are_made_good(tmp_path: Path) -> None:
    """After SIGKILL at random points and a new start, is the course as after an undisturbed run, no process left?"""
    results = list(crash(tmp_path, points=3, seed=1))
    assert sum(len(result.seconds) for result in results) >= 3
    assert [problem for result in results for problem in result.problems] == []
