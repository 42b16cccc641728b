"""Cell ids that stay the same from build to build, so that two versions of a notebook can be compared cell by cell."""

import hashlib
import re
import unicodedata

from nbformat import NotebookNode

from autograder.spec import defined_names

_LONGEST_SLUG = 48


def give_ids(nb: NotebookNode) -> None:
    """Give every cell its id: the grade_id, else one made from its heading, its definitions or its text.

    Ids are unique and follow nbformat's rule (letters, digits, `-`, `_`, at most 64). A cell without a name of its
    own is called after the heading above it and a hash of its text, so that no other cell's change renames it.
    """
    taken = {marks["grade_id"] for cell in nb.cells if (marks := cell.metadata.get("nbgrader"))}
    section = "start"
    for cell in nb.cells:
        heading = _heading(cell)
        section = heading or section
        if "nbgrader" in cell.metadata:
            cell.id = cell.metadata["nbgrader"]["grade_id"]
            continue
        name = heading or _first_definition(cell) or f"{section}-{_digest(cell.source)}"
        cell.id = _unused(name, taken)
        taken.add(cell.id)


def _heading(cell: NotebookNode) -> str | None:
    if cell.cell_type != "markdown":
        return None
    heading = re.match(r"\s*#+\s+(.+)", cell.source)
    return _slug(heading[1]) if heading else None


def _first_definition(cell: NotebookNode) -> str | None:
    if cell.cell_type != "code":
        return None
    positions = {name: re.search(rf"\b{re.escape(name)}\b", cell.source) for name in defined_names(cell.source)}
    found = sorted((match.start(), name) for name, match in positions.items() if match)
    return _slug(found[0][1]) if found else None


def _slug(text: str) -> str | None:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST_SLUG].rstrip("-") or None


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:8]


def _unused(name: str, taken: set[str]) -> str:
    number = 1
    unused = name
    while unused in taken:
        number += 1
        unused = f"{name}-{number}"
    return unused
