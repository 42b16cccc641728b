"""Drafts a catalogue entry from a student's answer: the edit that makes the solution wrong in the same way."""

from difflib import SequenceMatcher

from nbformat import NotebookNode

from autograder.errors import GradingError
from autograder.spec import AssignmentSpec, CellSpec, Role

_ENTRY = """    Mistake(
        "{name}",
        (
            (
                {old!r},
                {new!r},
            ),
        ),
        diagnosis="",  # what the student did, 12 words at most
        hint="",  # 80 to 160 words: what helps to see it, and never the answer
    ),
"""
_HEAD = '''"""Known wrong answers to the task {title}."""

from autograder.mistakes import Mistake

GRADED_BY = "{graded_by}"
SOLUTION = ({solution!r},)

MISTAKES = (
'''


def draft(spec: AssignmentSpec, grade_id: str, title: str, answer: NotebookNode) -> str:
    """Return an entry as text, below what begins a file of mistakes.

    Parameters
    ----------
    spec : AssignmentSpec
        The notebook's.
    grade_id : str
        Of the cell that grades the task.
    title : str
        The task's.
    answer : NotebookNode
        An autograded notebook that holds the wrong answer.

    Raises
    ------
    GradingError
        If no cell before that one differs from the solution.
    """
    theirs = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in answer.cells}
    for cell in reversed(_answers_before(spec, grade_id)):
        new = theirs.get(cell.grade_id)
        if new is not None and new.strip() != cell.solution.strip():
            old, new = _edit(cell.solution, new)
            head = _HEAD.format(title=title, graded_by=grade_id, solution=cell.grade_id)
            return f"{head}{_ENTRY.format(name='name it', old=old, new=new)})\n"
    raise GradingError(f'cell "{grade_id}"', "the answer to it is the solution's", "Draft it from another group")


def _answers_before(spec: AssignmentSpec, grade_id: str) -> list[CellSpec]:
    """Return the answer cells between the graded cell before this one and itself; all before it if there is none."""
    found: list[CellSpec] = []
    all_before: list[CellSpec] = []
    for cell in spec.cells:
        if cell.grade_id == grade_id:
            break
        if cell.role is Role.GRADE:
            found = []
        elif cell.role is Role.SOLUTION and cell.cell_type == "code":
            found.append(cell)
            all_before.append(cell)
    return found or all_before


def _edit(solution: str, answer: str) -> tuple[str, str]:
    """Return the lines of the solution that differ, as far as they stand there once, and what stands in their place."""
    ours, theirs = solution.strip("\n").split("\n"), answer.strip("\n").split("\n")
    changes = [code for code in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes() if code[0] != "equal"]
    begin, end, after = changes[0][1], changes[-1][2], len(theirs) - changes[-1][4]
    # an edit replaces every occurrence; and lines that are gone would leave an empty one
    while begin in (end, len(theirs) - after) or solution.count("\n".join(ours[begin:end])) != 1:
        if begin == 0 and end == len(ours):
            break
        begin, end, after = max(0, begin - 1), min(len(ours), end + 1), max(0, after - 1)
    return "\n".join(ours[begin:end]), "\n".join(theirs[begin : len(theirs) - after])
