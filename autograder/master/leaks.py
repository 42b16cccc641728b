"""What stands outside the marks must not give the solution away."""

from nbformat import NotebookNode

from autograder.master.place import Place
from autograder.master.regions import without_hidden_tests, without_solutions
from autograder.master.traces import traces


def check_leaks(cells: list[Place], nb: NotebookNode) -> None:
    """Refuse visible text, prose included, that repeats a line of a solution or of hidden tests.

    Raises
    ------
    MasterError
        For the first cell that gives something away, naming the line and the cell it comes from.
    """
    for place in cells:
        visible = without_hidden_tests(without_solutions(place.cell.source))
        for number, line in traces(visible, nb):
            raise place.error(
                f"the visible text holds `{line}`, which cell {number} keeps from students",
                "Move it inside the marks, or word it differently.",
            )
