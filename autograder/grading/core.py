"""`grade`: repair a submission against the master, run it in the sandbox, score it in this process."""

import time
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode
from nbformat.validator import isvalid

from autograder.grading.cell import grade_cell, nothing
from autograder.grading.record import METADATA_KEY, RELEASED_KEY, Record
from autograder.grading.result import CellResult
from autograder.grading.session import Session
from autograder.grading.submission import Submission
from autograder.remote.transcript import Transcript
from autograder.repair import repair
from autograder.repair.pick import pick
from autograder.repair.repaired import Repaired
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec, Role
from autograder.status import Status

_NOT_RUN = "it was not run: a person gives its points"
_ENDED_TWICE = "grading it ended the grading process twice, the second time with no other submission in it"
# The worst comes first: a submission that crashed and timed out is listed as crashed.
_INCIDENTS = (Status.OUT_OF_MEMORY, Status.CRASHED, Status.TIMED_OUT)
# Bytes of a submission's own files that lie beside its notebook; what is larger stays away.
_BESIDE_BYTES = 32 << 20
_BOUNDARY = "▼ End of the result. What follows was printed by the submission itself while its check ran. ▼"


def grade(
    submission: Submission,
    spec: AssignmentSpec,
    worker: Worker,
    limits: Limits,
    kept: dict[str, tuple[CellResult, Transcript]] | None = None,
) -> Record:
    """Grade one submission.

    Parameters
    ----------
    submission : Submission
        The submitted files as they came.
    spec : AssignmentSpec
        What is run and graded.
    worker : Worker
        Gives the student's processes.
    limits : Limits
        Time and memory of the submission.
    kept : dict, optional
        Gets the result and the transcript of each cell whose tests run out of reach, by its grade_id.

    Returns
    -------
    Record
        For every submission, whatever it holds or does.

    Raises
    ------
    GradingError
        If the tests of a cell have no contract.
    """
    start = time.monotonic()
    brought, away = _beside(submission)
    repaired = pick(submission.files, spec, (*submission.notes, *away))
    results: dict[str, CellResult] = {}
    with Session(worker, limits, files=spec.files_beside(brought), modules=spec.modules) as session:
        pairs = zip(repaired.cells, repaired.notebook.cells, strict=True)
        code = ((cell, node) for cell, node in pairs if node.cell_type == "code")
        for number, (cell, node) in enumerate(code, start=1):
            label = _label(node, number)
            given = cell.spec is not None and cell.source == cell.spec.source
            if cell.spec is not None and cell.spec.role is Role.GRADE:
                assert cell.spec.grade_id is not None, "the master's validation demands a grade_id"
                check = session.run_cell(cell.source, label, given=given) if cell.spec.checked else []
                results[cell.spec.grade_id] = grade_cell(cell.spec, spec, session, submission.instance, kept, results)
                # The score first: nbgrader reads a cell's outputs until it finds one, and an error as no points.
                own = _score_outputs(results[cell.spec.grade_id], printed=bool(check))
                node.outputs = _nodes([*own, *check])
                node.metadata[METADATA_KEY] = {"result_outputs": len(own)}
                if cell.spec.full:
                    # feedback shows what students got
                    node.metadata[METADATA_KEY][RELEASED_KEY] = node.source
                    node.source = cell.spec.full
            elif cell.spec is None or not cell.spec.training:
                node.outputs = _nodes(session.run_cell(cell.source, label, given=given))
    _number_executions(repaired.notebook)
    status, reason = _outcome(repaired, session)
    return Record(
        status=status,
        reason=reason,
        results=results,
        repairs=repaired.notes,
        enforced=worker.protections.enforced,
        missing=worker.protections.missing,
        seconds=time.monotonic() - start,
        peak_memory=session.peak_memory,
        notebook=repaired.notebook,
        charged=session.spent.charged,
        waited=session.spent.lost,
        disturbed=session.disturbed,
    )


