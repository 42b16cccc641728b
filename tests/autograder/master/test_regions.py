"""Questions about marks: do we clear a cell exactly as nbgrader does?"""

from copy import deepcopy

import pytest
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from traitlets.config import Config

from autograder.master.regions import (
    BEGIN_HIDDEN_TESTS,
    BEGIN_SOLUTION,
    CODE_STUB,
    END_HIDDEN_TESTS,
    END_SOLUTION,
    MarkError,
    labelled_lines,
    without_hidden_tests,
    without_marks,
    without_solutions,
)


@pytest.fixture
def settings():
    """Return nbgrader's settings as nbgrader_config.py makes them."""
    config = Config()
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.begin_solution_delimeter = BEGIN_SOLUTION
    config.ClearSolutions.end_solution_delimeter = END_SOLUTION
    config.ClearHiddenTests.begin_test_delimeter = BEGIN_HIDDEN_TESTS
    config.ClearHiddenTests.end_test_delimeter = END_HIDDEN_TESTS
    return config


def test_clears_as_nbgrader_does(read, master, settings):
    """Is every cell's cleared text nbgrader's, also with two regions in a cell?"""
    two = master.replace(
        "    return doubled\n", "    ### BEGIN SOLUTION\n    doubled += 0\n    ### END SOLUTION\n    return doubled\n"
    )
    nb = read(two)
    cleared = deepcopy(nb)
    for preprocessor in (ClearSolutions(config=settings), ClearHiddenTests(config=settings)):
        cleared, _ = preprocessor.preprocess(cleared, {})
    ours = [without_hidden_tests(without_solutions(cell.source)) for cell in nb.cells]
    assert ours == [cell.source for cell in cleared.cells]
    assert sum(CODE_STUB.split("\n")[1] in source for source in ours) == 1


def test_marks_go_and_code_stays():
    """Does taking out the marks leave every other line?"""
    source = f"a\n  {BEGIN_SOLUTION}\n  b\n  {END_SOLUTION}\nc"
    assert without_marks(source) == "a\n  b\nc"


def test_words_about_solutions_are_no_marks():
    """May a comment talk about beginnings and solutions?"""
    assert len(list(labelled_lines("# begin with the solution of task 1\n# the end"))) == 2


def test_malformed_marks_raise_when_read():
    """Does reading a cell with a lone mark raise, wherever it is read?"""
    with pytest.raises(MarkError, match="no `### END SOLUTION` after it"):
        without_solutions(BEGIN_SOLUTION)
