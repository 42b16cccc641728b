"""The script that makes the embedded samples: balanced, spread, and the same bytes each time."""

import importlib.util
import time
from pathlib import Path

import numpy as np
import pytest

from length.data_sets.catalog import FASHION_MNIST_FILES, MNIST_FILES
from length.data_sets.files import load_sample, sample_path

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def make_sample():
    """Load the script as a module."""
    spec = importlib.util.spec_from_file_location("make_sample", ROOT / "tools" / "make_sample.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_choice_is_balanced_and_spread(make_sample):
    """Are as many of each class chosen, in the set's order, from its beginning to its end?"""
    labels = np.random.default_rng(2).integers(0, 10, 5_000)
    chosen = make_sample.choose(labels, 40)
    assert np.bincount(labels[chosen]).tolist() == [40] * 10
    assert np.all(np.diff(chosen) > 0)
    assert 180 <= np.count_nonzero(chosen < 2_500) <= 220


def test_same_bytes_each_time(make_sample, tmp_path):
    """Does the file hold nothing of the time or the folder, and what was put in?"""
    arrays = {"first": np.arange(6, dtype=np.uint8).reshape(2, 3), "second": np.zeros(4, np.uint8)}
    paths = [tmp_path / "one.npz", tmp_path / "other" / "two.npz"]
    paths[1].parent.mkdir()
    make_sample.write_npz(paths[0], arrays)
    time.sleep(0.01)
    make_sample.write_npz(paths[1], arrays)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with np.load(paths[0]) as loaded:
        assert all(np.array_equal(loaded[name], array) for name, array in arrays.items())


@pytest.mark.parametrize("image_set", [MNIST_FILES, FASHION_MNIST_FILES], ids=lambda image_set: image_set.title)
def test_committed_sample_is_what_the_script_writes(make_sample, image_set, tmp_path):
    """Does the script write the committed arrays, in their order? (Other versions of zlib pack them otherwise.)"""
    arrays = {}
    for part in ("train", "test"):
        arrays[f"{part}_images"], arrays[f"{part}_labels"] = load_sample(image_set, part)
    make_sample.write_npz(tmp_path / "again.npz", arrays)
    with np.load(tmp_path / "again.npz") as again, np.load(sample_path(image_set)) as committed:
        assert again.files == committed.files
        assert all(np.array_equal(again[name], committed[name]) for name in again.files)
