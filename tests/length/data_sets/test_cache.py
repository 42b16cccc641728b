"""The cache: where it is, and what is done about broken files in it."""

import time
from pathlib import Path

import pytest

from length.data_sets import MNIST
from length.data_sets.cache import cache_folder, open_cached, sample_is_demanded
from length.data_sets.catalog import MNIST_FILES
from length.errors import DataError


def test_environment_names_the_folder(monkeypatch, tmp_path):
    """Does LENGTH_DATA come first, then XDG_CACHE_HOME, then the home folder?"""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("LENGTH_DATA", "~/data")
    assert cache_folder() == tmp_path / "home" / "data"
    monkeypatch.delenv("LENGTH_DATA")
    assert cache_folder() == tmp_path / "xdg" / "length"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    assert cache_folder() == tmp_path / "home" / ".cache" / "length"


def test_sample_is_no_folder(monkeypatch, tmp_path):
    """Is LENGTH_DATA=sample a demand, and not a folder of that name?"""
    assert not sample_is_demanded()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("LENGTH_DATA", "sample")
    assert sample_is_demanded()
    assert cache_folder() == tmp_path / ".cache" / "length"


def test_missing_file_is_none(small, cache):
    """Is a file that isn't there no error?"""
    assert open_cached(small.image_set.train.images, cache) is None


def test_truncated_file_names_itself_and_the_mend(small, cache):
    """Does a file cut short name itself, both sizes and the command that replaces it?"""
    small.write(cache)
    file = small.image_set.train.images
    path = cache / file.name
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(DataError, match=r"expected 5,504 bytes for .*, found 100.*-m length.data_sets"):
        open_cached(file, cache)


def test_unreadable_file_names_itself(small, cache):
    """Is a folder in a file's place an error with a name?"""
    file = small.image_set.train.images
    (cache / file.name).mkdir(parents=True)
    with pytest.raises(DataError, match=f"{file.name}: can't be read"):
        open_cached(file, cache)


def test_full_size_opens_quickly(cache: Path):
    """Does a set as large as MNIST open within 0.3 s from the cache?"""
    folder = cache / "mnist"
    folder.mkdir(parents=True)
    for file in MNIST_FILES.files:
        with open(folder / file.name, "wb") as target:
            target.write(bytes([0, 0, 8, len(file.shape)]) + b"".join(n.to_bytes(4, "big") for n in file.shape))
            target.truncate(file.size)

    def seconds() -> float:
        start = time.perf_counter()
        assert MNIST(64).train.num_samples == 60_000
        return time.perf_counter() - start

    assert min(seconds() for _ in range(3)) <= 0.3
