"""The gradebook's rows of submitted notebooks: a grade for each graded cell, a comment for each answer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from nbgrader.api import BaseCell, Comment, Grade, new_uuid
from sqlalchemy import insert, select, update

from autograder.grading import Record
from autograder.grading.process import Graded
from autograder.status import Status

NO_RESPONSE = "No response."
_GRADED_TYPE = "GradeCell"
_TASK_TYPE = "TaskCell"
_COMMENTED_TYPES = ("SolutionCell", "TaskCell")


@dataclass(frozen=True, slots=True)
class Cells:
    """The master's cells of a notebook, as the gradebook knows them: id by name.

    Attributes
    ----------
    graded : mapping
        Cells that are graded automatically, and answers that a person grades.
    tasks : mapping
        Descriptions of what a person grades: nothing is known of the answer, which stands anywhere.
    commented : mapping
        Cells that have a comment: answers and tasks.
    """

    notebook: str
    graded: Mapping[str, str]
    tasks: Mapping[str, str]
    commented: Mapping[str, str]

    @classmethod
    def of(cls, db: Any, notebook: str) -> Self:
        """Read the cells of a notebook, by its id."""
        cell = BaseCell
        rows = db.execute(select(cell.id, cell.name, cell.type).where(cell.notebook_id == notebook)).all()
        of_type = {kind: {row.name: row.id for row in rows if row.type == kind} for kind in (_GRADED_TYPE, _TASK_TYPE)}
        commented = {row.name: row.id for row in rows if row.type in _COMMENTED_TYPES}
        return cls(notebook, of_type[_GRADED_TYPE], of_type[_TASK_TYPE], commented)


class Rows:
    """Rows that are written together: statements for those of each submission took nearly half of what filing takes.

    Parameters
    ----------
    db : sqlalchemy.orm.Session
        nbgrader's.
    """

    def __init__(self, db: Any) -> None:
        self.db = db
        self._changed: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        self._fresh: dict[Any, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: Any, changed: list[dict[str, Any]], fresh: list[dict[str, Any]]) -> None:
        """Take new values of rows that are there, by their ids, and new rows."""
        self._changed[table] += changed
        self._fresh[table] += fresh

    def write(self) -> None:
        """Write all that was taken."""
        for statement, tables in ((update, self._changed), (insert, self._fresh)):
            for table, rows in tables.items():
                if rows:
                    self.db.execute(statement(table), sorted(rows, key=sorted))  # one statement for each set of columns
        self.forget()

    def forget(self) -> None:
        """Drop what was taken and not written."""
        self._changed.clear()
        self._fresh.clear()


def save_grades(
    rows: Rows,
    notebook: str,
    cells: Cells,
    outcome: Graded,
    before: Record | None = None,
    marked: str | None = None,
    *,
    new: bool = False,
    same: bool = False,
) -> list[tuple[str, float, float]]:
    """Write the automatic score of each graded cell, as nbgrader does it; what a person has given stays.

    A cell that a person grades has no automatic score and needs a grade, but for an answer that is still the release's:
    that gets 0. A task needs a grade, too; once it has a row, an automatic run says nothing more of it. What a person
    has looked at needs no second look where nothing changed.

    Parameters
    ----------
    rows : Rows
        What is written.
    notebook : str
        Id of the submitted notebook.
    cells : Cells
        The master's cells of this notebook.
    outcome : Graded
        What grading ended with.
    before : Record or None
        What it ended with in the last run.
    marked : str or None
        The graded cell at which the notebook is marked, as it needs a look.
    new : bool
        Whether it has no grades yet.
    same : bool
        Whether all that the grades depend on is what it was in that run.

    Returns
    -------
    list of tuple
        Cell, score by hand and automatic score, where the one stands against a new other.
    """
    columns = Grade.id, Grade.cell_id, Grade.manual_score, Grade.auto_score, Grade.extra_credit
    found = () if new else rows.db.execute(select(*columns).where(Grade.notebook_id == notebook))
    known = {row.cell_id: row for row in found}
    outcome_is_same = same and before is not None and _outcome(before) == _outcome(outcome.record)
    changed, fresh, kept = [], [], []
    for name, cell in cells.graded.items():
        row, result = known.get(cell), outcome.record.results.get(name)
        by_hand = row is not None and row.manual_score is not None
        values: dict[str, Any] = {}
        if result is not None:
            # The points of a bonus cell do not count into the maximum: they are nbgrader's extra credit.
            values["auto_score"] = 0.0 if result.bonus else result.points
            earlier = before.results.get(name) if before else None
            if result.bonus and row and earlier and (row.extra_credit or 0.0) != earlier.points:
                if result.points != earlier.points:  # a person changed them
                    kept.append((name, row.extra_credit or 0.0, result.points))
            elif result.bonus:
                values["extra_credit"] = result.points
        else:
            values["auto_score"] = 0.0 if name in outcome.unanswered else None
        score = values["auto_score"]
        if row is None or not outcome_is_same or row.auto_score != score:
            values["needs_manual_grade"] = by_hand or name == marked or score is None
        if row is not None and by_hand and score is not None and score not in (row.auto_score, row.manual_score):
            kept.append((name, row.manual_score, score))
        if row is None:
            fresh.append({"id": new_uuid(), "notebook_id": notebook, "cell_id": cell, **values})
        else:
            changed.append({"id": row.id, **values})
    for cell in cells.tasks.values():
        if cell not in known:
            fresh.append({"id": new_uuid(), "notebook_id": notebook, "cell_id": cell, "needs_manual_grade": True})
    rows.add(Grade, changed, fresh)
    return kept


def _outcome(record: Record) -> tuple[Status, str]:
    return record.status, record.reason


def save_comments(rows: Rows, notebook: str, cells: Cells, outcome: Graded, *, new: bool = False) -> None:
    """Say "No response." beside an answer that is still the release's, as nbgrader does."""
    wanted = select(Comment.cell_id, Comment.id).where(Comment.notebook_id == notebook)
    known = {} if new else dict(rows.db.execute(wanted).all())
    changed, fresh = [], []
    for name, cell in cells.commented.items():
        text = NO_RESPONSE if name in outcome.unanswered else None
        if cell in known:
            changed.append({"id": known[cell], "auto_comment": text})
        else:
            fresh.append({"id": new_uuid(), "notebook_id": notebook, "cell_id": cell, "auto_comment": text})
    rows.add(Comment, changed, fresh)
