"""Tables of pandas travel as their columns; forged ones are refused before pandas fills them up."""

from collections.abc import Iterator

import pytest

from autograder.sandbox import Limits, Worker
from tests.autograder.remote.conftest import Cell
from tests.autograder.remote.forging import TOOLS

GIVEN = ("import numpy as np", "import pandas as pd")
SOLUTIONS = {
    "a table": "pd.DataFrame({'a': [1, 2], 'b': ['x', None], 'c': [0.5, np.nan]}, index=[3, 4])",
    "a table without rows": "pd.DataFrame({'a': []})",
    "a table with columns of one name": "pd.DataFrame(np.eye(2), columns=['a', 'a'])",
    "a column": "pd.Series([1.5, 2.5], index=['x', 'y'], name='n')",
    "a column of truth values": "pd.Series([True, False])",
    "a column of times": "pd.Series(pd.to_datetime(['2020-01-01', '2021-02-03']))",
    "a table with levels": "pd.DataFrame({'a': [1, 1], 'b': [2, 3]}).groupby(['a', 'b']).agg({'b': ['sum', 'max']})",
    "a table with a named index": "pd.DataFrame({'a': [1, 2]}, index=pd.Index([3, 4], name='n'))",
    "a table by days": "pd.DataFrame({'a': [1, 2]}, index=pd.date_range('2020-01-01', periods=2))",
    "a column of categories": "pd.Series(pd.Categorical(['x', 'y', 'x'], ordered=True))",
    "a column of whole numbers with gaps": "pd.Series([1, None], dtype='Int64')",
    "a column of times somewhere": "pd.Series(pd.date_range('2020-01-01', periods=2, tz='Europe/Berlin'))",
    "an index": "pd.Index(['x', 'y'], name='n')",
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """Time enough for pandas to be imported."""
    with Worker(Limits(cell_seconds=20.0, submission_seconds=60.0)) as started:
        yield started


@pytest.mark.parametrize("name", SOLUTIONS)
def test_tables_arrive(name: str, worker: Worker) -> None:
    """Is a table the same in the grader as in the student's process, for pandas's own comparison?"""
    kind = "frame" if "table" in name else "index" if "index" in name else "series"
    test = f"made = {SOLUTIONS[name]}\npd.testing.assert_{kind}_equal(f(), made)"
    cell = Cell(worker, test, f"def f(): return {SOLUTIONS[name]}", GIVEN)
    assert cell.recorded.passed, cell.recorded.message
    assert cell.grade(f"def f(): return {SOLUTIONS[name]}").passed
    assert not cell.grade("def f(): return pd.DataFrame({'a': [7]})").passed


@pytest.mark.parametrize(
    "forged",
    [
        "answer({'pd': ['DataFrame', [{'l': [1]}] * 1000, {'l': [0] * 50_000}, {'l': [0] * 1000}]})",
        "answer({'pd': ['DataFrame', [1] * 1000, {'l': [0] * 50_000}, {'l': [0] * 1000}]})",
        "answer({'pd': ['DataFrame', [{'a': 1}], {'l': [0] * 3}, {'l': [0]}]}, npy('<f8', (3, 3), bytes(72)))",
        "answer({'pd': ['Series', {'l': [{'o': 1, 'kinds': []}]}, {'l': [0]}, None]})",
        "answer({'pd': ['Series', {'l': [1, 2]}, {'l': [0]}, None]})",
        "answer({'pd': ['Series', {'l': [1]}, {'l': [0]}, {'l': [1]}]})",
        "answer({'pd': ['Index', {'l': [{'d': []}] * 3}, None, {'d': []}]})",
        "answer({'pd': ['Panel', [], None, None]})",
        "answer({'pd': ['Series', {'pe': ['masked', {'l': [3]}, 'object', None]}, {'l': [0]}, None]})",
        "answer({'pd': ['Series', {'pe': ['times', {'l': [3]}, 'ns', '../x']}, {'l': [0]}, None]})",
        "answer({'pd': ['Series', {'l': [3]}, {'pd': ['Index', {'l': [0]}, 'no freq', None]}, None]})",
        "answer({'v': ['Decimal', '1e999999999']})",
        "answer({'v': ['Fraction', [1, 'x']]})",
        "answer({'v': ['deque', [{'d': []}, 1]]})",
        "answer({'v': ['date', 'x' * 9000]})",
        "answer({'v': ['Popen', 'ls']})",
        "answer({'pd': ['Series', {'l': [0] * 90_000}, {'l': [0] * 90_000}, None]})",
    ],
)
def test_forged_tables(forged: str, worker: Worker) -> None:
    """Is a table refused whose columns differ in length, hold objects, or are none?"""
    cell = Cell(worker, "assert f().sum() == 3", "def f(): return pd.Series([1, 2])", GIVEN)
    assert cell.recorded.passed, cell.recorded.message
    outcome = cell.grade(f"def f(): return None\n{TOOLS}\n{forged}")
    assert not outcome.passed
    assert outcome.message
