"""Code cells must parse both as the author wrote them and as students get them."""

import ast
import warnings

from IPython.core.inputtransformer2 import TransformerManager

from autograder.master.place import Place
from autograder.master.regions import without_hidden_tests, without_marks, without_solutions


def check_syntax(cells: list[Place]) -> None:
    """Refuse code cells that don't compile, with or without solution; magics, `!` and top-level await are allowed.

    Raises
    ------
    MasterError
        For the first cell that doesn't compile, with the line and Python's own words.
    """
    for place in cells:
        if place.cell.cell_type != "code":
            continue
        source = place.cell.source
        _check(place, without_marks(source), "", "Correct that line.")
        _check(
            place,
            without_hidden_tests(without_solutions(source)),
            " once solutions and hidden tests are cleared",
            "Move the marks: what stays visible must be valid code around the stub.",
        )


def _check(place: Place, source: str, when: str, hint: str) -> None:
    try:
        with warnings.catch_warnings():
            # an invalid escape sequence, `is` with a literal: slips that Python only warns of
            warnings.simplefilter("error", SyntaxWarning)
            # beyond parsing, compile refuses such things as `return` outside a function
            compile(parsed(source), str(place), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise place.error(f"the code does not parse{when} (line {line}: {reason})", hint) from error


def parsed(source: str) -> ast.Module:
    """Parse a code cell as IPython does, magics and shell lines turned into calls.

    Raises
    ------
    SyntaxError
        If the cell isn't valid code.
    """
    return ast.parse(TransformerManager().transform_cell(source))
