"""The code cells of a master: which are left to students, which are left out in grading."""

import ast
import re

from nbformat import NotebookNode

# nbclient leaves out the second one, so that validation answers in seconds
TRAINING = ["training", "skip-execution"]
# Run All goes on after a check that fails
CHECKED, BONUS = ["raises-exception"], ["bonus", "raises-exception"]


def is_solution(cell: NotebookNode) -> bool:
    """Tell whether a cell is the student's to fill."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def tags(cell: NotebookNode) -> list[str]:
    """Return a cell's tags."""
    return cell.metadata.get("tags", [])


def visible(cell: NotebookNode) -> str:
    """Return a cell without its hidden tests."""
    return re.sub(r"(?s)### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", cell.source)


def assigned(source: str) -> set[str]:
    """Return the names that a cell binds at its top level, loops included."""
    names: set[str] = set()
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names.add(statement.name)
            continue
        names |= {
            node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        names |= {
            (alias.asname or alias.name).split(".")[0]
            for node in ast.walk(statement)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
    return names


def used(source: str) -> set[str]:
    """Return the names that a cell reads."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def called_at_once(source: str) -> set[str]:
    """Return the names of what a cell calls as soon as it is run, not later in a function."""
    statements = [node for node in ast.parse(source).body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return {
        node.func.id
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def test_todos_stand_in_solution_cells(code: list[NotebookNode]) -> None:
    """Is there something to do in the cells for students, and nowhere else?"""
    for cell in code:
        assert ("TODO" in cell.source) == is_solution(cell), cell.source


def test_each_gap_says_what_to_do(code: list[NotebookNode]) -> None:
    """Does a comment above each gap say what is missing?"""
    for cell in filter(is_solution, code):
        for before in cell.source.split("### BEGIN SOLUTION")[:-1]:
            comment = re.search(r"((?:^ *#.*\n)+) *\Z", before, re.MULTILINE)
            assert comment, before
            assert "# TODO: " in comment[1], before


def test_tags(code: list[NotebookNode]) -> None:
    """Is `training` never on a cell that is checked or graded, `bonus` on no other, and are there no other tags?"""
    for cell in code:
        graded = cell.metadata.get("nbgrader", {}).get("grade")
        allowed = (CHECKED, BONUS) if graded else ([],) if "nbgrader" in cell.metadata else ([], TRAINING)
        assert tags(cell) in allowed, cell.source


def test_training_and_data_are_left_out_in_grading(code: list[NotebookNode]) -> None:
    """Does every cell that trains or opens a data set carry the tag?"""
    for cell in code:
        if called_at_once(cell.source) & {"main", "train_loop", "MNIST", "FashionMNIST"}:
            assert tags(cell) == TRAINING, cell.source


def test_nothing_depends_on_training_cells(code: list[NotebookNode]) -> None:
    """Do the cells that grading runs do without the names that only training cells define?"""
    others = set().union(*(assigned(visible(cell)) for cell in code if tags(cell) != TRAINING))
    trained = set().union(*(assigned(cell.source) for cell in code if tags(cell) == TRAINING)) - others
    for cell in code:
        if tags(cell) != TRAINING:
            inside = {node.arg for node in ast.walk(ast.parse(visible(cell))) if isinstance(node, ast.arg)}
            stored = {
                node.id
                for node in ast.walk(ast.parse(visible(cell)))
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
            assert not (used(visible(cell)) & trained) - inside - stored, cell.source


def test_each_answer_is_checked(code: list[NotebookNode]) -> None:
    """Does each class that a student writes go to a visible check?"""
    checks = "\n".join(
        cell.source for cell in code if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("test_")
    )
    for cell in filter(is_solution, code):
        for name in re.findall(r"(?m)^class (\w+)", cell.source):
            assert re.search(rf"_tests\.{name} = {name}$", checks, re.MULTILINE), name


def test_points_in_the_text(prose: list[str], code: list[NotebookNode]) -> None:
    """Does the table add up, in minutes and in points, to what the grade cells give, with the bonus apart?"""
    table = next(text for text in prose if "| Points |" in text)
    rows = re.findall(r"(?m)\| \**(\d+)\** \| \**(\+?\d+)\** \|$", table)
    *minutes, sum_of_minutes = [int(minutes) for minutes, points in rows if not points.startswith("+")]
    assert sum(minutes) == sum_of_minutes
    cells = [points for _, points in rows]
    regular = [int(points) for points in cells if not points.startswith("+")]
    graded = [cell.metadata.nbgrader.points for cell in code if cell.metadata.get("nbgrader", {}).get("grade")]
    *each, total = regular
    assert sum(each) == total == sum(graded)
    assert each == [points for points in graded if points]
    assert len(cells) - len(regular) == graded.count(0)
