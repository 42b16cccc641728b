"""Files and folders beside a notebook."""

import os
from pathlib import Path

from tests.attacks.attack import EVERYTHING, EXERCISE, Attack, Build, checkless, solved, unsolved, write
from tests.attacks.scene import Scene

_KEPT = {"least": EVERYTHING, "most": EVERYTHING}
_SHADOW = b"points = lambda *_, **__: lambda f: f\ntotal = lambda: 6.0\nclose = lambda *_, **__: None\n"
_SETTINGS = b"open('/tmp/@TOKEN@-settings', 'w')\nc = get_config()\nc.ClearSolutions.code_stub = {}\n"
_STRANGE = (
    b"a\nb.txt",
    b"\xff\xfe.ipynb",
    b"\x1b]0;owned\x07.txt",
    b"-rf",
    b"..\\..\\x.txt",
    b"$(touch x).txt",
    b"x" * 255,
)


def _and(*parts: Build) -> Build:
    """Hand in several things."""

    def build(scene: Scene, folder: Path) -> None:
        for part in parts:
            part(scene, folder)

    return build


def _file(name: str | bytes, content: bytes = b"") -> Build:
    """Add a file, in folders that are made where they are missing."""

    def build(scene: Scene, folder: Path) -> None:
        path = folder / scene.fill_in(os.fsdecode(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(scene.fill_in(content.decode()).encode())

    return build


def _link_to_the_course(scene: Scene, folder: Path) -> None:
    (folder / "data").symlink_to(scene.root / "course")


def _deep(scene: Scene, folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("d", dir_fd=opened)
        deeper = os.open("d", os.O_RDONLY, dir_fd=opened)
        os.close(opened)
        opened = deeper
    os.close(opened)


def _many(scene: Scene, folder: Path) -> None:
    for number in range(12_000):
        (folder / f"{number}.txt").touch()


def _second_notebook(scene: Scene, folder: Path) -> None:
    write(scene, folder, scene.release, (), f"{EXERCISE} (1).ipynb")


ATTACKS = (
    Attack(
        "page-as-folder",
        "adds a folder with the name of the feedback page",
        _and(solved(), _file(f"{EXERCISE}.html/x.txt")),
        shown=True,
        **_KEPT,
    ),
    Attack(
        "page-planted",
        "adds a feedback page with scripts of its own",
        _and(unsolved(), _file(f"{EXERCISE}.html", b"<script>'@TOKEN@'</script>")),
        shown=True,
    ),
    Attack("link-to-a-folder", "adds a link to the course's folder", _and(unsolved(), _link_to_the_course)),
    Attack(
        "names-strange",
        "adds files whose names hold line ends, escape sequences, bytes that are no text",
        _and(unsolved(), *map(_file, _STRANGE)),
        shown=True,
    ),
    Attack("folders-deep", "adds 300 folders in each other", _and(unsolved(), _deep)),
    Attack("files-many", "adds 12,000 files", _and(unsolved(), _many)),
    Attack(
        "modules-beside",
        "puts modules beside the notebook that are imported in place of others",
        _and(
            unsolved(),
            _file("numpy.py", b"open('/tmp/@TOKEN@-numpy', 'w')"),
            _file("sitecustomize.py", b"open('/tmp/@TOKEN@-site', 'w')"),
        ),
    ),
    Attack(
        "grader-beside",
        "puts a grader of its own beside the notebook",
        _and(unsolved(checkless()), _file("autograder/testing.py", _SHADOW), _file("autograder/__init__.py")),
        stock=True,
    ),
    Attack(
        "settings-beside",
        "puts settings of nbgrader, Jupyter and IPython beside the notebook",
        _and(
            unsolved(),
            *(
                _file(name, _SETTINGS)
                for name in ("nbgrader_config.py", "jupyter_config.py", "ipython_config.py", ".ipython/startup/00.py")
            ),
        ),
    ),
    Attack(
        "time-changed",
        "says that it was handed in at a time that no clock shows",
        _and(unsolved(), _file("timestamp.txt", b"9999-12-31 23:59:59 -23:59\n")),
    ),
    Attack("notebook-twice", "adds an empty copy, which must not count", _and(solved(), _second_notebook), **_KEPT),
    Attack(
        "name-of-a-student",
        "has a name with quotes, tags and commands in it",
        unsolved(),
        shown=True,
        student="'; DROP TABLE grade; --<script>",
    ),
)
