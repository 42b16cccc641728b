"""Marks belong in the cells that they are for: solutions in solution cells, hidden tests in grade cells."""

from autograder.master.place import Place
from autograder.master.regions import BEGIN_HIDDEN_TESTS, BEGIN_SOLUTION, MarkError, Part, regions


def check_marks(cells: list[Place]) -> None:
    """Refuse marks that don't pair up, stand in the wrong cell or mark nothing, and cells that lack them.

    Raises
    ------
    MasterError
        For the first cell that breaks a rule.
    """
    for place in cells:
        try:
            solutions = regions(place.cell.source, Part.SOLUTION)
            hidden_tests = regions(place.cell.source, Part.HIDDEN_TESTS)
        except MarkError as error:
            raise place.error(
                str(error),
                f"Every `{BEGIN_SOLUTION}` and `{BEGIN_HIDDEN_TESTS}` needs its end mark, alone on a line, not nested.",
            ) from error
        _check_regions(place, "solution", BEGIN_SOLUTION, solutions)
        _check_regions(place, "grade", BEGIN_HIDDEN_TESTS, hidden_tests)


def _check_regions(place: Place, role: str, begin: str, found: list[list[str]]) -> None:
    if not place.cell.metadata.get("nbgrader", {}).get(role):
        if found:
            raise place.error(
                f"`{begin}` stands outside a {role} cell",
                f"Move the marked lines into a {role} cell, or set `{role}` to true here.",
            )
        return
    if not all(any(_does_something(line) for line in region) for region in found):
        raise place.error(
            f"`{begin}` marks no code: what students get is what the author wrote",
            "Put the marks around the code itself, or take them out.",
        )


def _does_something(line: str) -> bool:
    code = line.strip()
    return bool(code) and not code.startswith("#") and code not in {"pass", "..."}
