"""Where the files of a data set are looked for, what is accepted and kept, and when the sample takes their place."""

import builtins
import gzip
import os

import numpy as np
import pytest

from length.data_sets import files
from length.data_sets.files import SAMPLE, cache_folder, find, look_up
from length.errors import DataError

BOTH = ("train", "test")


@pytest.fixture
def mirrored(small, server):
    """Return the small set with a good mirror."""
    server.serve_all(small)
    return small.image_set._replace(mirrors=(server.address,))


def assert_full(found, small):
    """Check that these are the small set's arrays."""
    parts, origin = found
    assert origin != SAMPLE
    for part in BOTH:
        for array, file in zip(parts[part], small.image_set.parts[part], strict=True):
            np.testing.assert_array_equal(array, small.arrays[file.name])


def test_environment_names_the_folder(monkeypatch, tmp_path):
    """Does LENGTH_DATA come first, then XDG_CACHE_HOME, then the home folder?"""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("LENGTH_DATA", "~/data")
    assert cache_folder() == tmp_path / "home" / "data"
    monkeypatch.setenv("LENGTH_DATA", "sample")
    assert cache_folder() == tmp_path / "xdg" / "length"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    assert cache_folder() == tmp_path / "home" / ".cache" / "length"


def test_cache_comes_first(small, mirrored, cache, server, capsys):
    """Is a set in the cache opened without a word and without asking anyone?"""
    small.write(cache / "mnist")
    found = look_up(mirrored, BOTH)
    assert_full(found, small)
    assert found[1] == str(cache / "mnist")
    assert server.asked == []
    assert capsys.readouterr().out == ""


def test_system_folder_comes_before_mirrors(small, mirrored, cache, server, tmp_path):
    """Are the compressed files of a system package used, and kept uncompressed in the cache?"""
    small.write(tmp_path / "system", packed=True)
    image_set = mirrored._replace(system_folders=(str(tmp_path / "system"),))
    found = look_up(image_set, BOTH)
    assert_full(found, small)
    assert found[1] == str(tmp_path / "system")
    assert server.asked == []
    assert sorted(os.listdir(cache / "mnist")) == sorted(small.payloads)


def test_packed_files_in_the_cache_folder_count(small, cache):
    """May a person put the .gz files into the cache folder by hand?"""
    small.write(cache / "mnist", packed=True)
    assert_full(look_up(small.image_set, BOTH), small)


def test_mirror_completes_what_is_there(small, mirrored, cache, server):
    """Is only that fetched which is missing, and kept?"""
    small.write(cache / "mnist")
    missing = small.image_set.parts["test"][0]
    (cache / "mnist" / missing.name).unlink()
    for _ in range(2):
        assert_full(look_up(mirrored, BOTH), small)
    assert server.asked == [f"/{missing.name}.gz"]


def test_only_the_part_asked_for_is_fetched(mirrored, server):
    """Does the test part alone come without the large training files?"""
    look_up(mirrored, ["test"])
    assert server.asked == [f"/{file.name}.gz" for file in mirrored.parts["test"]]


def test_next_mirror_takes_over(small, mirrored, server):
    """Does the second mirror have the files that the first one lacks?"""
    image_set = mirrored._replace(mirrors=(f"{server.address}nothing/", server.address))
    assert_full(look_up(image_set, BOTH), small)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda payload: gzip.compress(payload[:-1] + b"\xff"), "expected SHA-256"),
        (lambda payload: b"<html>please log in</html>", "expected SHA-256"),
        (lambda payload: gzip.compress(payload)[:-5], "broken gzip data"),
    ],
)
def test_other_bytes_are_refused(small, mirrored, server, cache, damage, reason, capsys):
    """Is an answer with other bytes left aside, and not kept?"""
    file = small.image_set.parts["train"][0]
    server.serve(f"{file.name}.gz", damage(small.payloads[file.name]))
    assert look_up(mirrored, BOTH)[1] == SAMPLE
    assert reason in capsys.readouterr().out
    assert not (cache / "mnist" / file.name).exists()


def test_silent_mirror_is_left(mirrored, server):
    """Is a mirror left that takes the request and never answers?"""
    file = mirrored.parts["train"][0]
    server.answers[f"/{file.name}.gz"] = lambda handler: server.closing.wait()
    with pytest.raises(files.NotThereError, match=server.address):
        find(mirrored, file, seconds=0.3)


def test_failed_mirror_is_remembered(small, server, capsys):
    """Is a mirror that failed asked only once in a process, the sample announced each time?"""
    image_set = small.image_set._replace(mirrors=(server.address,))
    for _ in range(3):
        assert look_up(image_set, BOTH)[1] == SAMPLE
        assert "SAMPLE is in use" in capsys.readouterr().out
    assert len(server.asked) == 1


def test_without_pooch(mirrored, server, monkeypatch, capsys):
    """Does a student without pooch get the sample, and one line that says what to install?"""
    importer = builtins.__import__

    def without_pooch(name, *arguments, **named):
        if name == "pooch":
            raise ImportError(name)
        return importer(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without_pooch)
    assert look_up(mirrored, BOTH)[1] == SAMPLE
    assert "downloads need pooch: pip install pooch\n" in capsys.readouterr().out


def test_unwritable_cache_is_no_hindrance(small, mirrored, cache, capsys):
    """Does training go on from memory where nothing can be kept, with a notice?"""
    cache.write_text("a file where the folder should be")
    assert_full(look_up(mirrored, BOTH), small)
    assert "can't be kept" in capsys.readouterr().out


def test_sample_says_that_it_is_one(small, capsys):
    """Is the sample announced with its size, why it is used, and how to get the full set?"""
    assert look_up(small.image_set, BOTH)[1] == SAMPLE
    notice = capsys.readouterr().out
    assert "SAMPLE is in use (2,000 of 7 train images and 500 of 3 test images)" in notice
    assert "python -m length.data_sets" in notice
    assert "no mirror is known" in notice


def test_no_set_is_half_sample(small, cache):
    """Does the sample replace both parts when a file of one is missing, so that the parts fit together?"""
    small.write(cache / "mnist")
    (cache / "mnist" / "t10k-labels-idx1-ubyte").unlink()
    parts, origin = look_up(small.image_set, BOTH)
    assert origin == SAMPLE
    assert len(parts["train"][1]) == 2_000


def test_sample_on_demand_looks_nowhere(small, mirrored, cache, server, monkeypatch, capsys):
    """Does LENGTH_DATA=sample ask neither the cache nor the network?"""
    small.write(cache / "mnist")
    monkeypatch.setenv("LENGTH_DATA", "sample")
    assert look_up(mirrored, BOTH)[1] == SAMPLE
    assert server.asked == []
    assert "LENGTH_DATA=sample asks for it" in capsys.readouterr().out


@pytest.mark.parametrize(
    "damage", [lambda payload: b"", lambda payload: payload[:100], lambda payload: b"?" + payload[1:]]
)
def test_broken_cache_is_an_error_not_a_sample(small, cache, damage):
    """Does a broken file name itself and the command that replaces it?"""
    small.write(cache / "mnist")
    path = cache / "mnist" / "train-images-idx3-ubyte"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(
        DataError, match=r"train-images-idx3-ubyte: expected an IDX file of 5,504 .*-m length.data_sets"
    ):
        look_up(small.image_set, BOTH)


def test_arrays_of_files_are_read_only(small, cache):
    """Is nobody able to change the pixels that all batches come from?"""
    small.write(cache / "mnist")
    with pytest.raises(ValueError, match="read-only"):
        find(small.image_set, small.image_set.parts["train"][0])[0][0] = 0
