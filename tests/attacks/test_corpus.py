"""The corpus of attacks, run through nbgrader's own commands."""

import pytest

from tests.attacks.attack import Attack
from tests.attacks.corpus.all import ATTACKS
from tests.attacks.course import built_once
from tests.attacks.runner import Result, run

# one test process runs them all, and once
pytestmark = pytest.mark.xdist_group("attacks")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What became of all attacks, handed in together and graded in one run."""
    return run(tmp_path_factory.mktemp("attacks"), built_once(tmp_path_factory), ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack_fails(attack: Attack, result: Result) -> None:
    """Does this attack get no more than its right answers earn, see nothing, and end in time with a record?"""
    if attack in result.skipped:
        pytest.skip(f"dangerous where a protection is missing: {result.missing[0]}")
    (verdict,) = (verdict for verdict in result.verdicts if verdict.attack == attack)
    assert not verdict.problems


def test_nothing_else_is_touched(result: Result) -> None:
    """Are other submissions, gradebook, files and processes of this machine as they would be without the attacks?"""
    assert not result.problems


def test_there_are_enough() -> None:
    """Does the corpus have at least 60 attacks?"""
    assert len(ATTACKS) >= 60
