"""The answers of the course, as the masters' solution cells define them."""

from typing import Any

import jupytext

from autograder.build.layout import exercises
from tests.exercise import ROOT

IMPORTS = """
import numpy as np
from length.constants import DTYPE
from length.function import Function
from length.initializer import Initializer
from length.initializers.xavier import Xavier
from length.layer import Layer
from length.optimizer import Optimizer
"""
MASTERS = [path for exercise in exercises(ROOT) for path in exercise.masters]


def answers(also: str | None = None) -> dict[str, Any]:
    """Return the names that the solution cells define, and those of cells in which the text `also` stands."""
    cells = [cell for master in MASTERS for cell in jupytext.read(master).cells if cell.cell_type == "code"]
    namespace: dict[str, Any] = {}
    wanted = [
        cell.source
        for cell in cells
        if cell.metadata.get("nbgrader", {}).get("solution") or (also and also in cell.source)
    ]
    for source in (IMPORTS, *wanted):
        exec(compile(source, "solutions", "exec"), namespace)  # noqa: S102 - our own masters
    return namespace


ANSWERS = answers()
FullyConnected, MeanSquaredError, Relu = (ANSWERS[name] for name in ("FullyConnected", "MeanSquaredError", "Relu"))
sigmoid, softmax, dropout = (ANSWERS[name] for name in ("sigmoid", "softmax", "dropout"))
softmax_cross_entropy = ANSWERS["softmax_cross_entropy"]