def keep(submission: Submission, spec: AssignmentSpec) -> Record:
    """Return a record of a submission that is not run: with the outputs that it was handed in with, and no points."""
    repaired = pick(submission.files, spec, submission.notes)
    for cell, node in zip(repaired.cells, repaired.notebook.cells, strict=True):
        if node.cell_type == "code":
            node.outputs = [output for output in _nodes(cell.outputs) if isvalid(output, ref="output", version=4)]
    reason = repaired.notes[0] if repaired.status.needs_a_look else repaired.look or _NOT_RUN
    return Record(repaired.status, reason, {}, repaired.notes, (), (), 0.0, 0, repaired.notebook)


def lost(spec: AssignmentSpec, status: Status = Status.CRASHED, reason: str = _ENDED_TWICE) -> Record:
    """Return a record without points of a submission that is not looked at, as that may be what is dangerous."""
    graded = [cell for cell in spec.cells if cell.role is Role.GRADE and cell.grade_id]
    results = {str(cell.grade_id): nothing(cell, spec.properties(cell), reason) for cell in graded}
    return Record(status, reason, results, (), (), (), 0.0, 0, repair(None, spec).notebook)


def summary(result: CellResult) -> str:
    """Return a result as text: the points of the cell, a line for each property, and a line for each diagnosis."""
    kind = "bonus points" if result.bonus else "points"
    lines = [f"{result.title}: {result.points:g} of {result.max_points:g} {kind}"]
    for item in result.properties:
        mark = "✓" if item.points == item.max_points else "✗"
        reason = "".join(f": {text}" for text in (item.message, item.remark) if text)
        lines.append(f"  {mark} {item.points:g}/{item.max_points:g}  {item.name}{reason}")
    lines += (f"  → {diagnosis.text}" for diagnosis in result.diagnoses)
    return "\n".join(lines)


def _beside(submission: Submission) -> tuple[dict[str, bytes], list[str]]:
    """Return a submission's own files as far as there is room for them, and a note on the others."""
    own = dict(submission.companions)
    size = sum(map(len, own.values()))
    away = 0
    for name in sorted(own, key=lambda name: -len(own[name])):
        if size <= _BESIDE_BYTES:
            break
        size -= len(own.pop(name))
        away += 1
    problem = f"{away} files did not lie beside it when it ran: all have more than {_BESIDE_BYTES >> 20} MiB"
    return own, [problem] if away else []


def _score_outputs(result: CellResult, *, printed: bool) -> list[dict[str, Any]]:
    """Return a grade cell's own outputs: the properties as text, the points as nbgrader reads partial credit.

    Displays, not printed text, which viewers join with what the submission printed below; and a line in between if it
    did. How many they are is noted in the cell's metadata, where no submission can write.
    """
    outputs = [_text_output("display_data", summary(result))]
    if not result.bonus:
        outputs.append({**_text_output("execute_result", f"{result.points:g}"), "execution_count": None})
    if printed:
        outputs.append(_text_output("display_data", _BOUNDARY))
    return outputs


def _text_output(kind: str, text: str) -> dict[str, Any]:
    return {"output_type": kind, "metadata": {}, "data": {"text/plain": text}}


def _nodes(outputs: Iterable[Any]) -> list[NotebookNode]:
    from nbformat import from_dict

    return [from_dict(output) for output in outputs]


def _label(node: NotebookNode, number: int) -> str:
    """Name a code cell as people find it: by its task, else by the number that stands before it, as in `[12]:`."""
    grade_id = node.metadata.get("nbgrader", {}).get("grade_id")
    return f'cell "{grade_id}"' if grade_id else f"cell [{number}]"


def _number_executions(notebook: NotebookNode) -> None:
    """Number the cells that have outputs from 1, as a run from top to bottom does."""
    executed = (cell for cell in notebook.cells if cell.cell_type == "code")
    for number, cell in enumerate(executed, start=1):
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number


def _outcome(repaired: Repaired, session: Session) -> tuple[Status, str]:
    if repaired.status.needs_a_look:
        return repaired.status, repaired.notes[0]
    for incident in _INCIDENTS:
        texts = [text for reason, text in session.incidents if reason == incident]
        if texts:
            return incident, texts[0]
    return repaired.status, repaired.look
