"""Repaired cells become a notebook of the current format with the master's metadata."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.repair.repaired import RepairedCell
from autograder.spec import AssignmentSpec


def to_notebook(spec: AssignmentSpec, cells: Sequence[RepairedCell]) -> NotebookNode:
    """Return a notebook of format 4.5: master cells with their ids and metadata, own cells with none, no outputs.

    Metadata of own cells is dropped because nbgrader and executors act on it (`grade`, `skip-execution`, …).
    """
    taken = {wanted.cell_id for wanted in spec.cells}
    own_ids = (name for name in (f"own-{number}" for number in count(1)) if name not in taken)
    written = []
    for cell in cells:
        node: dict[str, Any] = {"cell_type": cell.cell_type, "source": cell.source}
        if cell.spec is None:
            node |= {"id": next(own_ids), "metadata": {}}
        else:
            node |= {"id": cell.spec.cell_id, "metadata": dict(cell.spec.metadata)}
        if cell.cell_type == "code":
            node |= {"execution_count": None, "outputs": []}
        written.append(node)
    file = {"cells": written, "metadata": dict(spec.metadata), "nbformat": 4, "nbformat_minor": 5}
    notebook: NotebookNode = from_dict(file)  # which copies dicts and lists
    return notebook
