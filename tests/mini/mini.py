# %% [markdown]
# # A small exercise
# `square` gives {points:test_square} point, `Scaler` {points:test_scaler}: {points:total} together.

# %%
import numpy as np


# %% nbgrader={"grade": false, "grade_id": "square", "locked": false, "schema_version": 3, "solution": true, "task": false}
def square(x):
    """Return x times x."""
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_square", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
assert square(-3) == 9
### BEGIN HIDDEN TESTS
assert square(3) == 9, "the square of 3 is another number"
assert square(-2) == 4
### END HIDDEN TESTS


# %% nbgrader={"grade": false, "grade_id": "scaler", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Scaler:
    """Multiplies arrays by the number in factor.txt."""

    ### BEGIN SOLUTION
    def __init__(self):
        with open("factor.txt") as file:
            self.factor = float(file.read())

    def scale(self, x):
        return self.factor * x

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_scaler", "locked": true, "schema_version": 3, "solution": false, "task": false}
x = np.ones(2)
assert np.all(Scaler().scale(x) == 2.5), "each entry times the factor"
assert np.all(x == 1), "x is to stay as it was"
### HIDDEN TESTS tests/scaler.py

# %% tags=["bonus"] nbgrader={"grade": true, "grade_id": "test_arrays", "locked": true, "schema_version": 3, "solution": false, "task": false}
### HIDDEN TESTS tests/arrays.py

# %% tags=["training"]
print("trained for minutes")

# %% nbgrader={"grade": true, "grade_id": "essay", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
essay = "It reads a file."
### END SOLUTION

# %% [markdown] nbgrader={"grade": false, "grade_id": "report", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": true}
# Draw on paper what `Scaler` does.
