"""Mirrors: what is accepted from a server, and how soon a bad one is left. All servers here are on this machine."""

import gzip
import socket
import time

import pytest

from length.data_sets.mirrors import from_mirrors
from length.data_sets.progress import Progress
from length.data_sets.routes import Patience, RouteError

PATIENCE = Patience(answer=0.3, download=1.0, client=1.0)


def fetch(small, *mirrors, patience=PATIENCE):
    """Fetch the label file of the test part, the smallest."""
    image_set = small.image_set._replace(mirrors=mirrors)
    return list(from_mirrors(image_set, [image_set.test.labels], patience, Progress()))


@pytest.fixture
def name(small):
    """Return the path of the file that is fetched."""
    return f"{small.image_set.test.labels.name}.gz"


def test_good_answer_is_delivered(small, server):
    """Does a file arrive uncompressed, byte for byte, with its origin?"""
    server.serve_all(small)
    (delivery,) = fetch(small, server.address)
    assert delivery.payload == small.payloads["t10k-labels-idx1-ubyte"]
    assert delivery.origin == server.address


def test_next_mirror_takes_over_from_the_file_that_failed(small, server):
    """Are files that one mirror has delivered not fetched again from the next?"""
    server.serve_all(small)
    images, labels = (f"/{file.name}.gz" for file in small.image_set.test)
    del server.answers[labels]
    payload = gzip.compress(small.payloads["t10k-labels-idx1-ubyte"])
    server.serve("other/t10k-labels-idx1-ubyte.gz", payload)
    image_set = small.image_set._replace(mirrors=(server.address, f"{server.address}other/"))
    deliveries = list(from_mirrors(image_set, image_set.test, PATIENCE, Progress()))
    assert [delivery.file for delivery in deliveries] == list(image_set.test)
    assert server.asked == [images, labels, f"/other{labels}"]


def test_other_bytes_are_refused(small, server, name):
    """Is a file of the right size with another hash refused?"""
    server.serve(name, gzip.compress(small.payloads["t10k-labels-idx1-ubyte"][:-1] + b"\xff"))
    with pytest.raises(RouteError, match="expected SHA-256"):
        fetch(small, server.address)


def test_page_in_place_of_a_file_is_refused(small, server, name):
    """Is the login page of a hotel's network no data set?"""
    server.serve(name, b"<html>please log in</html>")
    with pytest.raises(RouteError, match="expected 11 bytes, got"):
        fetch(small, server.address)


def test_truncated_answer_is_refused(small, server, name):
    """Is a connection that ends too early reported as such?"""
    body = gzip.compress(small.payloads["t10k-labels-idx1-ubyte"])
    server.serve(name, body[:-5], length=len(body))
    with pytest.raises(RouteError, match=r"cut short after|more expected"):
        fetch(small, server.address)


def test_endless_answer_is_cut(small, server, name):
    """Does a server that sends far too much not fill the memory?"""
    server.serve(name, bytes(1_000_000))
    with pytest.raises(RouteError, match="expected at most 11 bytes, got more"):
        fetch(small, server.address)


def test_silent_server_is_left_soon(small, server, name):
    """Is a server that takes the request and never answers left after the patience for an answer?"""
    server.answers[f"/{name}"] = lambda handler: server.closing.wait()
    start = time.monotonic()
    with pytest.raises(RouteError, match=r"no answer in|timed out"):
        fetch(small, server.address)
    assert time.monotonic() - start < 0.3 + 0.5


def test_pausing_server_is_left_soon(small, server, name):
    """Is a server left that stops in the middle of a file?"""

    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"\x1f")
        server.closing.wait()

    server.answers[f"/{name}"] = answer
    start = time.monotonic()
    with pytest.raises(RouteError, match="timed out"):
        fetch(small, server.address)
    assert time.monotonic() - start < 0.3 + 0.5


def test_trickling_server_is_left_at_the_deadline(small, server, name):
    """Is a server left that always sends a little, but would take for ever?"""

    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        while not server.closing.wait(0.02):
            try:
                handler.wfile.write(b"\x1f")
            except OSError:
                return

    server.answers[f"/{name}"] = answer
    start = time.monotonic()
    with pytest.raises(RouteError, match="too slow"):
        fetch(small, server.address, patience=PATIENCE._replace(download=0.4))
    assert time.monotonic() - start < 0.4 + 0.5


def test_closed_port_is_left_at_once(small):
    """Does a mirror that is not there cost no time, and is the reason told?"""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(RouteError, match="refused"):
        fetch(small, f"http://127.0.0.1:{port}/")


def test_progress_stays_quiet_without_a_terminal(small, server, capsys):
    """Is there one line a file in a notebook or a log, and no rewriting?"""
    server.serve_all(small)
    fetch(small, server.address)
    assert capsys.readouterr().out == f"Downloading {server.address}t10k-labels-idx1-ubyte.gz\n"
