"""Answers of several tasks in one cell: that cell takes the first task's place, the others point to it."""

from collections.abc import Sequence

from autograder.repair.answers import Answer
from autograder.repair.submitted import SubmittedCell
from autograder.spec import AssignmentSpec, Role


def find_merged(
    spec: AssignmentSpec, cells: Sequence[SubmittedCell], answers: dict[int, Answer]
) -> tuple[dict[int, Answer], dict[int, int | None]]:
    """Return the answers with merged cells in their place, and which missing master cells another cell holds.

    The second value maps the position of a missing master cell to that of the cell that holds its answer too, or to
    None when a cell of the student's own defines it.
    """
    answers = dict(answers)
    held: dict[int, int | None] = {}
    used = {i for answer in answers.values() for i in (*answer.parts, *answer.set_aside)}
    own = frozenset().union(*(cell.names for i, cell in enumerate(cells) if i not in used and cell.cell_type == "code"))
    for master, wanted in enumerate(spec.cells):
        if master in answers or wanted.role not in (Role.SOLUTION, Role.GIVEN) or wanted.training or not wanted.defines:
            continue
        holder = _holder(spec, cells, answers, wanted.defines)
        if holder is None:
            if wanted.defines <= own:
                held[master] = None
        elif holder > master and wanted.role is Role.SOLUTION:
            # the tests of the earlier task run first
            answers[master] = answers.pop(holder)
            held[holder] = master
        else:
            held[master] = holder
    return answers, held


def _holder(
    spec: AssignmentSpec, cells: Sequence[SubmittedCell], answers: dict[int, Answer], names: frozenset[str]
) -> int | None:
    for master, answer in answers.items():
        runs = spec.cells[master].role in (Role.SOLUTION, Role.GIVEN) and not spec.cells[master].training
        if runs and all(any(name in cells[i].names for i in answer.parts) for name in names):
            return master
    return None
