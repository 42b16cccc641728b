"""Data sets of one's own arrays: batches, orders, types and clear errors."""

from itertools import islice

import numpy as np
import pytest

from length.data_set import Batch, DataSet
from length.errors import DataError, LengthError


@pytest.fixture
def arrays():
    """Ten samples of three features, with their labels."""
    return np.random.default_rng(5).normal(size=(10, 3)), np.arange(10)


def labels_of(batches):
    """Return all labels in the order in which they come."""
    return [label for batch in batches for label in batch.labels.data.tolist()]


@pytest.mark.parametrize(("batch_size", "sizes"), [(1, [1] * 10), (4, [4, 4, 2]), (5, [5, 5]), (64, [10])])
def test_every_sample_is_delivered(arrays, batch_size, sizes):
    """Does the last, smaller batch come too, and is len() the number of batches?"""
    train = DataSet(batch_size, shuffle=False, train=arrays).train
    assert [len(batch.data) for batch in train] == sizes
    assert len(train) == len(sizes)
    assert labels_of(train) == list(range(10))


def test_each_loop_starts_anew(arrays):
    """Does a loop that was left early not shorten the next one?"""
    data_set = DataSet(4, shuffle=False, train=arrays, test=arrays)
    for _ in data_set.train:
        break
    held = data_set.test
    assert labels_of(data_set.train) == labels_of(held) == labels_of(held) == list(range(10))


def test_batches_are_float32_copies(arrays):
    """Are float64 data delivered as float32, and is the caller free to change them?"""
    data_set = DataSet(4, shuffle=False, train=(arrays[0].astype(np.float32), arrays[1]))
    batch = next(iter(data_set.train))
    assert isinstance(batch, Batch)
    assert batch.data.dtype == np.float32
    batch.data.data[:] = 0
    batch.labels.data[:] = 0
    again = next(iter(data_set.train))
    np.testing.assert_allclose(again.data.data, arrays[0][:4], rtol=1e-6)
    assert again.labels.data.tolist() == [0, 1, 2, 3]


def test_scale_is_for_bytes_only(arrays):
    """Are bytes scaled, other values and unscaled bytes left as they are?"""
    pixels = np.array([[0, 51, 255]], dtype=np.uint8)
    scaled = next(iter(DataSet(1, train=(pixels, [0]), scale=1.0).train)).data.data
    np.testing.assert_allclose(scaled, [[0, 0.2, 1]], rtol=1e-6)
    assert next(iter(DataSet(1, train=(pixels, [0])).train)).data.data.tolist() == [[0, 51, 255]]
    data_set = DataSet(10, shuffle=False, train=arrays, scale=1.0)
    np.testing.assert_allclose(next(iter(data_set.train)).data.data, arrays[0], rtol=1e-6)


def test_seed_decides_the_orders(arrays):
    """Does the same seed give the same orders, pass by pass, and another seed others?"""

    def passes(seed):
        data_set = DataSet(4, train=arrays, seed=seed)
        return [labels_of(data_set.train) for _ in range(3)]

    assert passes(1) == passes(1)
    assert passes(1) != passes(2)
    first, second, third = passes(1)
    assert first != second != third
    assert all(sorted(order) == list(range(10)) for order in passes(1))


def test_shuffle_leaves_numpys_global_generator_alone(arrays):
    """Are orders independent of np.random.seed, and does shuffling not draw from it?"""
    np.random.seed(0)
    expected = np.random.random()
    np.random.seed(0)
    labels_of(DataSet(4, train=arrays).train)
    assert np.random.random() == expected


def test_test_part_is_never_shuffled(arrays):
    """Does the test part keep its order?"""
    assert labels_of(DataSet(4, test=arrays).test) == list(range(10))


def test_repeat_goes_on_for_ever(arrays):
    """Does one loop over the training part make pass after pass in new orders, and one over the test part end?"""
    data_set = DataSet(4, repeat=True, train=arrays, test=arrays)
    labels = [label for batch in islice(data_set.train, 6) for label in batch.labels.data.tolist()]
    first, second = labels[:10], labels[10:]
    assert first != second
    assert sorted(first) == sorted(second) == labels_of(data_set.test)


@pytest.mark.parametrize("batch_size", [0, -1, 2.5, "64", None, True])
def test_wrong_batch_size(batch_size):
    """Is a batch size refused that is not a positive whole number, with the value named?"""
    with pytest.raises(DataError, match=r"DataSet: expected a whole number >= 1 as batch_size, got .*\. 64 is a good"):
        DataSet(batch_size)


def test_numpy_whole_number_is_a_batch_size(arrays):
    """May the batch size come from an array?"""
    assert len(DataSet(np.int64(4), train=arrays).train) == 3


@pytest.mark.parametrize(
    ("data", "labels"), [(np.zeros((3, 2)), np.zeros(4)), (np.zeros((0, 2)), np.zeros(0)), (np.zeros(()), np.zeros(()))]
)
def test_arrays_that_do_not_fit(data, labels):
    """Are different numbers of samples and labels refused with both shapes?"""
    with pytest.raises(LengthError, match="train: expected a label for each sample, got data"):
        DataSet(4, train=(data, labels))


def test_missing_part_says_how_to_give_it(arrays):
    """Does the use of a part that was not given name it?"""
    with pytest.raises(DataError, match="there is no test part"):
        _ = DataSet(4, train=arrays).test


def test_representation_tells_the_sizes(arrays):
    """Can one see what is in a data set?"""
    data_set = DataSet(4, train=arrays)
    assert repr(data_set) == "DataSet(batch_size=4, 10 train samples)"
    assert repr(data_set.train) == "Batches(3 of up to 4, 10 samples)"
