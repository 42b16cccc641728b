"""The solved notebook, executed: proof that the course works, and a page with its outputs and plots."""

import os
import time
import warnings
from pathlib import Path

from nbformat import NotebookNode

from autograder.build.layout import Say, exercises, read_notebook, silent, write_text
from autograder.build.solutions import build_solutions
from autograder.build.source import copy_files
from autograder.errors import AutograderError


def execute_solutions(course: Path, say: Say = silent) -> list[Path]:
    """Execute every solved notebook and write `build/solutions/<exercise>/<notebook>.html`.

    The kernel is a process of its own and gets this one's environment (`LENGTH_DATA` says where the data sets lie).
    The page is not committed: floating point differs between processors.

    Raises
    ------
    AutograderError
        If a cell fails, naming it and its error.
    """
    written = []
    solutions = build_solutions(course, say)
    for exercise in exercises(course):
        copy_files(exercise, course / "build" / "solutions" / exercise.name)
    for solution in solutions:
        nb = read_notebook(solution)
        scratch = course / "build" / "solutions" / solution.parent.name
        _execute(nb, solution, course, scratch, say)
        path = scratch / f"{solution.stem}.html"
        write_text(_page(nb, solution.stem), path)
        say(f"{path.relative_to(course)}: page with outputs and plots")
        written.append(path)
    return written


def _execute(nb: NotebookNode, solution: Path, course: Path, scratch: Path, say: Say) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    scratch.mkdir(parents=True, exist_ok=True)
    total = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in nb.cells)
    done, name = 0, ""
    started = time.perf_counter()

    def tell(cell: NotebookNode, cell_index: int) -> None:
        nonlocal done, name
        done, name = done + 1, cell.id
        say(f"{solution.name}: cell {done} of {total}, {name}, {time.perf_counter() - started:.0f} s")

    # no limit on a cell's time: training runs for minutes on a slow machine
    client = NotebookClient(
        nb,
        timeout=None,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # one progress bar an epoch, not all its states
        skip_cells_with_tag="",  # training is what the page is for
        # its note on unencrypted local sockets is not about the course
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(scratch)}},
        on_cell_execute=tell,
    )
    try:
        client.execute(env=_kernel_environment(course))
    except (CellExecutionError, DeadKernelError) as error:
        reason = f"{error.ename}: {error.evalue}" if isinstance(error, CellExecutionError) else str(error)
        raise AutograderError(
            f"{solution.relative_to(course)}, code cell {done} of {total} ({name})",
            f"the solution does not run ({reason})",
            "Correct the cell in the master.",
        ) from error


def _kernel_environment(course: Path) -> dict[str, str]:
    """Return this process's environment, with the course's own `length` first and plots drawn in the notebook."""
    paths = [str(course), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


def _page(nb: NotebookNode, title: str) -> str:
    with warnings.catch_warnings():
        # nbconvert's deprecations are its own
        warnings.simplefilter("ignore")
        from nbconvert import HTMLExporter

        exporter = HTMLExporter()
        page, _ = exporter.from_notebook_node(nb, resources={"metadata": {"name": title}})
    return str(page)
