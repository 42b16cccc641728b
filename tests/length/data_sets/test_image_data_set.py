"""MNIST and FashionMNIST as a notebook uses them, on the embedded sample and on a small set of files."""

import subprocess
import sys

import numpy as np
import pytest

from length.data_sets import MNIST, FashionMNIST
from length.data_sets.image_data_set import ImageDataSet
from length.errors import DataError, LengthError


@pytest.fixture
def small_class(small, cache):
    """Return a data set class whose files are in the cache."""
    small.write(cache / "mnist")

    class Small(ImageDataSet):
        """Ten images."""

        image_set = small.image_set
        class_names = ()

    return Small


@pytest.fixture(params=[MNIST, FashionMNIST])
def sample_class(request, monkeypatch):
    """Return each data set class, with the embedded sample demanded."""
    monkeypatch.setenv("LENGTH_DATA", "sample")
    return request.param


def test_sample_is_class_balanced(sample_class):
    """Are there 200 training and 50 test images of each class, mixed?"""
    data_set = sample_class(2_000)
    (train,), (test,) = data_set.train, data_set.test
    assert np.bincount(train.labels.data).tolist() == [200] * 10
    assert np.bincount(test.labels.data).tolist() == [50] * 10
    assert len(np.unique(train.labels.data[:64])) >= 8
    assert len(data_set.class_names) == 10


def test_sample_is_never_taken_for_the_full_set(sample_class, capsys):
    """Do attribute, representation and a printed notice say that it is a sample?"""
    data_set = sample_class(64)
    assert data_set.is_sample
    assert data_set.origin == "embedded sample"
    assert "EMBEDDED SAMPLE" in repr(data_set)
    assert "SAMPLE" in capsys.readouterr().out


def test_full_set_is_not_called_a_sample(small_class, cache, capsys):
    """Does a set from the cache say where it is from, and print nothing?"""
    data_set = small_class(4)
    assert not data_set.is_sample
    assert repr(data_set) == f"Small(batch_size=4, 7 train samples, 3 test samples, from {cache / 'mnist'})"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("dimensions", "shape"), [(1, (4, 784)), (2, (4, 28, 28)), (3, (4, 1, 28, 28))])
def test_sample_dimensions(small_class, small, dimensions, shape):
    """Do the options 1, 2 and 3 give flat samples, images, and images with a channel?"""
    batch = next(iter(small_class(4, sample_dimensions=dimensions, shuffle=False).train))
    assert batch.data.shape == shape
    pixels = small.arrays["train-images-idx3-ubyte"][:4]
    np.testing.assert_allclose(batch.data.data.reshape(4, 28, 28), pixels / 255, rtol=1e-6)


def test_types_and_labels(small_class, small):
    """Are data float32 and labels uint8, and do they belong together?"""
    batch = next(iter(small_class(4).test))
    assert batch.data.dtype == np.float32
    assert batch.labels.dtype == np.uint8
    assert batch.labels.data.tolist() == small.arrays["t10k-labels-idx1-ubyte"].tolist()


@pytest.mark.parametrize("scale", [1.0, 255.0, 2.0])
def test_scale_is_the_greatest_value(sample_class, scale):
    """Is black exactly 0 and white exactly `scale`?"""
    data = next(iter(sample_class(500, scale=scale).test)).data.data
    assert data.min() == 0
    assert data.max() == np.float32(scale)


def test_part_that_was_not_asked_for(small_class, cache):
    """Is a part left out not read, and does its use say how to get it?"""
    (cache / "mnist" / "train-images-idx3-ubyte").write_bytes(b"broken")
    data_set = small_class(4, load_train=False)
    assert sum(len(batch.data) for batch in data_set.test) == 3
    with pytest.raises(DataError, match=r"Small: there is no train part\. Give it, or ask for it"):
        _ = data_set.train


def test_delayed_loading(small_class, cache):
    """Is nothing read before the first use, and everything then?"""
    path = cache / "mnist" / "train-images-idx3-ubyte"
    whole = path.read_bytes()
    path.write_bytes(b"broken")
    data_set = small_class(4, delay_loading=True)
    assert "not loaded yet" in repr(data_set)
    path.write_bytes(whole)
    assert sum(len(batch.data) for batch in data_set.test) == 3
    assert sum(len(batch.data) for batch in data_set.train) == 7


@pytest.mark.parametrize("dimensions", [0, 4, "2", None])
def test_wrong_sample_dimensions(small_class, dimensions):
    """Is another number of dimensions refused with the meaning of the right ones?"""
    with pytest.raises(LengthError, match="expected sample_dimensions 1, 2 or 3, got"):
        small_class(4, sample_dimensions=dimensions)


def test_shuffle_keeps_samples_and_labels_together(small_class):
    """Does a shuffled pass deliver the same pairs in another order, the test part untouched?"""
    plain, shuffled = small_class(7, shuffle=False), small_class(7, seed=3)

    def pairs(batches):
        return [
            (batch.data.data[i].tobytes(), batch.labels.data[i]) for batch in batches for i in range(len(batch.labels))
        ]

    assert pairs(shuffled.train) != pairs(plain.train)
    assert sorted(pairs(shuffled.train)) == sorted(pairs(plain.train))
    assert pairs(shuffled.test) == pairs(plain.test)


def test_import_is_light():
    """Does importing the data sets leave pooch, HTTP, processes and archives alone?"""
    code = (
        "import sys, numpy; before = set(sys.modules); import length.data_sets;"
        "print(*(set(sys.modules) - before) & {'pooch', 'urllib.request', 'http.client', 'ssl', 'tarfile',"
        "'tempfile', 'gzip', 'zipfile', 'pathlib', 'numpy.random', 'threading', 'hashlib'})"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []
