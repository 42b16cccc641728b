"""What a grade depends on, as one hash: equal digests need no second run."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict

from autograder.grading.code import code_digest
from autograder.grading.submission import Submission
from autograder.sandbox import THIS_PYTHON, Interpreter, Limits
from autograder.spec import AssignmentSpec


def digests(
    specs: Iterable[AssignmentSpec], limits: Limits, execute: bool = True, interpreter: Interpreter = THIS_PYTHON
) -> Callable[[Submission], str]:
    """Return a function that hashes submissions, master, contracts, limits, and what code runs and grades them."""
    state = hashlib.sha256(code_digest())
    state.update(json.dumps([asdict(limits), execute, interpreter.python], sort_keys=True).encode())
    for spec in specs:
        cells = [
            [cell.cell_id, cell.role, cell.points, cell.source, cell.tests, cell.training, cell.bonus, cell.beside]
            for cell in spec.cells
        ]
        contracts = {name: contract.to_json() for name, contract in spec.contracts.items()}
        state.update(json.dumps([spec.assignment, spec.notebook, cells, contracts], sort_keys=True).encode())
        state.update(repr(sorted(spec.replaceable)).encode())
        # the record also says which mistake it was
        for name, content in (*spec.files.items(), *spec.known.items()):
            state.update(repr(name).encode() + hashlib.sha256(content).digest())

    def digest(submission: Submission) -> str:
        own = state.copy()
        own.update(f"{submission.instance}".encode())
        for file in submission.files:
            own.update(repr(file.name).encode() + hashlib.sha256(file.content).digest())
        return own.hexdigest()

    return digest
