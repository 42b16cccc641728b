"""What the first screen of a feedback page says, from gradebook, record and notebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from nbconvert.filters.ansi import strip_ansi
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.feedback.findings import each_once, findings_of
from autograder.feedback.grades import CellGrade, Grades
from autograder.feedback.overview import Overview, overview_of
from autograder.grading.record import Record
from autograder.grading.result import CellResult, PropertyResult
from autograder.status import Status


def marked(grade_id: str, **marks: bool) -> NotebookNode:
    """Return a code cell with nbgrader's metadata."""
    return new_code_cell(grade_id, metadata={"nbgrader": {"grade_id": grade_id, **marks}})


def notebook(*cells: NotebookNode) -> NotebookNode:
    """Return two tasks with texts around them."""
    return new_notebook(
        cells=[
            new_markdown_cell("# A course"),
            new_markdown_cell("## The first task"),
            marked("sum", solution=True),
            marked("test_sum", grade=True),
            new_code_cell("between"),
            new_markdown_cell("## The second"),
            new_markdown_cell("It is short."),
            marked("test_mean", grade=True),
            *cells,
        ]
    )


def record(*results: CellResult) -> Record:
    """Return a record of results."""
    return Record(Status.GRADED, "", {item.grade_id: item for item in results}, (), (), (), 0.0, 0, NotebookNode())


def result(grade_id: str, *properties: tuple[float, float, str], title: str = "", bonus: bool = False) -> CellResult:
    """Return a result with properties of these points, maxima and messages."""
    items = tuple(PropertyResult(f"part {i}", *parts) for i, parts in enumerate(properties))
    return CellResult(grade_id, title or grade_id, items, bonus)


def grade(automatic: float | None, most: float, *, by_hand: float | None = None, extra: float = 0.0) -> CellGrade:
    """Return a row of the gradebook."""
    given = next((points for points in (by_hand, automatic) if points is not None), 0.0)
    return CellGrade(given + extra, most, extra, automatic, by_hand)


def overview(known: Record | None, late_penalty: float = 0.0, **cells: CellGrade) -> Overview:
    """Return the overview of the two tasks."""
    score, most = sum(item.score for item in cells.values()), sum(item.max_score for item in cells.values())
    headings = {"test_sum": "The first task", "test_mean": "The second"}
    return overview_of(notebook(), known, Grades(score, most, late_penalty, dict(cells), headings=headings))


def test_bonus_stands_apart() -> None:
    """Are the points of a bonus task, for which nbgrader has no maximum, no part of the others?"""
    known = record(result("test_sum", (2, 2, "")), result("test_mean", (1.5, 2.5, "no"), bonus=True))
    shown = overview(known, 0.5, test_sum=grade(2, 2), test_mean=grade(0, 0, extra=1.5))
    assert (shown.points, shown.max_points, shown.bonus, shown.max_bonus, shown.score) == (2, 2, 1.5, 2.5, 3)
    assert [(task.points, task.max_points, task.bonus) for task in shown.tasks] == [(1.5, 2.5, True), (2, 2, False)]


def test_failed_tasks_come_first() -> None:
    """Does a task in which something is missing stand before those that are whole, and a bonus that is missing last?"""
    known = record(result("test_sum", (2, 2, "")), result("test_mean", (0, 2, "no")))
    shown = overview(known, test_sum=grade(2, 2), test_mean=grade(0, 2))
    assert [task.title for task in shown.tasks] == ["The second", "The first task"]


def test_titles() -> None:
    """Is a task called by the title of its tests, else by the heading of the source, never of the submission?"""
    shown = overview(record(result("test_sum", (2, 2, ""), title="Sum")), test_sum=grade(2, 2), test_mean=grade(1, 1))
    assert [task.title for task in shown.tasks] == ["Sum", "The second"]
    assert [section.title for section in shown.sections] == ["Before “Sum”", "Sum", "Before “The second”", "The second"]
    assert [section.anchor for section in shown.sections] == ["", "task-test_sum", "", "task-test_mean"]


def test_not_yet_graded() -> None:
    """Is a cell that a person grades open until somebody gave points, and then as they say?"""
    shown = overview(None, test_sum=grade(None, 2), test_mean=grade(None, 3, by_hand=1))
    assert [task.state for task in shown.tasks] == ["lost", "open"]
    assert [task.title for task in shown.to_grade] == ["The first task"]


def test_points_of_a_person() -> None:
    """Are a person's points shown in the place of the tests', which are still told?"""
    known = record(result("test_sum", (1, 2, "")), result("test_mean", (0, 2, ""), bonus=True))
    shown = overview(known, test_sum=grade(1, 2, by_hand=2, extra=0.5), test_mean=grade(0, 0, extra=2))
    assert [(task.points, task.extra, task.automatic) for task in shown.tasks] == [(2, 0.5, 1), (2, 0, 0)]


def test_without_a_record() -> None:
    """Are points told where nbgrader graded, and is nothing told of parts, also where an old record says otherwise?"""
    for known in (None, record(result("test_sum", (2, 2, "")))):
        shown = overview(known, test_sum=grade(0, 2), test_mean=grade(1, 1))
        assert [(task.points, task.findings) for task in shown.tasks] == [(0, ()), (1, ())]


def test_a_cell_that_is_gone() -> None:
    """Is a graded cell that the notebook lacks listed without a link?"""
    shown = overview(None, test_sum=grade(2, 2), test_mean=grade(1, 1), gone=grade(0, 1))
    assert (shown.tasks[0].title, shown.tasks[0].anchor) == ("gone", "")


