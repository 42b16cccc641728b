"""nbgrader's settings for this course: it reads this file when one of its commands runs in the course root."""

from pathlib import Path

from autograder.master.regions import (
    BEGIN_HIDDEN_TESTS,
    BEGIN_SOLUTION,
    CODE_STUB,
    END_HIDDEN_TESTS,
    END_SOLUTION,
)
from autograder.nbgrader_plugin import configure

course = Path(__file__).resolve().parent

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.course_id = "neural-networks"
c.CourseDirectory.root = str(course)
# built from notebooks/, so it lies with the other things that are made
c.CourseDirectory.source_directory = str(course / "build" / "source")
c.CourseDirectory.release_directory = "release"

c.ClearSolutions.code_stub = {"python": CODE_STUB}
c.ClearSolutions.begin_solution_delimeter = BEGIN_SOLUTION
c.ClearSolutions.end_solution_delimeter = END_SOLUTION
c.ClearHiddenTests.begin_test_delimeter = BEGIN_HIDDEN_TESTS
c.ClearHiddenTests.end_test_delimeter = END_HIDDEN_TESTS

# submissions are graded in the sandbox; `c.Autograder.…` sets its limits (see autograder/nbgrader_plugin/settings.py)
configure(c)
# what trains for longer is left out of grading: an endless loop costs a third of nbgrader's usual time
c.Autograder.limits = {"cell_seconds": 10.0, "submission_seconds": 90.0, "cpu_seconds": 60}
