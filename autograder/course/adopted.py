"""Assignments that were not written for this grader: nbgrader's own source notebooks, read with the course's settings.

What students get is what nbgrader's preprocessors make of a source with this course's delimiters, stubs, header and
footer. The contracts of its tests are recorded when they are needed and kept in `.autograder/` in the course folder,
with the assertions that nbgrader writes in the place of autotests: these take a kernel, in which the solution runs.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping
from contextlib import chdir
from copy import deepcopy
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course.autograded import share
from autograder.course.contracts import companion_files, folder_digest, made_from
from autograder.course.directory import Course, settings_of
from autograder.course.kept import read_kept
from autograder.errors import GradingError
from autograder.grading.code import code_digest
from autograder.remote.contract import CellContract
from autograder.sandbox import THIS_PYTHON, Interpreter, Limits
from autograder.spec import AssignmentSpec

# Kernels that a notebook may name without saying their language; version numbers follow.
_OTHER_KERNELS = re.compile(
    r"(ir|julia|octave|matlab|bash|xcpp|java|javascript|deno|scala|rust|ruby|gophernotes|ihaskell|stata|sas)[-.\d]*",
    re.IGNORECASE,
)
_LONGEST = 300  # characters of an error of nbgrader's


def adopted_spec(
    source: Path, course: Course, limits: Limits, say: Callable[[str], None], interpreter: Interpreter = THIS_PYTHON
) -> AssignmentSpec:
    """Return the spec of a source notebook, with contracts.

    Parameters
    ----------
    source : Path
        The notebook in nbgrader's source folder of the assignment.
    course : Course
        Its folder, which may hold wrong answers in `mistakes/<assignment>/`, and the settings of nbgrader's
        preprocessors.
    limits : Limits
        Those of a submission, within which the solution is run.
    say : function
        Told what an instructor should know of cells whose solution does not pass their tests.
    interpreter : Interpreter
        The Python that runs the solution.

    Raises
    ------
    GradingError
        If nbgrader could not release it either, its kernel is not Python's, or a test can't run out of reach.
    """
    path = Path(course.root, ".autograder", source.parent.name, f"{source.stem}.json")
    kept = read_kept(path)
    spec, autotests = read_adopted(source, course, kept.get("autotests", {}))
    asked = [cell.tests for cell in spec.cells]
    mistakes = Path(course.root, "mistakes", source.parent.name)
    made = [made_from(source, spec.files), code_digest().hex(), asdict(limits), asked, str(interpreter)]
    made.append(folder_digest(mistakes))
    if kept.get("made") == made:
        contracts = {name: CellContract.from_json(item) for name, item in kept["contracts"].items()}
        known = {name: base64.b64decode(item) for name, item in kept["known"].items()}
        return replace(spec, contracts=contracts, proven=bool(kept["proven"]), known=known)
    from autograder.build.adopt import adopt, learn  # the sandbox, which most runs start in other processes

    spec = adopt(spec, limits, say, interpreter)
    if mistakes.is_dir():
        verdicts = path.with_suffix(".answers.json")
        spec = replace(spec, known={**spec.known, **learn(spec, mistakes, verdicts, limits, say, interpreter)})
    recorded = {name: contract.to_json() for name, contract in spec.contracts.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # it may be another grader's
    packed = {name: base64.b64encode(item).decode() for name, item in spec.known.items()}
    data = {"made": made, "proven": spec.proven, "contracts": recorded, "known": packed, "autotests": autotests}
    path.write_text(json.dumps(data), encoding="utf-8")
    if course.groupshared:
        share(path.parent.parent)
        share(path.parent)
    return spec


def read_adopted(
    source: Path, course: Course, autotests: Mapping[str, Any] = MappingProxyType({})
) -> tuple[AssignmentSpec, Mapping[str, Any]]:
    """Return the spec of a source notebook without contracts, and what to keep of its autotests.

    Parameters
    ----------
    source : Path
        The notebook in nbgrader's source folder of the assignment.
    course : Course
        Its folder, and the settings of nbgrader's preprocessors.
    autotests : mapping
        What was kept of the autotests: they are made anew where the source has changed since.

    Raises
    ------
    GradingError
        If nbgrader could not release it either, or its kernel is not Python's.
    """
    from nbgrader.nbgraderformat import MetadataValidator
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions, IncludeHeaderFooter

    from autograder.course.autotests import instantiate

    notebook, files = _upgraded(source), companion_files(source)
    settings = settings_of(course)
    resources: dict[str, Any] = {"nbgrader": {}, "metadata": {"path": str(source.parent.absolute())}}
    try:
        with chdir(course.root):  # where nbgrader is when it reads header, footer and autotests.yml
            notebook, _ = IncludeHeaderFooter(config=settings).preprocess(notebook, resources)
            autotests = instantiate(notebook, resources, settings, made_from(source, files), autotests)
        released = deepcopy(notebook)
        MetadataValidator().validate_nb(notebook)
        for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
            released, _ = step(config=settings).preprocess(released, resources)
        MetadataValidator().validate_nb(released)
    except Exception as error:  # whatever nbgrader's own steps refuse it with
        problem = " ".join(f"{type(error).__name__}: {getattr(error, 'evalue', error)}".split())[:_LONGEST]
        raise GradingError(str(source), f"nbgrader can't release it ({problem})", "Correct the notebook") from error
    for number, (cell, shown) in enumerate(zip(notebook.cells, released.cells, strict=True), start=1):
        cell.id = shown.id = f"cell-{number}"
    spec = AssignmentSpec.from_released(source.parent.name, source.stem, notebook, released)
    return replace(spec, files=files), autotests


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
