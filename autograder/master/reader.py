"""Reading a master: py:percent text becomes a notebook that is known to be right."""

import re
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder.errors import MasterError
from autograder.master.expand import expand
from autograder.master.ids import give_ids
from autograder.master.leaks import check_leaks
from autograder.master.marks import check_marks
from autograder.master.metadata import check_metadata
from autograder.master.pictures import embed_pictures
from autograder.master.place import Place, places
from autograder.master.points import check_points
from autograder.master.syntax import check_syntax
from autograder.spec import TRAINING_TAG

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
# what jupytext raises for metadata of the wrong type
_UNREADABLE = (nbformat.ValidationError, AttributeError, TypeError, ValueError)
_KEPT_METADATA = ("nbgrader", "tags")

# nbclient leaves out cells with this tag: `nbgrader validate` answers in seconds and not after all training runs.
SKIP_TAG = "skip-execution"
# JupyterLab and nbclient go on after a cell with this tag: Run All does not stop at the first check that fails.
RAISES_TAG = "raises-exception"


def read_master(path: Path) -> NotebookNode:
    """Read and validate a master.

    Parameters
    ----------
    path : Path
        The py:percent file, or a notebook; files that it names lie in the same folder.

    Returns
    -------
    NotebookNode
        A notebook with stable cell ids, kernelspec `python3` and no outputs; solutions and hidden tests inside.

    Raises
    ------
    MasterError
        If the master breaks a rule; the message names notebook, cell and hint.
    """
    notebook = str(Path(path.parent.name, path.name))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MasterError(notebook, f"the file can't be read ({error})", "Save it as UTF-8 text.") from error
    nb = _parsed(text, notebook, "ipynb" if path.suffix == ".ipynb" else "py:percent")
    cells = places(notebook, nb)
    expand(cells, path.parent)
    embed_pictures(cells, path.parent)
    check(cells, nb)
    return _plain(nb)


def _parsed(text: str, notebook: str, form: str) -> NotebookNode:
    try:
        nb: NotebookNode = jupytext.reads(text, fmt=form)
    except _UNREADABLE as error:
        if form == "ipynb":
            raise MasterError(
                notebook, f"it is no notebook ({str(error).splitlines()[0]})", "Save it again."
            ) from error
        # jupytext doesn't say which cell it stumbled over: the first without which it doesn't stumble
        ends = [match.start() for match in re.finditer(r"(?m)^# %%", text)][1:]
        number = 1 + sum(_is_readable(text[:end]) for end in ends)
        reason = str(error).split("\n")[0]
        raise MasterError(
            f"{notebook}, cell {number}",
            f"its metadata can't be read ({reason})",
            "Correct the values on its cell line.",
        ) from error
    if form == "ipynb":
        # what editors keep on cells is theirs, while on a cell line of text any other word is a misspelt one
        for cell in nb.cells:
            cell.metadata = {name: value for name, value in cell.metadata.items() if name in _KEPT_METADATA}
    return nb


def _is_readable(text: str) -> bool:
    try:
        jupytext.reads(text, fmt="py:percent")
    except _UNREADABLE:
        return False
    return True


def check(cells: list[Place], nb: NotebookNode) -> None:
    """Run all checks on a master's notebook, those first that the others rely on.

    Raises
    ------
    MasterError
        If one of them refuses the notebook.
    """
    _check_outputs(cells)
    check_metadata(cells)
    check_marks(cells)
    check_syntax(cells)
    check_points(cells)
    check_leaks(cells, nb)


def _check_outputs(cells: list[Place]) -> None:
    for place in cells:
        if place.cell.get("outputs") or place.cell.get("execution_count") is not None:
            raise place.error("the cell has outputs or an execution count", "Clear all outputs before saving.")


def _plain(nb: NotebookNode) -> NotebookNode:
    """Return the notebook with what the course uses and nothing else: no version, time stamp or random id."""
    cells = []
    for cell in nb.cells:
        kept = {key: cell.metadata[key] for key in _KEPT_METADATA if key in cell.metadata}
        if TRAINING_TAG in kept.get("tags", []):
            kept["tags"] = [*kept["tags"], SKIP_TAG]
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and marks.get("grade") and not marks.get("solution"):
            kept["tags"] = [*kept.get("tags", []), RAISES_TAG]
        new = {"cell_type": cell.cell_type, "id": "", "metadata": kept, "source": cell.source}
        cells.append(new | ({"execution_count": None, "outputs": []} if cell.cell_type == "code" else {}))
    metadata = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    plain: NotebookNode = nbformat.from_dict(content)
    give_ids(plain)
    nbformat.validate(plain)
    return plain
