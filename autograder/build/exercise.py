"""A new exercise: a folder with a small master, tests and known mistakes, which builds and grades as it is."""

import re
from pathlib import Path
from string import Template

from autograder.build.layout import Say, silent, write_text
from autograder.errors import AutograderError

_TEMPLATE = Path(__file__).with_name("template")
_SUFFIX = ".template"
# Part of folders, of addresses and of nbgrader's patterns.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def new_exercise(name: str, course: Path, say: Say = silent) -> Path:
    """Write `notebooks/<name>/` with a master of two small tasks, and return that folder.

    Raises
    ------
    AutograderError
        If the name is no name for a folder, or there is such a folder.
    """
    if not _NAME.fullmatch(name):
        raise AutograderError(
            f"exercise {name!r}",
            "a name has 1 to 64 letters, digits, `_` or `-`, and starts with a letter",
            "Take another one.",
        )
    folder = course / "notebooks" / name
    if folder.exists():
        raise AutograderError(str(folder.relative_to(course)), "it exists already", "Take another name.")
    texts = {"name": name, "title": name.replace("_", " ").replace("-", " ").capitalize()}
    for path in sorted(_TEMPLATE.rglob(f"*{_SUFFIX}")):
        relative = str(path.relative_to(_TEMPLATE)).removesuffix(_SUFFIX).replace("master", name)
        text = Template(path.read_text(encoding="utf-8")).substitute(texts)
        write_text(text, folder / relative)
        say(f"notebooks/{name}/{relative}: written")
    say("Change them, then: make release solutions")
    return folder
