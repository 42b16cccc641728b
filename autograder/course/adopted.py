"""Assignments that were not written for this grader: nbgrader's own source notebooks, read with the course's settings.

What students get is what nbgrader's preprocessors make of a source with this course's delimiters, stubs, header and
footer. The contracts of its tests are recorded when they are needed and kept in `.autograder/` in the course folder.
"""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course.contracts import companion_files, made_from
from autograder.errors import GradingError
from autograder.grading.code import code_digest
from autograder.remote.contract import CellContract
from autograder.sandbox import THIS_PYTHON, Interpreter
from autograder.spec import AssignmentSpec

# Kernels that a notebook may name without saying their language; version numbers follow.
_OTHER_KERNELS = re.compile(
    r"(ir|julia|octave|matlab|bash|xcpp|java|javascript|deno|scala|rust|ruby|gophernotes|ihaskell|stata|sas)[-.\d]*",
    re.IGNORECASE,
)
_AUTOTEST = "AUTOTEST"


def adopted_spec(
    source: Path, root: Path, settings: Any, say: Callable[[str], None], interpreter: Interpreter = THIS_PYTHON
) -> AssignmentSpec:
    """Return the spec of a source notebook, with contracts.

    Parameters
    ----------
    source : Path
        The notebook in nbgrader's source folder of the assignment.
    root : Path
        The course folder.
    settings : traitlets.config.Config
        The course's, for nbgrader's preprocessors.
    say : function
        Told what an instructor should know of cells whose solution does not pass their tests.
    interpreter : Interpreter
        The Python that runs the solution.

    Raises
    ------
    GradingError
        If nbgrader could not release it either, its kernel is not Python's, or a test can't run out of reach.
    """
    spec = read_adopted(source, settings)
    kept = root / ".autograder" / spec.assignment / f"{spec.notebook}.json"
    made = [made_from(source, spec.files), code_digest().hex(), [cell.tests for cell in spec.cells], str(interpreter)]
    try:
        data = json.loads(kept.read_text(encoding="utf-8"))
        if data["made"] == made:
            contracts = {name: CellContract.from_json(item) for name, item in data["contracts"].items()}
            return replace(spec, contracts=contracts, proven=bool(data["proven"]))
    except (FileNotFoundError, ValueError, KeyError):
        pass  # there is none yet, or one of another version
    from autograder.build.adopt import adopt  # the sandbox, which most runs start in other processes

    spec = adopt(spec, say, interpreter)
    recorded = {name: contract.to_json() for name, contract in spec.contracts.items()}
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"made": made, "proven": spec.proven, "contracts": recorded}), encoding="utf-8")
    return spec


def read_adopted(source: Path, settings: Any) -> AssignmentSpec:
    """Return the spec of a source notebook, without contracts.

    Raises
    ------
    GradingError
        If nbgrader could not release it either, or its kernel is not Python's.
    """
    from nbgrader.nbgraderformat import MetadataValidator
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions, IncludeHeaderFooter

    notebook = _upgraded(source)
    resources: dict[str, Any] = {"nbgrader": {}}
    try:
        notebook, _ = IncludeHeaderFooter(config=settings).preprocess(notebook, resources)
        released = deepcopy(notebook)
        MetadataValidator().validate_nb(notebook)
        for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
            released, _ = step(config=settings).preprocess(released, resources)
    except Exception as error:  # whatever nbgrader's own steps refuse it with
        raise GradingError(str(source), f"nbgrader can't release it ({error})", "Correct the notebook") from error
    for number, (cell, shown) in enumerate(zip(notebook.cells, released.cells, strict=True), start=1):
        cell.id = shown.id = f"cell-{number}"
        if _AUTOTEST in cell.source and cell.metadata.get("nbgrader", {}).get("grade"):
            raise GradingError(
                f"{source}, cell {number}", "it holds nbgrader's autotests", "Write what they ask for as assertions"
            )
    spec = AssignmentSpec.from_released(source.parent.name, source.stem, notebook, released)
    return replace(spec, files=companion_files(source))


def _upgraded(source: Path) -> NotebookNode:
    """Read a notebook of any version, with the metadata of nbgrader's newest schema."""
    from nbgrader.nbgraderformat import MetadataValidator

    try:
        notebook: NotebookNode = nbformat.read(source, as_version=4)
        MetadataValidator().upgrade_notebook_metadata(notebook)
    except Exception as error:  # whatever is no notebook for nbformat or nbgrader
        raise GradingError(str(source), f"it is no notebook that nbgrader knows ({error})", "Save it again") from error
    kernel = notebook.metadata.get("kernelspec", {})
    language = kernel.get("language") or notebook.metadata.get("language_info", {}).get("name")
    if not language and (other := _OTHER_KERNELS.fullmatch(kernel.get("name", ""))):
        language = other[1]
    if language and language.lower() not in ("python", "ipython"):
        raise GradingError(str(source), f"its kernel runs {language}", "Only notebooks in Python can be graded")
    return notebook
