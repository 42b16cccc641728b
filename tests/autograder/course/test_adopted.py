"""Sources that were not written for this grader: what is recorded, what is said, what is refused."""

from collections.abc import Callable
from contextlib import nullcontext
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from autograder.course.adopted import adopted_spec
from autograder.course.directory import CourseDirectory
from autograder.errors import GradingError
from autograder.grading import grade
from autograder.grading.submission import Submission
from autograder.nbgrader_plugin.feedback import ShowRecord
from autograder.sandbox import Worker
from autograder.spec import AssignmentSpec
from tests.autograder.conftest import LIMITS

SQUARE = "### BEGIN SOLUTION\ndef square(x):\n    return x * x\n### END SOLUTION"
UNFINISHED = "def square(x):\n    raise NotImplementedError"
PRINTS = "### BEGIN SOLUTION\ndef square(x):\n    print(x * x)\n### END SOLUTION"
LOOKS_AT_OUTPUT = (
    "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as told:\n    square(3)\n"
    "assert told.getvalue() == '9\\n', 'it must print'"
)
SAYS_YES = "class Yes:\n    def __eq__(self, other): return True\n    def __abs__(self): return 0.0\n" + (
    "    def __sub__(self, other): return self\n    def __lt__(self, other): return True\ndef square(x): return Yes()"
)


def marks(grade_id: str, **more: object) -> dict[str, object]:
    """Return nbgrader's metadata of a cell."""
    plain = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False}
    return {"nbgrader": {**plain, "grade_id": grade_id, **more}}


def source(solution: str, test: str, tags: tuple[str, ...] = ()) -> NotebookNode:
    """Return a source of one answer and its test, as nbgrader's editor makes it."""
    graded = marks("test_square", grade=True, locked=True, points=2)
    cells = [
        new_code_cell("import math"),
        new_code_cell(solution, metadata=marks("square", solution=True)),
        new_code_cell(test, metadata={**graded, "tags": list(tags)}),
    ]
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )


Adopt = Callable[..., AssignmentSpec]


@pytest.fixture
def said() -> list[str]:
    """What an instructor was told."""
    return []


