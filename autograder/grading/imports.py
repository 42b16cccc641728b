"""Modules that a notebook imports and that the Python which runs it does not have: told before anybody is graded."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from autograder.errors import GraderUnusable
from autograder.sandbox.environment import OWN, Environment, Interpreter
from autograder.spec import AssignmentSpec


def refuse_missing_modules(specs: Iterable[AssignmentSpec], interpreter: Interpreter) -> None:
    """Refuse to run notebooks in a Python that lacks what their solutions import.

    Raises
    ------
    GraderUnusable
        Naming the cells and what each lacks.
    """
    for spec in specs:
        lacking = list(missing_modules(spec, interpreter))
        if lacking:
            cells = ", ".join(f"cell {number} imports {name}, which {reason}" for number, name, reason in lacking)
            raise GraderUnusable(f"the solution of {spec.notebook}", f"{cells} for {interpreter}", hint(interpreter))


def missing_modules(spec: AssignmentSpec, interpreter: Interpreter) -> list[tuple[int, str, str]]:
    """Return the number of a cell, the module and why it can't be imported, for each that the solution lacks."""
    beside = {PurePosixPath(name).parts[0].removesuffix(".py") for name in spec.files}
    wanted = []
    for number, cell in enumerate(spec.cells, start=1):
        if cell.cell_type == "code" and not cell.training:
            texts = (cell.solution or cell.source, cell.tests if cell.beside else "")
            names = dict.fromkeys(name for text in texts for name in imported_modules(text))
            wanted += [(number, name) for name in names if name not in beside and name not in OWN]
    lacking = Environment(interpreter, sorted({name for _, name in wanted})).lacking
    return [(number, name, lacking[name]) for number, name in wanted if name in lacking]


def hint(interpreter: Interpreter) -> str:
    """Say what to do about a module that is missing."""
    return (
        f"Install it there ({interpreter} -m pip install …), name it in c.Autograder.preload if it lies outside, or "
        "name a Python that has it in c.Autograder.python"
    )


def imported_modules(text: str) -> Iterator[str]:
    """Yield the top-level modules that a cell imports, without those that it tries and can do without."""
    try:
        tree = ast.parse(text)
    except SyntaxError:  # magics, which take a moment to translate
        tree = _translated(text)
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop(0)
        match node:
            case ast.Import(names=names):
                yield from (alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=str(name), level=0):
                yield name.partition(".")[0]
            case ast.Try(handlers=[_, *_], orelse=orelse, finalbody=final):
                waiting += [*orelse, *final]
                continue
        waiting += ast.iter_child_nodes(node)


def _translated(text: str) -> ast.Module:
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return ast.parse(TransformerManager().transform_cell(text))
    except SyntaxError:
        return ast.Module([], [])  # the cell will say so itself
