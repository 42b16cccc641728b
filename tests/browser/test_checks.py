"""The checks of a notebook in JupyterLab: what Run All runs, and what a failed check looks like."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page

from autograder.build.solutions import solved
from autograder.master.reader import read_master
from tests.browser.classroom import IDLE, POLLING
from tests.browser.programs import serve
from tests.exercise import EXERCISE, MASTER, NOTEBOOK

pytestmark = pytest.mark.xdist_group("browser")

_RUN = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
_LAST = """() => [...document.querySelectorAll('.jp-OutputArea-output')].some(o => o.innerText.trim() == 'the end')"""
_MISTAKE = ("np.sum(grad_in, axis=0)", "np.mean(grad_in, axis=0)")
_CELLS = ("fully_connected", "test_fully_connected", "sgd", "test_sgd")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """JupyterLab's address of a notebook in which one task is wrong and the next one right."""
    whole = solved(read_master(MASTER), EXERCISE)
    imports = next(cell for cell in whole.cells if "import numpy as np" in cell.source)
    cells = [imports, *(next(cell for cell in whole.cells if cell.id == name) for name in _CELLS)]
    cells[1].source = cells[1].source.replace(*_MISTAKE)
    whole.cells = [*cells, nbformat.v4.new_code_cell("print('the end')")]
    nbformat.write(whole, tmp_path / NOTEBOOK)
    own = {"HOME": str(tmp_path), "OPENBLAS_NUM_THREADS": "1"}
    options = ("--expose-app-in-browser", "--LabApp.news_url=None")
    with serve("jupyterlab", tmp_path, tmp_path, own, *options) as address:
        yield f"{address}/lab/workspaces/own/tree/{NOTEBOOK}"


def test_run_all(lab: str, page: Page, tmp_path: Path) -> None:
    """Does Run All go on after a failed check, whose message, line and picture fit on a screen?"""
    page.goto(lab)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.wait_for_function(IDLE, polling=POLLING)
    page.evaluate(_RUN)
    page.wait_for_function(_LAST, polling=POLLING)
    assert "✓ SGD:" in page.inner_text(".jp-Notebook")
    error = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").first
    lines = error.inner_text().rstrip().splitlines()
    assert lines[0].startswith("CheckFailedError: FullyConnected.internal_backward: grad_b[2] is")
    assert lines[-1].endswith("grad_b = np.mean(grad_in, axis=0)")
    assert len(lines) <= 12
    boxes = [error.bounding_box(), page.locator(".jp-Notebook svg[role=img]").bounding_box()]
    heights = [box["height"] for box in boxes if box]
    assert len(heights) == 2
    assert sum(heights) < 450, "half a screen"
    details = page.locator(".jp-Notebook details")
    assert "compare(" not in details.inner_text()
    details.locator("summary").click()
    assert "compare(" in details.inner_text()
