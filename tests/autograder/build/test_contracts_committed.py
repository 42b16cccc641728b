"""Contracts beside the solutions: are they those that grade, and do they and their like reach no student?"""

import json
from pathlib import Path

from autograder.build import build_release, build_solutions
from autograder.course.contracts import read_contracts, read_spec


def test_contract_beside_the_solution(built: Path) -> None:
    """Does it hold the contract of each graded cell, and nothing that differs between machines?"""
    source = built / "build" / "source" / "mini" / "mini.ipynb"
    text = (built / "solutions" / "mini" / "mini.contract.json").read_text(encoding="utf-8")
    contracts = read_contracts(source, read_spec(source)).contracts
    assert json.loads(text)["cells"] == {name: contract.to_json() for name, contract in contracts.items()}
    assert "made_from" not in text


def test_release_holds_files_alone(course: Path) -> None:
    """Does a release have the files in their folders, and neither tests, contracts, mistakes nor hidden files?"""
    files = course / "notebooks" / "mini" / "files"
    (files / "data" / "deep").mkdir(parents=True)
    (files / "data" / "deep" / "table.csv").write_text("1,2\n")
    (files / "helper.py").write_text("NUMBER = 3\n")
    (files / ".hidden").write_text("mine\n")
    build_release(course)
    found = {str(path.relative_to(course / "release" / "mini")) for path in (course / "release" / "mini").rglob("*.*")}
    assert found == {"mini.ipynb", "factor.txt", "helper.py", "data/deep/table.csv"}
    assert not list((course / "release").rglob("*contract*"))


def test_old_solutions_go(course: Path) -> None:
    """Do notebooks of exercises that are gone, and those of the time before folders, leave solutions/?"""
    solutions = course / "solutions"
    (solutions / "gone").mkdir(parents=True)
    for old in (solutions / "mini.ipynb", solutions / "gone" / "gone.ipynb"):
        old.write_text("{}")
    build_solutions(course)
    assert sorted(path.name for path in solutions.rglob("*.ipynb")) == ["mini.ipynb"]
