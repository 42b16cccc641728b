"""Autotests: nbgrader writes assertions in their place, of what the solution gives in a kernel."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import InstantiateTests, instantiatetests
from traitlets.config import Config


def instantiate(
    notebook: NotebookNode, resources: dict[str, Any], settings: Config, source: str, kept: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Replace the autotests of a notebook, by the assertions of the last run where nothing changed.

    Parameters
    ----------
    notebook : NotebookNode
        A source, with header and footer.
    resources : dict
        nbgrader's, with the folder of the notebook.
    settings : Config
        The course's.
    source : str
        Hash of the source and the files beside it.
    kept : mapping
        What the last run returned; empty if there was none.

    Returns
    -------
    mapping
        To be kept, in types of JSON; empty where there are no autotests.
    """
    step = InstantiateTests(config=settings)
    if not any(cell.cell_type == "code" and step.autotest_delimiter in cell.source for cell in notebook.cells):
        return {}
    common = Path(step.autotest_filename)  # of the course; an assignment's own is one of its files
    templates = common.read_text(encoding="utf-8") if common.exists() else ""
    asked = [source, [cell.source for cell in notebook.cells], templates, str(settings.get("InstantiateTests", ""))]
    made_of = hashlib.sha256(json.dumps(asked).encode()).hexdigest()
    if kept.get("made_of") == made_of:
        for cell, text in zip(notebook.cells, kept["sources"], strict=True):
            cell.source = text
        return kept
    with _kernel_ended():
        step.preprocess(notebook, resources)
    return {"made_of": made_of, "sources": [cell.source for cell in notebook.cells]}


@contextmanager
def _kernel_ended() -> Iterator[None]:
    """End the kernel that nbgrader starts, which it forgets where a cell fails, and close its sockets."""
    start = instantiatetests.start_new_kernel
    started: list[Any] = []

    def start_and_note(**options: Any) -> Any:
        started.append(start(**options))
        return started[-1]

    instantiatetests.start_new_kernel = start_and_note
    try:
        yield
    finally:
        instantiatetests.start_new_kernel = start
        for manager, client in started:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
