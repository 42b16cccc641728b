"""The source is what nbgrader reads: each master as a validated notebook."""

import shutil
from pathlib import Path

from autograder.build.layout import Say, masters, silent, source_path, write_notebook
from autograder.master.reader import read_master


def build_source(course: Path, say: Say = silent) -> list[Path]:
    """Validate every master and write `build/source/<exercise>/<exercise>.ipynb`.

    Raises
    ------
    MasterError
        If a master breaks a rule; what was built before then stays as it was.
    """
    notebooks = {path.stem: read_master(path) for path in masters(course)}
    shutil.rmtree(course / "build" / "source", ignore_errors=True)
    written = []
    for exercise, nb in notebooks.items():
        path = source_path(course, exercise)
        write_notebook(nb, path)
        say(f"{path.relative_to(course)}: {len(nb.cells)} cells, valid")
        written.append(path)
    return written