def test_anchors_are_the_gradebooks() -> None:
    """Does a cell that calls itself as a graded one get no anchor of its own, whatever its metadata says?"""
    forged = [marked("test_sum", grade=True), marked('x" onclick="y', grade=True), marked("None", grade=True)]
    grades = Grades(3, 3, 0, {"test_sum": grade(2, 2), "test_mean": grade(1, 1)})
    shown = overview_of(notebook(*forged), None, grades)
    assert [section.anchor for section in shown.sections if section.anchor] == ["task-test_sum", "task-test_mean"]
    assert shown.sections[-1].title == "After the last task"


def test_comments_stand_at_their_task() -> None:
    """Is a comment on an answer shown at the task that it belongs to, and one on another cell by itself?"""
    grades = Grades(3, 3, 0, {"test_sum": grade(2, 2), "test_mean": grade(1, 1)}, {"sum": "Nearly", "notes": "Fine"})
    shown = overview_of(notebook(marked("notes", solution=True)), None, grades)
    assert [task.comments for task in shown.tasks] == [("Nearly",), ()]
    assert shown.comments == ("Fine",)


def test_error_of_the_answer() -> None:
    """Is it told what the answer's cell stopped with, once and never of a whole task or of a cell beside the answer?"""
    traceback = ["  Cell In[1], line 2", "\x1b[31mSyntaxError\x1b[0m: invalid syntax\n"]
    stopped = new_output("error", ename="SyntaxError", evalue="", traceback=traceback)
    cells = notebook()
    for cell in cells.cells[2:5:2]:
        cell.outputs = [stopped]
    grades = Grades(0, 3, 0, {"test_sum": grade(0, 2), "test_mean": grade(0, 1)})
    for message, due in (("name 'sum' is not defined", ("SyntaxError: invalid syntax",)), (traceback[1], ())):
        known = record(result("test_sum", (0, 2, strip_ansi(message))), result("test_mean", (0, 1, "no")))
        assert [task.errors for task in overview_of(cells, known, grades).tasks] == [due, ()]


def test_messages_are_told_once() -> None:
    """Is an error that two lines of an answer raise told once, and the line where it is the only one?"""
    at = "ValueError: no (line {} of the answer's cell)"
    assert each_once([at.format(1), at.format(1)]) == (at.format(1),)
    assert each_once([at.format(1), "loss differs", at.format(2)]) == ("ValueError: no", "loss differs")


def test_every_cell_is_in_one_section() -> None:
    """Do the sections hold all cells in their order?"""
    whole = notebook(new_code_cell("after"))
    grades = Grades(3, 3, 0, {"test_sum": grade(2, 2), "test_mean": grade(1, 1)})
    shown = overview_of(whole, None, grades)
    assert [cell for section in shown.sections for cell in section.cells] == whole.cells
    assert shown.sections[1].cells[0].source == "## The first task"


NOT_DONE = "NotImplementedError: to do (line {} of the answer's cell)"


@pytest.mark.parametrize(
    ("lines", "reasons"),
    [
        ((3, 3), [NOT_DONE.format(3)]),
        ((3, 9), ["NotImplementedError: to do"]),
    ],
)
def test_one_reason_is_told_once(lines: Sequence[int], reasons: list[str]) -> None:
    """Do properties that the same error breaks stand together, at whatever line it was raised?"""
    broken = [PropertyResult(f"part {line}", 0, 1, NOT_DONE.format(line)) for line in lines]
    found = findings_of([PropertyResult("whole", 1, 1, ""), *broken], "Task")
    assert [list(item.reasons) for item in found] == [reasons, []]
    assert [item.held for item in found] == [False, True]
    assert (found[0].points, found[0].max_points, found[0].everything) == (0, 2, False)
    assert findings_of(broken, "Task")[0].everything


def test_a_task_of_one_part() -> None:
    """Is the only part of a task that is called like it named once, and one with a name of its own twice?"""
    (alone,) = findings_of([PropertyResult("Task", 0, 1, "no")], "Task")
    (named,) = findings_of([PropertyResult("part", 0, 1, "no")], "Task")
    assert (alone.names, named.names) == ((), ("part",))


@dataclass(frozen=True)
class Diagnosis:
    """What an author says of a mistake."""

    name: str
    text: str
    hint: str


@dataclass(frozen=True)
class Diagnosed:
    """A property with a diagnosis."""

    name: str
    diagnosis: Any
    points: float = 0.0
    max_points: float = 1.0
    message: str = "4 of 4 entries differ"
    remark: str = ""


def test_diagnosis() -> None:
    """Are the author's words on a recognized mistake told beside the reason, and those on another one apart?"""
    mean = Diagnosis("mean", "It averages the gradient.", "What does the sum run over?")
    (first, second) = findings_of([Diagnosed("one", mean), Diagnosed("two", None)], "Task")  # type: ignore[list-item]
    assert (first.names, first.explanation, first.hint) == (("one",), mean.text, mean.hint)
    assert (second.explanation, second.hint, second.reasons) == ("", "", ("4 of 4 entries differ",))


def test_one_mistake_is_told_once() -> None:
    """Do properties that the same mistake breaks stand together, with the reason of each?"""
    mean = Diagnosis("mean", "It averages the gradient.", "What does the sum run over?")
    parts = [Diagnosed("one", mean), Diagnosed("two", mean, message="it does not learn")]
    (found,) = findings_of(parts, "Task")  # type: ignore[arg-type]
    assert found.names == ("one", "two")
    assert found.reasons == ("4 of 4 entries differ", "it does not learn")
    assert found.hint == mean.hint
