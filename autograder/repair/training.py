"""An answer that was joined to a training cell is taken apart again: grading runs answers, and no training."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.repair.code import statements
from autograder.repair.reader import Reader
from autograder.repair.text import layout_free
from autograder.spec import CellSpec

_LIKE = 75
_MAX_STEPS = 200  # statements of one cell that are compared
_KEPT = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Import, ast.ImportFrom)


@dataclass(frozen=True, slots=True)
class _Step:
    """A statement that defines no class or function and imports nothing, in lines `begin` to `end`."""

    begin: int
    end: int
    kind: type[ast.stmt]
    text: str


def without_training(source: str, training: Sequence[CellSpec], reader: Reader) -> tuple[str, tuple[CellSpec, ...]]:
    """Return a cell's text without the training cells that stand in it, and which those are.

    Parameters
    ----------
    source : str
        The submitted text of a cell that is run.
    training : sequence of CellSpec
        The training cells that the submission lacks.
    reader : Reader
        Compares texts.
    """
    if not training:
        return source, ()
    joined = []
    lines = source.split("\n")
    own = _steps(source) if reader.whole(source) else []
    own = own if len(own) <= _MAX_STEPS else []
    for cell in training:
        wanted = _steps(cell.source)
        found = [step for step in own if any(_alike(step, other, reader) for other in wanted)]
        if found and 2 * len(found) >= len(wanted):
            for step in found:
                lines[step.begin : step.end] = [""] * (step.end - step.begin)
            joined.append(cell)
    return ("\n".join(lines).strip("\n"), tuple(joined)) if joined else (source, ())


def _steps(source: str) -> list[_Step]:
    lines = source.split("\n")
    places = [
        (node.lineno - 1, node.end_lineno or node.lineno, type(node))
        for node in statements(source) or ()
        if not isinstance(node, _KEPT)
    ]
    return [_Step(begin, end, kind, layout_free("\n".join(lines[begin:end]))) for begin, end, kind in places]


def _alike(one: _Step, other: _Step, reader: Reader) -> bool:
    return one.kind is other.kind and reader.likeness(one.text, other.text, _LIKE) > 0
