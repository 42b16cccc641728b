"""The source is what nbgrader reads: each master as a validated notebook."""

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
    notebooks = {source_path(course, path.stem): read_master(path) for path in masters(course)}
    for path, nb in notebooks.items():
        write_notebook(nb, path)
        say(f"{path.relative_to(course)}: {len(nb.cells)} cells, valid")
    # nbgrader would take every notebook that lies here for an assignment
    for old in (course / "build" / "source").glob("*/*.ipynb"):
        if old not in notebooks:
            old.unlink()
    return list(notebooks)
