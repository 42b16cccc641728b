"""The master's own answers, and the checks as they are before a student hands anything over."""

import importlib
from collections.abc import Callable, Iterator
from types import ModuleType

import jupytext
import pytest

from tests.exercise import MASTER

CHECKS = {
    "sgd": "optimizer_tests.test_sgd",
    "fully_connected": "layer_tests.test_fully_connected",
    "mean_squared_error": "function_tests.test_mean_squared_error",
    "relu": "function_tests.test_relu",
    "mlp": "model_tests.test_mlp",
    "adam": "optimizer_tests.test_adam",
}
# What stands between the answers in the notebook, by a line of the cell.
GIVEN = {"mlp": ("class ActivatedMLP:", "def evaluate(")}
# What a check needs besides its own task.
NEEDS = {"mlp": ("sgd", "fully_connected", "mean_squared_error", "relu")}


@pytest.fixture(scope="session")
def cells() -> dict[str, str]:
    """The sources of the master's code cells: by grade id, the given ones by a line that is in them."""
    sources = {}
    code = [cell for cell in jupytext.read(MASTER).cells if cell.cell_type == "code"]
    for cell in code:
        if "nbgrader" in cell.metadata:
            sources[cell.metadata["nbgrader"]["grade_id"]] = cell.source.split("### HIDDEN TESTS")[0]
    for line in (line for lines in GIVEN.values() for line in lines):
        sources[line] = next(cell.source for cell in code if line in cell.source)
    return sources | {"imports": next(cell.source for cell in code if "from length.layer import Layer" in cell.source)}


@pytest.fixture
def modules() -> Iterator[dict[str, ModuleType]]:
    """The modules with the checks, by task; what a test hands over to them is taken back afterwards."""
    loaded = {task: importlib.import_module(f"length.tests.{name}") for task, name in CHECKS.items()}
    before = {task: dict(vars(module)) for task, module in loaded.items()}
    yield loaded
    for task, module in loaded.items():
        vars(module).update(before[task])


@pytest.fixture
def run_check(cells: dict[str, str], modules: dict[str, ModuleType]) -> Callable[..., None]:
    """Run the master's answer to a task, with edits (old text, new text), and then its check."""

    def run(task: str, *edits: tuple[str, str]) -> None:
        names = (*NEEDS.get(task, (task,)), *GIVEN.get(task, ()))
        source = "\n\n".join(cells[name] for name in names)
        for old, new in edits:
            assert source.count(old) == 1, f"{old!r} must be in the answer once"
            source = source.replace(old, new)
        namespace = {"__name__": "__main__"}
        exec(cells["imports"], namespace)  # noqa: S102 - the master's own cells
        exec(source, namespace)  # noqa: S102
        exec(cells["test_end_to_end" if task == "mlp" else f"test_{task}"], namespace)  # noqa: S102

    return run
