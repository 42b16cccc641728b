"""A route is one way to bring a data set's files to this machine; all have the same form."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from length.data_sets.catalog import IdxFile, ImageSet
from length.data_sets.idx import unpack
from length.data_sets.progress import Progress


class RouteError(Exception):
    """A route did not bring a file, and why: the look-up then goes on with the next one."""


class Patience(NamedTuple):
    """How long a route may take, in seconds."""

    answer: float  # until a mirror answers, and for each pause once it does
    download: float  # for all downloads from mirrors
    client: float  # for each run of a package client


# A notebook cell or a test must not hang where there is no network; a person who asked for the data can wait.
IN_PASSING = Patience(answer=1.5, download=60.0, client=20.0)
ON_DEMAND = Patience(answer=15.0, download=1200.0, client=1200.0)


class Delivery(NamedTuple):
    """One file with its uncompressed bytes, checked, and where they are from."""

    file: IdxFile
    payload: bytes
    origin: str


Route = Callable[[ImageSet, Sequence[IdxFile], Patience, Progress], Iterator[Delivery]]


def deliver(file: IdxFile, payload: bytes, origin: str) -> Delivery:
    """Unpack `payload` and check that it is `file`, byte for byte.

    Raises
    ------
    RouteError
        Broken gzip data, or another SHA-256 than the catalogue's.
    """
    try:
        unpacked = unpack(payload, file.size)
    except ValueError as error:
        raise RouteError(f"{file.name} from {origin}: {error}") from error
    if len(unpacked) != file.size:
        more = "or more" if len(unpacked) > file.size else "bytes"
        raise RouteError(f"{file.name} from {origin}: expected {file.size:,} bytes, got {len(unpacked):,} {more}")
    found = hashlib.sha256(unpacked).hexdigest()
    if found != file.sha256:
        raise RouteError(f"{file.name} from {origin}: expected SHA-256 {file.sha256[:12]}…, got {found[:12]}…")
    return Delivery(file, unpacked, origin)
