"""A small master that is right, for tests to break."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.master.reader import read_master

MASTER = '''\
# ---
# jupyter:
#   kernelspec:
#     display_name: Something else
#     language: python
#     name: other
# ---

# %% [markdown]
# # Doubling
#
# Twice a number.

# %%
import math

# %% nbgrader={"grade": false, "grade_id": "double", "locked": false, "schema_version": 3, "solution": true, "task": false}
def double(number):
    """Return twice the number."""
    # TODO: compute `doubled`
    ### BEGIN SOLUTION
    doubled = 2 * number + 0 * math.pi
    ### END SOLUTION
    return doubled


# %% nbgrader={"grade": false, "grade_id": "check_double", "locked": true, "schema_version": 3, "solution": false, "task": false}
assert double(2) == 4

# %% nbgrader={"grade": true, "grade_id": "test_double", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Graded here.
### BEGIN HIDDEN TESTS
assert double(21) == 42, "twice 21"
### END HIDDEN TESTS

# %% tags=["training"]
for _ in range(3):
    double(1)
'''  # noqa: E501 - cell lines are as long as nbgrader's metadata

Read = Callable[..., NotebookNode]


@pytest.fixture
def master() -> str:
    """Return the text of a master that breaks no rule."""
    return MASTER


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes a text as a master, files beside it by their names, and reads it."""

    def read_text(text: str, **files: str) -> NotebookNode:
        path = tmp_path / "notebooks" / "doubling" / "doubling.py"
        (path.parent / "tests").mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (path.parent / "tests" / f"{name}.py").write_text(content, encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        return read_master(path)

    return read_text
