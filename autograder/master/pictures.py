"""Puts the pictures of a master into the notebook itself, so that they show wherever it is opened.

`![alternative text](pictures/layer.svg)` in a text names a file of the exercise's folder. It becomes an `<img>` with
the file's content: JupyterLab shows no SVG that is attached to a cell, other editors show none in Markdown's own links
to images, and on a hosted service no file lies beside the notebook.
"""

import re
from base64 import b64encode
from functools import partial
from html import escape
from pathlib import Path

from autograder.master.place import Place

_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
_KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_MOST_BYTES = 64 << 10  # who edits the text sees them all


def embed_pictures(cells: list[Place], folder: Path) -> None:
    """Put the pictures in, in place; what lies in `files/` is released beside the notebook and stays a link.

    Parameters
    ----------
    cells : list of Place
        All cells.
    folder : Path
        The exercise's folder: names of files are relative to it.

    Raises
    ------
    MasterError
        If a picture is too large or of another kind, or has no alternative text; or is missing and has one.
    """
    for place in cells:
        if place.cell.cell_type == "markdown":
            place.cell.source = _PICTURE.sub(partial(_embedded, place, folder), place.cell.source)


def _embedded(place: Place, folder: Path, match: re.Match[str]) -> str:
    text, name = match[1].strip(), match[2]
    if "://" in name or name.startswith("data:") or (folder / "files" / name).is_file():
        return match[0]
    path = folder / name
    if not text and not path.exists():
        return match[0]  # in a notebook that was not written for this
    if path.suffix.lower() not in _KINDS:
        raise place.error(f"`{name}` is no picture that can be shown everywhere", f"Use {', '.join(_KINDS)}.")
    if not text:
        raise place.error(f"the picture `{name}` has no alternative text", "Write `![what it shows](…)`.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise place.error(f"the picture `{name}` can't be read ({error})", "Correct the name, or add it.") from error
    if len(content) > _MOST_BYTES:
        hint = f"It may have {_MOST_BYTES >> 10} KiB; larger ones go into `files/`, beside the notebook."
        raise place.error(f"the picture `{name}` has {len(content) >> 10} KiB", hint)
    data = b64encode(content).decode()
    return f'<img alt="{escape(text)}" src="data:{_KINDS[path.suffix.lower()]};base64,{data}">'