@pytest.fixture
def adopt(tmp_path: Path, said: list[str], worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Adopt:
    """Return a function that writes a source and adopts it, in the sandbox of all tests: each start takes seconds."""
    monkeypatch.setattr("autograder.build.adopt.Worker", lambda *_, **__: nullcontext(worker))

    def run(notebook: NotebookNode) -> AssignmentSpec:
        path = tmp_path / "source" / "hw" / "part.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        course = CourseDirectory(root=str(tmp_path), config=Config())
        return adopted_spec(path, course, LIMITS, said.append)

    return run


def earned(spec: AssignmentSpec, worker: Worker, answer: str) -> float:
    """Grade what was released with an answer in it."""
    cells = [new_code_cell(cell.source, metadata=dict(cell.metadata)) for cell in spec.cells]
    cells[1].source = answer
    content = nbformat.writes(new_notebook(cells=cells)).encode()
    return grade(Submission.of_notebook("part", content), spec, worker, LIMITS).points


def test_right_and_lying(adopt: Adopt, worker: Worker, said: list[str]) -> None:
    """Does a right answer earn the points, a wrong one and an object that says yes none, and is nothing said?"""
    spec = adopt(source(SQUARE, "assert abs(square(3) - 9) < 1e-6"))
    answers = ("def square(x): return x ** 2", "def square(x): return 2 * x", SAYS_YES)
    assert [earned(spec, worker, answer) for answer in answers] == [2, 0, 0]
    assert said == []


def test_solution_that_fails(adopt: Adopt, worker: Worker, said: list[str]) -> None:
    """Is a cell graded whose solution is missing, by plain data alone, and is that said?"""
    spec = adopt(source(UNFINISHED, "assert abs(square(3) - 9) < 1e-6"))
    assert [earned(spec, worker, answer) for answer in ("def square(x): return x ** 2", SAYS_YES)] == [2, 0]
    (line,) = said
    assert line.startswith("part, cell 3 (grade_id test_square): the solution fails its test")


def test_names_of_the_master_alone(adopt: Adopt, worker: Worker) -> None:
    """Do built-in functions and the notebook's imports stay the test's own, where nothing is known of the solution?"""
    spec = adopt(source(UNFINISHED, "assert len(square(3)) == 1 and math.sqrt(4) == 3"))
    assert (
        earned(spec, worker, "import math\nmath.sqrt = lambda x: 3\ndef len(x): return 1\ndef square(x): return []")
        == 0
    )


def test_out_of_reach_or_marked(adopt: Adopt, worker: Worker) -> None:
    """Is a test refused with cell and line that runs only beside the answer, unless the author says so?"""
    with pytest.raises(
        GradingError, match=r"cell 3 .grade_id test_square., line 4 of its tests: its tests can't run out"
    ) as refused:
        adopt(source(PRINTS, LOOKS_AT_OUTPUT))
    assert '"beside"' in str(refused.value)
    spec = adopt(source(PRINTS, LOOKS_AT_OUTPUT, tags=("beside",)))
    assert earned(spec, worker, "def square(x): print(x ** 2)") == 2


def test_hidden_tests_are_for_instructors(adopt: Adopt, worker: Worker) -> None:
    """Does the autograded notebook show hidden tests, and the page for students does not?"""
    visible, hidden = "assert square(3) == 9", "### BEGIN HIDDEN TESTS\nassert square(4) == 16\n### END HIDDEN TESTS"
    spec = adopt(source(SQUARE, f"{visible}\n{hidden}"))
    notebook = grade(Submission.of_notebook("part", b'{"cells": []}'), spec, worker, LIMITS).notebook
    assert notebook.cells[2].source == f"{visible}\n{hidden}"
    for_instructors, _ = ShowRecord().preprocess(deepcopy(notebook), {"submission_id": "1"})
    for_student, _ = ShowRecord().preprocess(notebook, {})
    assert [shown.cells[2].source for shown in (for_instructors, for_student)] == [f"{visible}\n{hidden}", visible]


def test_told_that_it_is_graded(adopt: Adopt, worker: Worker) -> None:
    """Can cells and tests ask whether they are graded, as in nbgrader?"""
    asks = "os.environ.get('NBGRADER_EXECUTION')"
    spec = adopt(
        source(f"import os\ndef square(x): return {asks}", f"import os\nassert square(3) == {asks} == 'autograde'")
    )
    assert earned(spec, worker, f"import os\ndef square(x): return {asks}") == 2


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}, "R"),
        ({"kernelspec": {"name": "ir", "display_name": "R"}}, "ir"),
        ({"kernelspec": {"name": "julia-1.9", "display_name": "Julia 1.9"}}, "julia"),
        ({"language_info": {"name": "R"}}, "R"),
        ({"kernelspec": {"name": "mine", "display_name": "Mine"}, "language_info": {"name": "julia"}}, "julia"),
    ],
)
def test_other_language(adopt: Adopt, metadata: dict[str, dict[str, str]], language: str) -> None:
    """Is a notebook of another language refused, wherever it says so?"""
    notebook = source(SQUARE, "assert square(3) == 9")
    notebook.metadata = metadata
    with pytest.raises(GradingError, match=f"its kernel runs {language}. Only notebooks in Python"):
        adopt(notebook)


@pytest.mark.parametrize(
    ("marks_of_test", "told"),
    [
        ({"grade_id": "square"}, "Duplicate grade id: square"),
        ({"grade_id": None}, "grade_id"),
        ({"schema_version": 100}, "SchemaTooNew"),
    ],
)
def test_metadata_that_nbgrader_refuses(adopt: Adopt, marks_of_test: dict[str, object], told: str) -> None:
    """Is a notebook refused in one line if nbgrader would not release it either?"""
    notebook = source(SQUARE, "assert square(3) == 9")
    notebook.cells[2].metadata.nbgrader.update(marks_of_test)
    with pytest.raises(GradingError, match=told) as refused:
        adopt(notebook)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("kernel", ["", "python3", "conda-env-ir-py", "irene", "rainfall", "go-course", "venv"])
def test_kernel_of_any_name(adopt: Adopt, kernel: str) -> None:
    """Is a kernel that says nothing of its language taken for Python's?"""
    notebook = source(SQUARE, "assert square(3) == 9")
    notebook.metadata = {"kernelspec": {"name": kernel, "display_name": kernel}} if kernel else {}
    assert adopt(notebook).proven


@pytest.mark.parametrize("minor", range(6))
@pytest.mark.parametrize("schema", [1, 2, 3])
def test_old_formats(minor: int, schema: int, adopt: Adopt, worker: Worker) -> None:
    """Is a notebook graded that was written years ago, in any format 4.x and with any of nbgrader's metadata?"""
    notebook = source(SQUARE, "assert square(3) == 9")
    for cell in notebook.cells:
        if minor < 5:
            cell.pop("id", None)
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.schema_version = schema
            if schema < 3:
                del cell.metadata.nbgrader["task"]
    notebook.nbformat_minor = minor
    assert earned(adopt(notebook), worker, "def square(x): return x ** 2") == 2


