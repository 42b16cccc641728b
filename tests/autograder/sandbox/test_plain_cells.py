"""Cells that IPython would leave as they are."""

import random

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder.sandbox import Student
from autograder.sandbox.inside.plain_cells import is_plain
from tests.exercise import EXERCISE, NOTEBOOK, ROOT

PIECES = (
    *("x = 1", "%time", "!ls", "x = %pwd", "x = !ls", "print?", "?print", "len??", "/f 1", ",f a b", ";f a", "%%time"),
    *(
        ">>> x",
        "... y",
        "...",
        "In [1]: x",
        "In[1]: x",
        "   ...: y",
        "",
        "  ",
        "# why?",
        '# """; f?',
        "f(a,",
        "% b)",
        '"""',
        "'''",
    ),
    *(
        "if x:",
        "    %time",
        "    y = 2 \\",
        "    !ls",
        "class A:",
        "    ...",
        "a != b",
        "'what?'",
        "a = '%d' % 1",
        "\f",
    ),
    *(
        '    """',
        '    """Text.',
        "    >>> f(1)",
        '    """Text."""',
        '"""Text.\n\n>>> f(1)\n2\n"""',
        '    """What?\n\n    >>> f(1)\n    ... f(2)\n    """',
        "'\\",
        'x = """',
        'x = \'"""\'',
        "r'''",
    ),
)


def master_cells() -> list[str]:
    """Return the code cells of the built solutions."""
    notebook = nbformat.read(ROOT / "solutions" / EXERCISE / NOTEBOOK, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_plain_cells_stay() -> None:
    """Does IPython leave every cell as it is that counts as plain, whatever lines it is made of?"""
    rng = random.Random(5)
    cells = master_cells()
    separators = ("\n",) * 8 + ("\r\n", "\r", "\x0b", "\u2028")
    for _ in range(80_000):
        lines = rng.choices(PIECES, k=rng.randint(1, 6))
        cells.append("".join(line + rng.choice(separators) for line in lines)[: -rng.randint(0, 1) or None])
    plain = [cell for cell in cells if is_plain(cell)]
    manager = TransformerManager()
    assert len(plain) > 500
    for cell in plain:
        assert manager.transform_cell(cell) == (cell if cell.endswith("\n") else cell + "\n")


def test_most_cells_are_plain() -> None:
    """Do the cells of the course count as plain, all but the odd one?"""
    cells = [cell for cell in master_cells() if "\n" in cell]
    assert sum(map(is_plain, cells)) > 0.9 * len(cells)


@pytest.mark.parametrize("list_name", ["input_transformers_cleanup", "input_transformers_post"])
def test_own_transforms(student: Student, list_name: str) -> None:
    """Is a translation that a cell added applied to plain cells, too?"""
    change = "lambda lines: [line.replace('seven', '7') for line in lines]"
    student.run_cell(f"get_ipython().{list_name}.append({change})")
    assert student.run_cell("x = seven\nx").outputs[0]["data"]["text/plain"] == "7"
