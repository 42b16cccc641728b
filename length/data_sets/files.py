"""Finds the files of a data set: in the cache, in a system package's folder, at a mirror; else there is the sample."""

import math
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from length.data_sets.catalog import IdxFile, ImageSet
from length.errors import DataError

SAMPLE = "embedded sample"
FETCH_COMMAND = "python -m length.data_sets"
SECONDS_IN_PASSING = 3.0  # until a mirror answers: a notebook cell must not hang where there is no network

Parts = dict[str, tuple[np.ndarray, np.ndarray]]

# Why a mirror failed in this process: without this every file of every MNIST() would wait for it once more.
_failed: dict[str, str] = {}


class NotThereError(Exception):
    """A file is not to be had, and why: the sample is used then."""


def look_up(image_set: ImageSet, parts: Sequence[str]) -> tuple[Parts, str]:
    """Return parts of a data set and their origin; all come from the sample, with a printed notice, if one is missing.

    Raises
    ------
    DataError
        A file in the cache is broken.
    """
    arrays, origins = {}, []
    try:
        if os.environ.get("LENGTH_DATA") == "sample":
            raise NotThereError("LENGTH_DATA=sample asks for it")
        for part in parts:
            images, labels = (find(image_set, file) for file in image_set.parts[part])
            arrays[part] = images[0], labels[0]
            origins += [images[1], labels[1]]
    except NotThereError as reason:
        arrays = {part: load_sample(image_set, part) for part in parts}
        sizes = [f"{len(arrays[part][1]):,} of {image_set.parts[part][1].shape[0]:,} {part} images" for part in parts]
        print(f"{image_set.title}: only the embedded SAMPLE is in use ({' and '.join(sizes)}).", end=" ")
        print(f"Bring the full set: {FETCH_COMMAND}\n  {reason}")
        origins = [SAMPLE]
    return arrays, ", ".join(dict.fromkeys(origins))


def cache_folder() -> Path:
    """Return the folder that keeps full data sets: `LENGTH_DATA`, else `length` in the user's cache."""
    named, base = os.environ.get("LENGTH_DATA", ""), os.environ.get("XDG_CACHE_HOME", "")
    if named and named != "sample":
        return Path(os.path.expanduser(named)).absolute()
    # The XDG rules say that a relative path is to be ignored.
    return Path(base if os.path.isabs(base) else os.path.expanduser("~/.cache"), "length")


def find(image_set: ImageSet, file: IdxFile, seconds: float = SECONDS_IN_PASSING) -> tuple[np.ndarray, str]:
    """Return a file's array and where it is from; afterwards it is in the cache."""
    folder = cache_folder() / image_set.folder
    path = folder / file.name
    try:
        # The hash was checked when the file came; here its size and header are.
        return parse(file, np.fromfile(path, np.uint8), str(path)), str(folder)
    except OSError:  # it is not there, or in another user's home, as in a sandbox
        payload, origin = bring(image_set, file, seconds)
    try:
        keep(file, payload, folder)
    except OSError as error:
        print(f"{file.name} can't be kept in {folder} ({error.strerror}): it will be fetched anew")
    return parse(file, np.frombuffer(payload, np.uint8), origin), origin


def bring(image_set: ImageSet, file: IdxFile, seconds: float) -> tuple[bytes, str]:
    """Return the file's bytes, checked, from the first place outside of the cache that has them, and that place."""
    reasons = []
    for folder in (cache_folder() / image_set.folder, *map(Path, image_set.system_folders)):
        path = folder / f"{file.name}.gz"  # in the cache: laid there by hand
        if os.path.isfile(path):
            try:
                return checked(file, path.read_bytes(), str(path)), str(folder)
            except (OSError, NotThereError) as error:
                reasons.append(str(error))
    for mirror in image_set.mirrors:
        if mirror not in _failed:
            try:
                return checked(file, download(f"{mirror}{file.name}.gz", seconds), mirror), mirror
            except NotThereError as error:
                _failed[mirror] = str(error)
            except (OSError, ValueError) as error:  # requests' errors, which tell a long story
                _failed[mirror] = f"{mirror}: {error if len(str(error)) < 120 else type(error).__name__}"
        reasons.append(_failed[mirror])
    raise NotThereError("\n  ".join(reasons) or f"{file.name} is in no folder, and no mirror is known")


def download(url: str, seconds: float) -> bytes:
    """Return what a mirror answers with, waiting some seconds for its beginning and at each pause."""
    from tempfile import TemporaryDirectory

    try:
        import pooch  # the one dependency besides NumPy, for who has no data yet
    except ImportError as error:
        raise NotThereError("downloads need pooch: pip install pooch") from error
    print(f"Downloading {url}", flush=True)
    pooch.get_logger().setLevel("WARNING")  # its note goes to standard error, as if something had gone wrong
    with TemporaryDirectory(prefix="length-") as folder:
        # No hash here: mirrors compress the same bytes in different ways, so it is taken of what is inside.
        downloader = pooch.HTTPDownloader(timeout=seconds)
        return Path(pooch.retrieve(url, None, "download", folder, downloader=downloader)).read_bytes()


def checked(file: IdxFile, payload: bytes, origin: str) -> bytes:
    """Return the bytes uncompressed if they are those of the file; broken ones are as good as none."""
    import gzip
    import hashlib
    import zlib

    try:
        unpacked = gzip.decompress(payload) if payload[:2] == b"\x1f\x8b" else payload
    except (OSError, EOFError, zlib.error) as error:
        raise NotThereError(f"{file.name} from {origin}: broken gzip data ({error})") from error
    found = hashlib.sha256(unpacked).hexdigest()
    if found != file.sha256:
        raise NotThereError(f"{file.name} from {origin}: expected SHA-256 {file.sha256[:12]}…, got {found[:12]}…")
    return unpacked


def keep(file: IdxFile, payload: bytes, folder: Path) -> None:
    """Write a checked file into the cache; a reader sees the whole file or none."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{file.name}.{os.getpid()}"
    unfinished.write_bytes(payload)
    os.replace(unfinished, folder / file.name)


def parse(file: IdxFile, payload: np.ndarray, where: str) -> np.ndarray:
    """Return the array in an IDX file, read-only."""
    # two zero bytes, 8 for unsigned bytes, the number of axes, then each axis' length in four bytes
    header = np.array([0x800 + len(file.shape), *file.shape], ">u4").view(np.uint8)
    size = len(header) + math.prod(file.shape)
    if len(payload) != size or not np.array_equal(payload[: len(header)], header):
        problem = f"expected an IDX file of {size:,} bytes with shape {file.shape}, got {len(payload):,} bytes"
        raise DataError(where, problem, f"Replace it with `{FETCH_COMMAND}`, or remove it")
    array = payload[len(header) :].reshape(file.shape)
    array.flags.writeable = False
    return array


def sample_path(image_set: ImageSet) -> Path:
    """Return the file that holds the sample."""
    return Path(__file__).parent / f"{image_set.folder}_sample.npz"


def load_sample(image_set: ImageSet, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Return images (N, 28, 28) and labels (N,) of the sample's part, both uint8."""
    with np.load(sample_path(image_set), allow_pickle=False) as arrays:
        return arrays[f"{part}_images"], arrays[f"{part}_labels"]
