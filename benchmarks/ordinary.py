"""An ordinary course that nbgrader grades: twelve answers on NumPy and pandas, each with a cell of asserts below it.

Nothing in it was written for this grader. `python benchmarks/ordinary.py` measures it alone, and prints the table that
`make bench` writes into docs/benchmarks.md.
"""

import argparse
import sys
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from autograder.course.adopted import adopted_spec
from autograder.course.directory import CourseDirectory
from autograder.sandbox import Limits
from benchmarks.cohorts import Author, CourseFolder
from benchmarks.measuring import run

ASSIGNMENT = "tables"
_SETTINGS = "c = get_config()\n\nfrom autograder.nbgrader_plugin import configure\n\nconfigure(c)\n"
_IMPORTS = "import numpy as np\nimport pandas as pd"
_DATA = """sales = pd.DataFrame({
    "city": ["Bonn", "Kiel", "Bonn", "Ulm", "Kiel", "Bonn"],
    "year": [2022, 2022, 2023, 2023, 2024, 2024],
    "units": [3, 5, 8, 2, 7, 4],
    "price": [2.5, 3.0, 2.0, 4.0, None, 1.5],
})"""


class Task(NamedTuple):
    """An answer, its test, and the mistake of those who got it wrong: what stands in the answer and what for it."""

    answer: str
    test: str
    mistake: tuple[str, str]


TASKS = [
    Task(
        "def standardized(x):\n    return (x - x.mean()) / x.std()",
        "x = np.array([1.0, 2.0, 3.0, 4.0])\nz = standardized(x)\nassert z.shape == x.shape\n"
        "assert abs(z.mean()) < 1e-12\nassert np.isclose(z.std(), 1)\nassert x[0] == 1",
        ("x.std()", "x.max()"),
    ),
    Task(
        "def moving_average(x, width):\n    return np.convolve(x, np.ones(width) / width, mode='valid')",
        "assert np.allclose(moving_average(np.arange(5.0), 2), [0.5, 1.5, 2.5, 3.5])\n"
        "assert len(moving_average(np.arange(10.0), 3)) == 8",
        ("'valid'", "'same'"),
    ),
    Task(
        "def distances(points):\n    return np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=-1))",
        "d = distances(np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]))\nassert d.shape == (3, 3)\n"
        "assert np.allclose(d, d.T)\nassert d[0, 1] == 5 and d[0, 2] == 10\nassert (np.diag(d) == 0).all()",
        ("np.sqrt", "np.abs"),
    ),
    Task(
        "def one_hot(labels, count):\n    return np.eye(count)[labels]",
        "assert one_hot(np.array([0, 2]), 3).tolist() == [[1, 0, 0], [0, 0, 1]]\n"
        "for count in (2, 5):\n    assert one_hot(np.array([1]), count).sum() == 1",
        ("np.eye(count)", "np.ones((count, count))"),
    ),
    Task(
        "def solve(a, b):\n    if a.shape[0] != a.shape[1]:\n        raise ValueError('not square')\n"
        "    return np.linalg.solve(a, b)",
        "a = np.array([[2.0, 1.0], [1.0, 3.0]])\nnp.testing.assert_allclose(a @ solve(a, np.ones(2)), np.ones(2))\n"
        "try:\n    solve(np.ones((2, 3)), np.ones(2))\nexcept ValueError:\n    pass\n"
        "else:\n    raise AssertionError('a matrix that is not square is refused')",
        ("raise ValueError('not square')", "return b"),
    ),
    Task(
        "def histogram(x, edges):\n    return np.histogram(x, bins=edges)[0]",
        "assert list(histogram(np.array([1, 2, 2, 5]), [0, 2, 4, 6])) == [1, 2, 1]\n"
        "assert histogram(np.random.default_rng(0).normal(size=100), [-9, 0, 9]).sum() == 100",
        ("bins=edges", "bins=3"),
    ),
    Task(
        "def revenue(frame):\n    return frame.assign(revenue=frame['units'] * frame['price'])",
        "found = revenue(sales)\nassert list(found.columns) == ['city', 'year', 'units', 'price', 'revenue']\n"
        "assert found['revenue'].iloc[0] == 7.5\nassert found['revenue'].isna().sum() == 1\n"
        "assert 'revenue' not in sales.columns",
        ("*", "+"),
    ),
    Task(
        "def by_city(frame):\n    return frame.groupby('city')['units'].sum()",
        "expected = pd.Series([15, 12, 2], index=pd.Index(['Bonn', 'Kiel', 'Ulm'], name='city'), name='units')\n"
        "pd.testing.assert_series_equal(by_city(sales), expected)",
        ("sum()", "mean()"),
    ),
    Task(
        "def without_gaps(frame):\n    return frame.dropna().reset_index(drop=True)",
        "full = without_gaps(sales)\nassert full.shape == (5, 4)\nassert list(full.index) == [0, 1, 2, 3, 4]\n"
        "assert not full.isna().any().any()\nassert sales.shape == (6, 4)",
        (".reset_index(drop=True)", ""),
    ),
    Task(
        "def best_year(frame):\n    return int(frame.groupby('year')['units'].sum().idxmax())",
        "assert best_year(sales) == 2024\nassert best_year(sales[sales.year < 2024]) == 2023",
        ("idxmax", "idxmin"),
    ),
    Task(
        "def joined(left, right):\n    return left.merge(right, on='city', how='left')",
        "people = pd.DataFrame({'city': ['Bonn', 'Ulm'], 'people': [330, 126]})\nboth = joined(sales, people)\n"
        "assert len(both) == len(sales)\nassert both['people'].isna().sum() == 2\n"
        "assert both.loc[both.city == 'Ulm', 'people'].iloc[0] == 126",
        ("'left'", "'inner'"),
    ),
    Task(
        "def pivot(frame):\n"
        "    return frame.pivot_table(index='city', columns='year', values='units', aggfunc='sum', fill_value=0)",
        "table = pivot(sales)\nassert table.shape == (3, 3)\nassert table.loc['Bonn', 2023] == 8\n"
        "assert table.to_numpy().sum() == sales.units.sum()\nassert list(table.columns) == [2022, 2023, 2024]",
        ("'city', columns='year'", "'year', columns='city'"),
    ),
]


