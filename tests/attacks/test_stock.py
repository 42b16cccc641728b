"""The corpus can fail: the same attacks, run by nbgrader's own preprocessors."""

from pathlib import Path

import pytest

from tests.attacks.attack import Attack, unsolved
from tests.attacks.corpus.all import ATTACKS
from tests.attacks.course import built_once
from tests.attacks.stock import StockResult, run_stock

pytestmark = pytest.mark.xdist_group("stock")

_NAMES = ("input-transformer", "scripts-displayed")
_HONEST = Attack("honest", "hands in what it was given", unsolved(), stock=True)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, StockResult]:
    """What two attacks and an honest submission reach."""
    chosen = [_HONEST, *(attack for attack in ATTACKS if attack.name in _NAMES)]
    found = run_stock(tmp_path_factory.mktemp("stock"), built_once(tmp_path_factory), chosen)
    return {result.attack.name: result for result in found}


def test_points_for_nothing(results: dict[str, StockResult]) -> None:
    """Does an input transformer get full points from stock nbgrader, and an empty submission none?"""
    assert results["input-transformer"].reached == ("17 points",)
    assert results["honest"].reached == ()


def test_scripts_run(results: dict[str, StockResult]) -> None:
    """Are scripts on a page of stock nbgrader seen by the search that finds none on ours?"""
    assert any("scripts run" in text for text in results["scripts-displayed"].reached)


def test_unsafe_attacks_are_refused(tmp_path: Path) -> None:
    """Are attacks that may harm this machine never run where nothing confines them?"""
    unsafe = [attack for attack in ATTACKS if attack.dangerous]
    assert not [attack.name for attack in unsafe if attack.stock]
    with pytest.raises(ValueError, match="not harmless"):
        run_stock(tmp_path, tmp_path, unsafe)
