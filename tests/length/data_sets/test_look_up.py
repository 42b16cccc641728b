"""The look-up: its order, what it keeps, what it remembers and what it says."""

import gzip
import os

import numpy as np
import pytest

from length.data_sets.look_up import look_up
from length.errors import DataError

BOTH = ("train", "test")


@pytest.fixture
def no_clients(monkeypatch):
    """Hide all package clients."""
    monkeypatch.setenv("PATH", "")


def assert_full(found, small):
    """Check that these are the small set's arrays."""
    assert not found.is_sample
    for part in BOTH:
        for array, file in zip(found.parts[part], small.image_set.part(part), strict=True):
            np.testing.assert_array_equal(array, small.arrays[file.name])


def test_cache_comes_first(small, cache, server, capsys):
    """Is a set in the cache opened without a word and without asking anyone?"""
    small.write(cache / "mnist")
    found = look_up(small.image_set._replace(mirrors=(server.address,)), BOTH)
    assert_full(found, small)
    assert found.origin == str(cache / "mnist")
    assert server.asked == []
    assert capsys.readouterr().out == ""


def test_system_folder_comes_before_mirrors(small, cache, server, tmp_path):
    """Are the compressed files of a system package used, and kept uncompressed in the cache?"""
    small.write(tmp_path / "system", packed=True)
    image_set = small.image_set._replace(system_folders=(str(tmp_path / "system"),), mirrors=(server.address,))
    found = look_up(image_set, BOTH)
    assert_full(found, small)
    assert found.origin == str(tmp_path / "system")
    assert server.asked == []
    assert sorted(os.listdir(cache / "mnist")) == sorted(small.payloads)
    assert look_up(image_set, BOTH).origin == str(cache / "mnist")


def test_packed_files_in_the_cache_folder_count(small, cache):
    """May a person put the .gz files into the cache folder by hand?"""
    small.write(cache / "mnist", packed=True)
    assert_full(look_up(small.image_set, BOTH), small)


def test_mirror_completes_what_is_there(small, cache, server, no_clients):
    """Is only that fetched which is missing, and kept?"""
    small.write(cache / "mnist")
    missing = small.image_set.test.images
    (cache / "mnist" / missing.name).unlink()
    server.serve_all(small)
    image_set = small.image_set._replace(mirrors=(server.address,))
    assert_full(look_up(image_set, BOTH), small)
    assert_full(look_up(image_set, BOTH), small)
    assert server.asked == [f"/{missing.name}.gz"]


def test_only_the_part_asked_for_is_fetched(small, server, no_clients):
    """Does the test part alone come without the large training files?"""
    server.serve_all(small)
    look_up(small.image_set._replace(mirrors=(server.address,)), ["test"])
    assert server.asked == [f"/{file.name}.gz" for file in small.image_set.test]


def test_unwritable_cache_is_no_hindrance(small, cache, server, no_clients, capsys):
    """Does training go on from memory where nothing can be kept, with a notice?"""
    cache.write_text("a file where the folder should be")
    server.serve_all(small)
    assert_full(look_up(small.image_set._replace(mirrors=(server.address,)), BOTH), small)
    assert capsys.readouterr().out.count("can't be kept") == 1


def test_sample_is_the_last_resort_and_says_so(small, no_clients, capsys):
    """Is the sample announced with its size, why it is used, and how to get the full set?"""
    found = look_up(small.image_set, BOTH)
    notice = capsys.readouterr().out
    assert found.is_sample
    assert found.origin == "embedded sample"
    assert "SAMPLE is in use (2,000 of 7 train images and 500 of 3 test images)" in notice
    assert "python -m length.data_sets" in notice
    assert "mirrors: none known" in notice
    assert "npm: no package known" in notice


def test_no_set_is_half_sample(small, cache, no_clients):
    """Does the sample replace both parts when one of them is missing, so that the parts fit together?"""
    small.write(cache / "mnist")
    (cache / "mnist" / "t10k-labels-idx1-ubyte").unlink()
    found = look_up(small.image_set, BOTH)
    assert found.is_sample
    assert len(found.parts["train"][1]) == 2_000


def test_failed_mirror_is_remembered(small, server, no_clients, capsys):
    """Is a mirror that failed asked and explained only once in a process, the sample announced each time?"""
    image_set = small.image_set._replace(mirrors=(server.address,))
    notices = []
    for _ in range(3):
        assert look_up(image_set, BOTH).is_sample
        notices.append(capsys.readouterr().out)
    assert len(server.asked) == 1
    assert ["Not Found" in notice for notice in notices] == [True, False, False]
    assert all("SAMPLE is in use" in notice for notice in notices)


def test_set_that_arrives_later_is_found(small, cache, no_clients):
    """Does a notebook that started on the sample find files that were put into the cache meanwhile?"""
    assert look_up(small.image_set, BOTH).is_sample
    small.write(cache / "mnist", packed=True)
    assert_full(look_up(small.image_set, BOTH), small)


def test_sample_on_demand_looks_nowhere(small, cache, server, monkeypatch, capsys):
    """Does LENGTH_DATA=sample ask neither the cache nor the network?"""
    small.write(cache / "mnist")
    monkeypatch.setenv("LENGTH_DATA", "sample")
    assert look_up(small.image_set._replace(mirrors=(server.address,)), BOTH).is_sample
    assert server.asked == []
    assert "LENGTH_DATA=sample asks for it" in capsys.readouterr().out


def test_broken_cache_is_an_error_not_a_sample(small, cache):
    """Is a broken file reported, not hidden behind another source?"""
    small.write(cache / "mnist")
    (cache / "mnist" / "train-labels-idx1-ubyte").write_bytes(b"")
    with pytest.raises(DataError, match=r"train-labels-idx1-ubyte: .* found nothing"):
        look_up(small.image_set, BOTH)


def test_wrong_file_of_a_system_folder_is_left(small, cache, tmp_path, no_clients, capsys):
    """Is a system folder with other bytes than the catalogue's not used?"""
    small.write(tmp_path / "system", packed=True)
    name = small.image_set.train.images.name
    (tmp_path / "system" / f"{name}.gz").write_bytes(gzip.compress(small.payloads[name][:-1] + b"?"))
    image_set = small.image_set._replace(system_folders=(str(tmp_path / "system"),))
    assert look_up(image_set, BOTH).is_sample
    assert f"{name} from {tmp_path / 'system'}: expected SHA-256" in capsys.readouterr().out
