"""A small data set with files, hashes and servers of its own, and an environment without any other."""

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from length.data_sets import files
from length.data_sets.catalog import IdxFile, ImageSet

SHAPES = {
    "train-images-idx3-ubyte": (7, 28, 28),
    "train-labels-idx1-ubyte": (7,),
    "t10k-images-idx3-ubyte": (3, 28, 28),
    "t10k-labels-idx1-ubyte": (3,),
}


def idx_bytes(array: np.ndarray) -> bytes:
    """Write an array in the IDX format."""
    return bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.astype(np.uint8).tobytes()


@dataclass(frozen=True)
class SmallSet:
    """What a test knows of the small set: the catalogue entry, its arrays and its files' bytes."""

    image_set: ImageSet
    arrays: dict[str, np.ndarray]
    payloads: dict[str, bytes]

    def write(self, folder: Path, *, packed: bool = False) -> None:
        """Put all files into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, payload in self.payloads.items():
            (folder / (name + ".gz" if packed else name)).write_bytes(gzip.compress(payload) if packed else payload)


@pytest.fixture
def small() -> SmallSet:
    """Ten images in four files, seeded, with nowhere to come from."""
    generator = np.random.default_rng(11)
    arrays = {name: generator.integers(0, 10 if len(shape) == 1 else 256, shape) for name, shape in SHAPES.items()}
    payloads = {name: idx_bytes(array) for name, array in arrays.items()}
    idx_files = [IdxFile(name, SHAPES[name], hashlib.sha256(payload).hexdigest()) for name, payload in payloads.items()]
    # The folder is MNIST's: its embedded sample stands in when nothing else is found.
    image_set = ImageSet("Small", "mnist", {"train": (*idx_files[:2],), "test": (*idx_files[2:],)}, mirrors=())
    return SmallSet(image_set, arrays, payloads)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use an empty cache, no proxy, and no memory of earlier look-ups."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("LENGTH_DATA", str(folder))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(files, "_failed", {})
    return folder


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Server:
    """A web server on this machine; a test sets the answer of each path and reads which were asked for."""

    address: str
    answers: dict[str, Answer]
    asked: list[str]
    closing: threading.Event

    def serve(self, name: str, body: bytes, *, length: int | None = None) -> None:
        """Answer `name` with `body`, under a Content-Length that may be a lie."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body) if length is None else length))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[f"/{name}"] = answer

    def serve_all(self, small: SmallSet) -> None:
        """Answer as a good mirror does."""
        for name, payload in small.payloads.items():
            self.serve(f"{name}.gz", gzip.compress(payload))


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve on 127.0.0.1; paths without an answer are not found."""
    answers: dict[str, Answer] = {}
    asked: list[str] = []
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path in answers:
                answers[self.path](self)
            else:
                self.send_error(404)

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output clean."""

    http_server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http_server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Server(f"http://127.0.0.1:{http_server.server_port}/", answers, asked, closing)
    closing.set()
    http_server.shutdown()
    thread.join()
    http_server.server_close()
