"""Programs of others, run and served on this machine: whoever fails once, as on a busy one, gets a second chance."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error

from tests.attacks.course import REPOSITORY
from tests.kernels import twice

TOKEN = "of-the-test"
FAILURES = (subprocess.CalledProcessError, ConnectionError, Error)


def run(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """Run `python -m …` in a folder; return what it printed.

    Raises
    ------
    AssertionError
        If it fails, with what it said.
    """
    settings = os.environ | {"PYTHONPATH": str(REPOSITORY)} | dict(environment or {})

    def once() -> str:
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(command, cwd=folder, env=settings, check=True, capture_output=True, text=True).stdout

    try:
        return twice(once, *FAILURES)
    except subprocess.CalledProcessError as error:
        raise AssertionError(f"{arguments} in {folder}:\n{error.stderr}") from error


@contextmanager
def serve(module: str, folder: Path, logs: Path, environment: Mapping[str, str], *options: str) -> Iterator[str]:
    """Serve a folder with one of Jupyter's servers; yield its address."""
    process, address = twice(lambda: _started(module, folder, logs / "server.log", environment, options), *FAILURES)
    try:
        yield address
    finally:
        process.terminate()
        process.wait()


def _started(
    module: str, folder: Path, log: Path, environment: Mapping[str, str], options: tuple[str, ...]
) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", module, "--allow-root", "--no-browser", f"--port={port}"),
        *("--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", *options),
    ]
    settings = os.environ | {"PYTHONPATH": str(REPOSITORY)} | dict(environment)
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env=settings, stdout=said, stderr=said)
    address = f"http://127.0.0.1:{port}"
    while not answers(f"{address}/api?token={TOKEN}"):
        if process.poll() is not None:
            raise ConnectionError(f"{module} ended: {log.read_text()}")
        time.sleep(0.1)  # asked without a pause, it would wait for the processor longer than it starts
    return process, address


def answers(address: str) -> bool:
    """Tell whether a server is there."""
    try:
        with urllib.request.urlopen(address, timeout=60):
            return True
    except urllib.error.URLError:
        return False
