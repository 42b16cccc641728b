"""Mirrors serve the files over HTTP; what they send is checked, and a slow one is left."""

import http.client
import queue
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence

from length.data_sets.catalog import IdxFile, ImageSet
from length.data_sets.progress import Progress
from length.data_sets.routes import Delivery, Patience, RouteError, deliver

CHUNK = 1 << 16
HEADROOM = 1 << 16  # gzip can make a file a little larger, never this much


def from_mirrors(
    image_set: ImageSet, missing: Sequence[IdxFile], patience: Patience, progress: Progress
) -> Iterator[Delivery]:
    """Bring the files from the first mirror that has them; a mirror that fails once is not asked again.

    Raises
    ------
    RouteError
        No mirror had all of the files.
    """
    deadline = time.monotonic() + patience.download
    wanted = list(missing)
    reasons = []
    for mirror in image_set.mirrors:
        try:
            while wanted:
                url = f"{mirror}{wanted[0].name}.gz"
                payload = _download(url, wanted[0], patience.answer, deadline, progress)
                yield deliver(wanted[0], payload, mirror)
                del wanted[0]
            return
        except RouteError as error:
            reasons.append(str(error))
    raise RouteError("; ".join(reasons) or "none known")


def _download(url: str, file: IdxFile, patience: float, deadline: float, progress: Progress) -> bytes:
    """Return the body that `url` answers with, no longer than `file` can be."""
    with _open(url, min(patience, deadline - time.monotonic())) as response:
        length = response.headers.get("Content-Length", "")
        total = int(length) if length.isdecimal() else None
        progress.note(f"Downloading {url}")
        payload = bytearray()
        try:
            while chunk := response.read1(CHUNK):
                payload += chunk
                progress.advance(file.name, len(payload), total)
                if len(payload) > file.size + HEADROOM:
                    raise RouteError(f"{url}: expected at most {file.size:,} bytes, got more")
                if time.monotonic() > deadline:
                    raise RouteError(f"{url}: too slow, {len(payload):,} bytes so far")
        except (OSError, http.client.HTTPException) as error:
            raise RouteError(f"{url}: {error or type(error).__name__}") from error
    if total is not None and len(payload) != total:
        raise RouteError(f"{url}: cut short after {len(payload):,} of {total:,} bytes")
    return bytes(payload)


def _open(url: str, patience: float) -> http.client.HTTPResponse:
    """Return the answer of `url`, or raise RouteError when none came in time.

    A thread waits for it, as looking up a host's name knows no timeout and can take half a minute without a network.
    """
    if patience <= 0:
        raise RouteError(f"{url}: no time left")
    answers: queue.SimpleQueue[http.client.HTTPResponse | Exception] = queue.SimpleQueue()
    given_up = threading.Event()

    def ask() -> None:
        try:
            response = urllib.request.urlopen(url, timeout=patience)
        except (OSError, http.client.HTTPException) as error:
            answers.put(error)
            return
        if given_up.is_set():
            response.close()
        else:
            answers.put(response)

    try:
        threading.Thread(target=ask, name=f"ask {url}", daemon=True).start()
    except RuntimeError as error:  # a limit on processes, as in a sandbox
        raise RouteError(f"{url}: {error}") from error
    try:
        answer = answers.get(timeout=patience)
    except queue.Empty:
        given_up.set()
        raise RouteError(f"{url}: no answer in {patience:.1f} s") from None
    if isinstance(answer, Exception):
        raise RouteError(f"{url}: {getattr(answer, 'reason', answer)}") from answer
    return answer