class Ordinary(CourseFolder):
    """The course's folder, with its assignment released.

    Parameters
    ----------
    folder : Path
        Where to make it.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ASSIGNMENT, f"{ASSIGNMENT}.ipynb")
        source = folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        source.parent.mkdir(parents=True)
        (folder / "nbgrader_config.py").write_text(_SETTINGS)
        nbformat.write(_source(), source)
        run(folder, "nbgrader", "generate_assignment", ASSIGNMENT)
        self._released = nbformat.read(folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
        adopted_spec(source, CourseDirectory(root=str(folder), config=Config()), Limits(), print)  # once for a course

    def mixed(self) -> Author:
        """Return who hands in a third right answers, a third with one task wrong (in turn), a third half done."""
        answers = [task.answer for task in TASKS]
        right, half = self._answered(answers), self._answered(answers[: len(TASKS) // 2])
        wrong = [
            self._answered([*answers[:i], task.answer.replace(*task.mistake), *answers[i + 1 :]])
            for i, task in enumerate(TASKS)
        ]
        return lambda number: (right, wrong[number // 3 % len(wrong)], half)[number % 3]

    def _answered(self, answers: list[str]) -> bytes:
        """Return a submission with answers to the first tasks."""
        given = {f"answer-{i}": answer for i, answer in enumerate(answers)}
        notebook = deepcopy(self._released)
        for cell in notebook.cells:
            cell.source = given.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        return nbformat.writes(notebook).encode()


def _source() -> NotebookNode:
    cells = [new_code_cell(_IMPORTS), new_code_cell(_DATA)]
    for i, task in enumerate(TASKS):
        answer = f"### BEGIN SOLUTION\n{task.answer}\n### END SOLUTION"
        cells += [
            new_code_cell(answer, metadata=_marks(f"answer-{i}", solution=True)),
            new_code_cell(task.test, metadata=_marks(f"test-{i}", grade=True, locked=True, points=1)),
        ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _marks(grade_id: str, **marks: object) -> dict[str, object]:
    plain = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": {**plain, "grade_id": grade_id, **marks}}


def main() -> None:
    """Measure the course alone and print its table."""
    from benchmarks.grading import Cohort, speeds
    from benchmarks.table import speed_table

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=100, help="for our commands")
    parser.add_argument("--stock", type=int, default=12, help="submissions for nbgrader's own commands")
    parser.add_argument("--repeats", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        course = Ordinary(folder / "master")
        cohort = Cohort("ordinary", folder / "ordinary", course, course.mixed())
        print(speed_table(speeds(cohort, options.submissions, options.stock, options.repeats), options.submissions))


if __name__ == "__main__":
    main()
