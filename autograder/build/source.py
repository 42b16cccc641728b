"""The source is what nbgrader reads: each master as a validated notebook, with the files that belong to it."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from autograder.build.layout import Exercise, Say, exercises, silent, source_folder, write_notebook, write_text
from autograder.course.contracts import contracts_path, contracts_text, exercise_digest, is_built, read_spec
from autograder.errors import AutograderError
from autograder.master.reader import read_master

# Releases and each submission's working folder hold a copy.
_MOST_BYTES = 32 << 20


def build_source(course: Path, say: Say = silent) -> list[Path]:
    """Validate every master, write `build/source/<exercise>/` and record what its tests ask.

    An exercise that was built before, from the same folder and by the same code, is left as it is.

    Returns
    -------
    list of Path
        The notebooks that were built.

    Raises
    ------
    MasterError
        If a master breaks a rule, or its solution or tests do not do what they must; what was built before then stays.
    """
    found = exercises(course)
    # before anything is read: who edits an exercise while it is built builds it again
    digests = {exercise.name: exercise_digest(exercise.folder) for exercise in found}
    stale = [exercise for exercise in found if not _is_up_to_date(exercise, digests[exercise.name], course)]
    built = {path: read_master(master) for exercise in stale for path, master in sources(exercise, course).items()}
    for path, nb in built.items():
        write_notebook(nb, path)
        say(f"{path.relative_to(course)}: {len(nb.cells)} cells, valid")
    for exercise in stale:
        copy_files(exercise, source_folder(course) / exercise.name)
    notebooks = [path for exercise in found for path in sources(exercise, course)]
    # nbgrader would take every folder that lies here for an assignment
    for old in source_folder(course).glob("*"):
        if old.is_dir() and old.name not in digests:
            shutil.rmtree(old)
    for old in source_folder(course).glob("*/*.ipynb"):
        if old not in notebooks:
            old.unlink()
    _record(list(built), digests, say, course)
    for exercise in found:
        if exercise not in stale:
            say(f"build/source/{exercise.name}: up to date")
    return notebooks


def sources(exercise: Exercise, course: Path) -> dict[Path, Path]:
    """Return the master of each source notebook of an exercise, by the path that it is built to."""
    folder = source_folder(course) / exercise.name
    return {folder / f"{master.stem}.ipynb": master for master in exercise.masters}


def copy_files(exercise: Exercise, target: Path) -> None:
    """Bring the files in a folder up to date with those of an exercise; notebooks that lie there stay.

    Raises
    ------
    AutograderError
        If they are very large, or one is a notebook.
    """
    for name in exercise.files:
        if name.suffix == ".ipynb":
            raise AutograderError(
                str(exercise.folder / "files" / name),
                "a notebook can't be one of the files: nbgrader would take it for a part of the assignment",
                "Put it beside the master if it is to be graded, or hand it out in another way.",
            )
    size = sum(path.stat().st_size for path in exercise.files.values())
    if size > _MOST_BYTES:
        raise AutograderError(
            str(exercise.folder / "files"),
            f"its files have {size / 2**20:.0f} MiB, more than {_MOST_BYTES >> 20} MiB",
            "Every student and every graded submission gets a copy: fetch large data in the notebook instead.",
        )
    for name, path in exercise.files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)
    for old in sorted(target.rglob("*"), reverse=True):
        if old.is_file() and old.suffix != ".ipynb" and old.relative_to(target) not in exercise.files:
            old.unlink()
        elif old.is_dir() and not any(old.iterdir()):
            old.rmdir()


def _is_up_to_date(exercise: Exercise, digest: str, course: Path) -> bool:
    return all(is_built(path, digest) for path in sources(exercise, course))


def _record(paths: list[Path], digests: Mapping[str, str], say: Say, course: Path) -> None:
    if not paths:
        return
    # grading is slow to import, and only needed in here
    from autograder.build.contracts import record_contracts, replaced_names
    from autograder.build.layout import read_notebook
    from autograder.course.known import write_known
    from autograder.sandbox import Limits, Worker

    with Worker(Limits()) as worker:
        for path in paths:
            spec = record_contracts(read_notebook(path), read_spec(path), worker, Limits())
            write_text(contracts_text(path, spec, digests[path.parent.name]), contracts_path(path))
            write_known(path, spec.known)
            asked = sum(contract.requests for contract in spec.contracts.values())
            graded = f"{len(spec.contracts)} graded cells, {asked} requests"
            say(f"{path.relative_to(course)}: {graded}; the solution earns all")
            for note in replaced_names(spec):
                say(note)