def test_recorded_once(adopt: Adopt, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Are contracts recorded again when the source has changed, and only then?"""
    notebook = source(SQUARE, "assert square(3) == 9")
    first = adopt(notebook)
    with monkeypatch.context() as patched:
        patched.setattr("autograder.build.adopt.adopt", lambda *_: pytest.fail("recorded again"))
        assert adopt(notebook).contracts == first.contracts
    changed = adopt(source(SQUARE, "assert square(4) == 16 and square(1) == 1"))
    assert changed.contracts["test_square"].requests > first.contracts["test_square"].requests


AUTOTESTS = """
python3:
  dispatch: "type({{snippet}})"
  normalize: "str({{snippet}})"
  check: 'assert {{snippet}} == "{{value}}", "{{message}}"'
  templates:
    default:
      - test: "{{snippet}}"
        fail: "value of {{snippet}} is not correct"
"""


def test_autotests(adopt: Adopt, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are autotests graded by what the solution gives, for which its kernel is started once?"""
    (tmp_path / "autotests.yml").write_text(AUTOTESTS)
    notebook = source(
        SQUARE, "### AUTOTEST square(3)\n### BEGIN HIDDEN TESTS\n# AUTOTEST square(4)\n### END HIDDEN TESTS"
    )
    adopt(notebook)
    monkeypatch.setattr("nbgrader.preprocessors.instantiatetests.start_new_kernel", lambda **_: pytest.fail("started"))
    spec = adopt(notebook)
    assert "9" in spec.cells[2].source
    assert "16" not in spec.cells[2].source
    answers = ("def square(x): return x ** 2", "def square(x): return 9")
    assert [earned(spec, worker, answer) for answer in answers] == [2, 0]


def test_autotest_that_fails(adopt: Adopt, tmp_path: Path) -> None:
    """Is it said in one line why nbgrader can't write an autotest's assertions?"""
    (tmp_path / "autotests.yml").write_text(AUTOTESTS)
    with pytest.raises(GradingError, match=r"can't release it .*'cube' is not defined") as refused:
        adopt(source(SQUARE, "### AUTOTEST cube(3)"))
    assert "\n" not in str(refused.value)


HINT = "word " * 80
MISTAKES = f"""
from autograder.mistakes import Mistake
GRADED_BY, SOLUTION = "test_square", ("square",)
MISTAKES = (
    Mistake("doubles", (("x * x", "x + x"),), diagnosis="You add x to itself.", hint={HINT!r}),
    Mistake("doubles, too", (("x * x", "2 * x"),), same_as="doubles"),
    Mistake("cubes", (("x * x", "x * x * x"),)),
    Mistake("forgets the return", (("return", ""),)),
)
"""


def known(tmp_path: Path, text: str) -> None:
    """Write wrong answers to the assignment of these tests."""
    (tmp_path / "mistakes" / "hw").mkdir(parents=True)
    (tmp_path / "mistakes" / "hw" / "square.py").write_text(text)


def test_wrong_answers_of_a_course(adopt: Adopt, tmp_path: Path, worker: Worker, said: list[str]) -> None:
    """Is a student's mistake named where the author of any course wrote it down, and no right or other answer?"""
    known(tmp_path, MISTAKES)
    test = "for x in (3, -2, 0.5):\n    assert square(x) == x**2"
    spec = adopt(source(SQUARE, test))
    named = {}
    for name, body in {
        "doubles": "y = x; return y + x",
        "cubes": "return x**3",
        "forgets": "x * x",
        "right": "return x**2",
        "another": "return x * x + 1",
    }.items():
        notebook = nbformat.v4.new_notebook(
            cells=[new_code_cell(f"def square(x):\n    {body}", metadata=marks("square"))]
        )
        record = grade(Submission.of_notebook("part", nbformat.writes(notebook).encode()), spec, worker, LIMITS)
        (item,) = record.results["test_square"].properties
        named[name] = item.diagnosis and (item.diagnosis.name, item.diagnosis.text, item.diagnosis.hint)
    assert named["doubles"] == ("doubles", "You add x to itself.", HINT.strip())
    assert named["cubes"][0] == "cubes"
    assert named["forgets"][0] == "forgets the return"
    assert named["right"] is None
    assert named["another"] is None
    assert said == []


def test_wrong_answers_that_are_none(adopt: Adopt, tmp_path: Path, said: list[str]) -> None:
    """Is an author told of a mistake that the tests accept, and of two that they can't tell apart?"""
    known(tmp_path, MISTAKES.replace("x * x * x", "x ** 2").replace(', same_as="doubles"', ""))
    adopt(source(SQUARE, "assert square(3) == 9"))
    assert any("the tests accept the mistake “cubes” of square" in line for line in said)
    assert any("no test tells the mistake “doubles” from “doubles, too”" in line for line in said)
