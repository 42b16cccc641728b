"""Which of the submitted files is the notebook: the one with the right name, or the one that matches the master best.

1. The file named as the course names it, when it holds an answer to at least one task.
2. Otherwise the file with the most answers; among equals the most cells of the master, the likeliest name, the newest.

Renamed downloads (`name (1).ipynb`, `Kopie von name.ipynb`), conflict copies, checkpoints, zip archives and
notebooks saved as .json or .txt are all looked at. What is called like another notebook of the assignment is not, in
an archive neither; an archive may hold several notebooks, whatever its own name.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from autograder.repair.core import left_out, repair
from autograder.repair.folder import SubmittedFile
from autograder.repair.limits import MAX_ARCHIVES, MAX_CANDIDATES
from autograder.repair.reader import Reader
from autograder.repair.repaired import Repaired
from autograder.repair.text import show
from autograder.spec import AssignmentSpec
from autograder.status import Status

_ARCHIVE = 4  # the rank of a zip archive: below notebooks, above checkpoints


class _Candidate(NamedTuple):
    name: str
    repaired: Repaired


def pick(files: Iterable[SubmittedFile], spec: AssignmentSpec, notes: Iterable[str] = ()) -> Repaired:
    """Return the notebook among the files of a submission, repaired, with notes on the choice.

    Parameters
    ----------
    files : iterable of SubmittedFile
        As `read_folder` returns them.
    spec : AssignmentSpec
        The master.
    notes : iterable of str
        Remarks on the folder, to stand before those on the notebook.
    """
    notes = list(notes)
    ranked = sorted((rank, -file.modified, file.name, file) for file in files if (rank := _rank(file.name, spec)) < 9)
    candidates: list[_Candidate] = []
    reader = Reader(spec)
    archives = [entry for entry in ranked if entry[0] == _ARCHIVE][:MAX_ARCHIVES]
    looked_at = sorted([entry for entry in ranked if entry[0] != _ARCHIVE][:MAX_CANDIDATES] + archives)
    for _, _, name, file in looked_at:
        if not reader.takes_bytes(len(file.content)) and candidates:
            notes.append(f'"{show(name)}" was not looked at: the notebooks of the submission are too large together')
            continue
        candidates.append(_Candidate(name, repair(file.content, spec, reader)))
    if not candidates:
        return _with_notes(repair(None, spec), notes)
    exact = [choice for choice in candidates if _is_exact(choice.name, spec) and choice.repaired.answered]
    best = (exact or sorted(candidates, key=_merit, reverse=True))[0]
    others = [choice.repaired.cells for choice in candidates if choice is not best]
    reasons = filter(None, (best.repaired.look, left_out(best.repaired.cells, others)))
    repaired = replace(best.repaired, look="; ".join(dict.fromkeys(reasons)))
    return _with_notes(repaired, [*notes, *_remarks(best, candidates, spec)])


def _rank(name: str, spec: AssignmentSpec) -> int:
    """Return how likely a file's name is that of the notebook: 0 most, 9 not at all."""
    path = PurePosixPath(name.lower())
    wanted = spec.notebook.lower()
    likely = 0 if path.stem == wanted else 1 if wanted in path.stem else 2
    if _is_exact(name, spec):
        return 0
    if path.name.startswith("._"):  # macOS's shadow of a file
        return 9
    if path.suffix != ".zip" and spec.is_sibling(name):
        return 9
    if _is_checkpoint(name):
        return 7
    if path.suffix == ".ipynb":
        return 1 + likely
    if path.suffix == ".zip":
        return _ARCHIVE
    # browsers add an ending that they know; other text files, such as nbgrader's timestamp.txt, are no notebooks
    renamed = path.suffix in (".json", ".txt") and (wanted in path.stem or path.stem.endswith(".ipynb"))
    return 5 if renamed else 9


def _is_checkpoint(name: str) -> bool:
    """Tell whether a name is that of the copy that Jupyter keeps of a notebook."""
    path = PurePosixPath(name)
    return path.suffix == ".ipynb" and (".ipynb_checkpoints" in path.parts or path.stem.endswith("-checkpoint"))


def _is_exact(name: str, spec: AssignmentSpec) -> bool:
    return name == f"{spec.notebook}.ipynb"


def _merit(choice: _Candidate) -> tuple[bool, int, int]:
    """Return what makes a candidate better than others; equals stay in the order of names and times."""
    matched = sum(cell.submitted and cell.spec is not None for cell in choice.repaired.cells)
    return choice.repaired.status is not Status.UNREADABLE, choice.repaired.answered, matched


def _remarks(best: _Candidate, candidates: list[_Candidate], spec: AssignmentSpec) -> list[str]:
    remarks = []
    if not _is_exact(best.name, spec):
        remarks.append(f'the notebook was handed in as "{show(best.name)}"')
    others = [choice.name for choice in candidates if choice is not best]
    ignored = [f'"{show(name)}"' for name in others if name.lower().endswith(".ipynb") and not _is_checkpoint(name)]
    if ignored:
        remarks.append(f"other notebooks in the submission were left out: {', '.join(ignored)}")
    return remarks


def _with_notes(repaired: Repaired, notes: list[str]) -> Repaired:
    """Add notes on the files; the reason why nothing can be read stays the first."""
    if repaired.status.needs_a_look:
        return replace(repaired, notes=(*repaired.notes, *notes))
    status = Status.REPAIRED if notes else repaired.status
    return replace(repaired, status=status, notes=(*notes, *repaired.notes))
