"""Links, pipes, devices, archives in place of a notebook."""

import io
import os
import socket
import stat
import zipfile
from pathlib import Path

from tests.attacks.attack import EXERCISE, NOTEBOOK, Attack, Build
from tests.attacks.scene import Scene

_MISSING = frozenset({"missing"})
_UNREADABLE = frozenset({"unreadable", "missing"})


def _linked(target: str) -> Build:
    """Hand in a symbolic link."""
    return lambda scene, folder: (folder / NOTEBOOK).symlink_to(scene.fill_in(target))


def _hard_link(scene: Scene, folder: Path) -> None:
    os.link(scene.root / "course" / "build" / "source" / folder.name / NOTEBOOK, folder / NOTEBOOK)


def _pipe(scene: Scene, folder: Path) -> None:
    os.mkfifo(folder / NOTEBOOK)
    os.mkfifo(folder / "data.csv")


def _device(scene: Scene, folder: Path) -> None:
    if os.getuid() == 0:  # nobody else can make one
        os.mknod(folder / NOTEBOOK, 0o666 | stat.S_IFCHR, os.makedev(1, 5))  # /dev/zero: has no end
        os.mknod(folder / "disk.ipynb", 0o666 | stat.S_IFBLK, os.makedev(8, 0))


def _socket(scene: Scene, folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(f"/proc/self/fd/{opened}/{NOTEBOOK}")  # its full path is too long for a socket's name
    os.close(opened)


def _folder(scene: Scene, folder: Path) -> None:
    (folder / NOTEBOOK).mkdir()
    (folder / NOTEBOOK / "data.txt").touch()


def _large(scene: Scene, folder: Path) -> None:
    with (folder / NOTEBOOK).open("wb") as file:
        file.write(b'{"cells": [], "metadata": {"x": "')
        file.truncate(200 << 20)


def _zip(*names: str, content: bytes = b"{}") -> Build:
    """Hand in a zip archive of files with this content."""

    def build(scene: Scene, folder: Path) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(scene.fill_in(name), content)
        (folder / "submission.zip").write_bytes(buffer.getvalue())

    return build


def _zipped_link(scene: Scene, folder: Path) -> None:
    link = zipfile.ZipInfo(NOTEBOOK)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "submission.zip", "w") as archive:
        archive.writestr(link, scene.fill_in(f"@ROOT@/course/build/source/{EXERCISE}/{NOTEBOOK}"))


ATTACKS = (
    Attack(
        "link-to-the-source",
        "hands in a link to the master",
        _linked(f"@ROOT@/course/build/source/{EXERCISE}/{NOTEBOOK}"),
        statuses=_MISSING,
        stock=True,
    ),
    Attack(
        "link-to-an-answer",
        "hands in a link to another submission",
        _linked(f"../../ada-complete/{EXERCISE}/{NOTEBOOK}"),
        statuses=_MISSING,
    ),
    Attack("link-to-itself", "hands in a link to itself", _linked(NOTEBOOK), statuses=_MISSING),
    Attack("hard-link", "hands in a hard link to the master", _hard_link, statuses=_MISSING, stock=True),
    Attack("pipe", "hands in a pipe, which never ends when it is read", _pipe, statuses=_MISSING),
    Attack("device", "hands in a device that is endless", _device, statuses=_MISSING),
    Attack("socket", "hands in a socket", _socket, statuses=_MISSING),
    Attack("folder-as-notebook", "hands in a folder with the notebook's name", _folder, statuses=_MISSING),
    Attack("notebook-of-200-mb", "hands in 200 MB", _large, statuses=_UNREADABLE),
    Attack(
        "zip-paths",
        "hands in an archive whose files want to be written elsewhere",
        _zip("../../../@TOKEN@.ipynb", "/tmp/@TOKEN@.ipynb", "C:\\@TOKEN@.ipynb"),
        statuses=_UNREADABLE,
    ),
    Attack("zip-link", "hands in an archive with a link to the master", _zipped_link, statuses=_UNREADABLE),
    Attack(
        "zip-bomb",
        "hands in an archive of 1 GB of blanks",
        _zip(*(f"{number}.ipynb" for number in range(10)), content=b" " * (100 << 20)),
        statuses=_UNREADABLE,
    ),
)
