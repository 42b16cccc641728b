"""Questions about masters that are wrong: is each refused, with notebook, cell and hint?"""

import nbformat
import pytest

from autograder.errors import MasterError
from autograder.master.place import places
from autograder.master.reader import check, read_master
from tests.autograder.master.conftest import MASTER

SOLUTION_CELL = (
    '# %% nbgrader={"grade": false, "grade_id": "double", "locked": false, '
    '"schema_version": 3, "solution": true, "task": false}'
)
CHECK_CELL = (
    '# %% nbgrader={"grade": false, "grade_id": "check_double", "locked": true, '
    '"schema_version": 3, "solution": false, "task": false}'
)
SOLUTION = "    doubled = 2 * number + 0 * math.pi\n"

_GRADE_CELL = MASTER[MASTER.index('# %% nbgrader={"grade": true') : MASTER.index("# %% tags")]
WITH_POINTS = (
    _GRADE_CELL,
    _GRADE_CELL.replace(
        'assert double(21) == 42, "twice 21"\n',
        'from autograder.testing import points, total\n\n\n@points(2)\ndef doubles(double):\n    """Doubles"""\n'
        "    assert double(21) == 42\n\n\ntotal()\n",
    ),
)

# name: (text in the right master, what stands there instead, cell, what the message says)
WRONG = {
    "no end mark": ("    ### END SOLUTION\n", "", 3, "`### BEGIN SOLUTION` has no `### END SOLUTION` after it"),
    "no end of hidden tests": ("### END HIDDEN TESTS\n", "", 5, "has no `### END HIDDEN TESTS` after it"),
    "end without begin": ("    ### BEGIN SOLUTION\n", "", 3, "has no `### BEGIN SOLUTION` before it"),
    "nested": (SOLUTION, f"    ### BEGIN SOLUTION\n{SOLUTION}", 3, "stands inside a region"),
    "hidden tests in a solution": (SOLUTION, f"    ### BEGIN HIDDEN TESTS\n{SOLUTION}", 3, "stands inside a region"),
    "ends of the wrong kind": ("    ### END SOLUTION", "    ### END HIDDEN TESTS", 3, "before it"),
    "misspelt mark": ("    ### BEGIN SOLUTION", "    ## begin solution", 3, "looks like a mark and is none"),
    "mark in prose": ("# Twice a number.", "# Write BEGIN SOLUTION.", 1, "looks like a mark and is none"),
    "mark behind code": (SOLUTION, SOLUTION[:-1] + "  ### END SOLUTION\n", 3, "looks like a mark and is none"),
    "duplicate grade_id": ('"check_double"', '"double"', 4, "already that of cell 3"),
    "no grade_id": ('"grade_id": "check_double", ', "", 4, "have no grade_id"),
    "empty grade_id": ('"check_double"', '""', 4, "grade_id must be"),
    "malformed grade_id": ('"check_double"', '"check double"', 4, "grade_id must be"),
    "grade_id a number": ('"check_double"', "7", 4, "grade_id must be"),
    "long grade_id": ('"check_double"', f'"{"x" * 65}"', 4, "grade_id must be"),
    "no points": ('"points": 2, ', "", 5, "has no points"),
    "points in words": ('"points": 2', '"points": "2"', 5, "points must be a number"),
    "points below 0": ('"points": 2', '"points": -2', 5, "points must be a number, 0 or more"),
    "points that are true": ('"points": 2', '"points": true', 5, "points must be a number"),
    "properties beside the student's code": (
        WITH_POINTS[0],
        WITH_POINTS[1].replace("# %%", '# %% tags=["beside"]'),
        5,
        "all or nothing, but these spread their points over functions",
    ),
    "a comparison without assert": (
        'assert double(21) == 42, "twice 21"\n',
        "double(21) == 42\n",
        5,
        "the last line of its tests compares, and nothing fails",
    ),
    "points of an unknown cell": (
        "# Twice a number.",
        "# Twice a number, for {points:test_triple}.",
        1,
        "the text names the points of `test_triple`, which is no graded cell",
    ),
    "points of a bonus": (
        '# %% nbgrader={"grade": true',
        '# %% tags=["bonus"] nbgrader={"grade": true',
        5,
        "a bonus cell must have 0 points of its own",
    ),
    "bonus without properties": (
        '# %% nbgrader={"grade": true, "grade_id": "test_double", "locked": true, "points": 2',
        '# %% tags=["bonus"] nbgrader={"grade": true, "grade_id": "test_double", "locked": true, "points": 0',
        5,
        "and properties that give some",
    ),
    "bonus that shows a number": (
        WITH_POINTS[0],
        WITH_POINTS[1].replace("# %%", '# %% tags=["bonus"]').replace('"points": 2', '"points": 0'),
        5,
        "more than the 0 points that nbgrader allows there",
    ),
    "properties that nothing adds up": (
        'assert double(21) == 42, "twice 21"\n',
        'from autograder.testing import points\n\n\n@points(2)\ndef doubles(double):\n    """Doubles"""\n',
        5,
        "have points, and nothing adds them up",
    ),
    "points in a check": ('"check_double", ', '"check_double", "points": 2, ', 4, "can't have points"),
    "solution marks in a check": (
        "assert double(2)",
        "### BEGIN SOLUTION\n### END SOLUTION\nassert double(2)",
        4,
        "outside a",
    ),
    "solution marks in prose": (
        "# Twice a number.",
        "# ### BEGIN SOLUTION\n# 2 * x\n# ### END SOLUTION",
        1,
        "outside a solution cell",
    ),
    "hidden tests in a check": (
        "assert double(2) == 4",
        "### BEGIN HIDDEN TESTS\nassert double(2) == 4\n### END HIDDEN TESTS",
        4,
        "outside a grade cell",
    ),
    "empty hidden tests": ('assert double(21) == 42, "twice 21"\n', "# to be written\n", 5, "marks no code"),
    "empty solution": (SOLUTION, "    pass\n", 3, "marks no code"),
    "solution before the marks": (
        "    ### BEGIN",
        f"{SOLUTION}    ### BEGIN",
        3,
        "the visible text holds `doubled = 2",
    ),
    "solution in a hint": ("# Twice a number.", "# `doubled = 2 * number  + 0 * math.pi`", 1, "which cell 3 keeps"),
    "hidden test in a check": (
        "assert double(2) == 4",
        'assert double(21)  ==  42, "twice 21"',
        4,
        "the visible text holds `assert double(21)",
    ),
    "syntax error": (SOLUTION, "    doubled = 2 * (number\n", 3, "does not parse (line"),
    "return outside a function": ("import math", "import math\nreturn 3", 2, "does not parse"),
    "only a warning": ("import math", 'import math\npattern = "\\d"', 2, "does not parse"),
    "syntax error when cleared": (
        '    """Return twice the number."""\n    # TODO: compute `doubled`\n    ### BEGIN SOLUTION\n',
        "    if number:\n        value = 1\n### BEGIN SOLUTION\n    else:\n        value = 2\n",
        3,
        "once solutions and hidden tests are cleared",
    ),
    "unknown key": (
        '"grade_id": "check_double"',
        '"grade_id": "check_double", "remove": true',
        4,
        "unknown keys: `remove`",
    ),
    "missing key": ('"check_double", "locked": true, ', '"check_double", ', 4, "lack `locked`"),
    "flag in words": ('"check_double", "locked": true', '"check_double", "locked": "yes"', 4, "must be true or false"),
    "old schema": (
        '"check_double", "locked": true, "schema_version": 3',
        '"check_double", "locked": true, "schema_version": 1',
        4,
        "schema_version",
    ),
    "no role": ('"check_double", "locked": true', '"check_double", "locked": false', 4, "no role"),
    "broken JSON": (CHECK_CELL, CHECK_CELL[:-1], 4, "only `nbgrader`, `tags` are known"),
    "prose as a solution": (SOLUTION_CELL, SOLUTION_CELL.replace("# %%", "# %% [markdown]"), 3, "must hold code"),
    "tags no list": ('tags=["training"]', 'tags="training"', 6, "is not of type 'array'"),
    "unknown cell key": ('tags=["training"]', 'tag=["training"]', 6, "only `nbgrader`, `tags` are known"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_master_is_refused(read, master, name):
    """Is the master refused, with notebook, cell, problem and hint?"""
    old, new, cell, says = WRONG[name]
    assert master.count(old) == 1
    with pytest.raises(MasterError) as refused:
        read(master.replace(old, new))
    error = refused.value
    assert f"doubling/doubling.py, cell {cell}" in error.where
    assert says in error.problem
    assert error.hint.endswith(".")


def test_outputs_are_refused(read, master):
    """Is a notebook with outputs refused?"""
    nb = read(master)
    nb.cells[1].outputs = [nbformat.v4.new_output("stream", text="3")]
    with pytest.raises(MasterError, match=r"cell 2 .*has outputs"):
        check(places("doubling", nb), nb)


def test_unreadable_file_is_refused(tmp_path):
    """Does a file that isn't there, or isn't text, give the same family of error?"""
    (tmp_path / "bytes.py").write_bytes(b"\xff\xfe")
    for name in ("missing.py", "bytes.py"):
        with pytest.raises(MasterError, match="can't be read"):
            read_master(tmp_path / name)
