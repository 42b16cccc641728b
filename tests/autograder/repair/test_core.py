"""Repair as a whole: honest submissions pass untouched, everything comes back in the master's form."""

import json

from autograder.repair import Repaired, Status, repair
from autograder.spec import Role


def to_bytes(notebook):
    return json.dumps(notebook).encode()


def sources(repaired: Repaired) -> dict[str, str]:
    """Return the text of each solution cell."""
    return {cell.spec.grade_id: cell.source for cell in repaired.cells if cell.spec and cell.spec.role is Role.SOLUTION}


def test_honest_submission_is_left_alone(spec, notebook, answers):
    """Does a complete submission pass without a note, its answers unchanged?"""
    repaired = repair(to_bytes(notebook), spec)
    assert repaired.notes == ()
    assert repaired.status is Status.OK
    assert sources(repaired) == answers
    assert repaired.answered == len(answers)
