"""`python -m length.data_sets`: what it brings, replaces and reports."""

import pytest

from length.data_sets.__main__ import fetch
from length.data_sets.files import SAMPLE, look_up


@pytest.fixture
def mirrored(small, server):
    """Return the small set with a good mirror as the only place to come from."""
    server.serve_all(small)
    return small.image_set._replace(mirrors=(server.address,))


def test_brings_and_checks_everything(mirrored, cache, capsys):
    """Is the cache complete afterwards, and said to be?"""
    assert fetch(mirrored)
    assert look_up(mirrored, ("train", "test"))[1] == str(cache / "mnist")
    assert f"Small: complete and checked in {cache / 'mnist'}" in capsys.readouterr().out


def test_second_run_fetches_nothing(mirrored, server):
    """Does a complete cache leave the network alone?"""
    assert fetch(mirrored)
    server.asked.clear()
    assert fetch(mirrored)
    assert server.asked == []


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:-1] + bytes([data[-1] ^ 1])])
def test_broken_file_is_replaced(mirrored, small, cache, damage, capsys):
    """Is a file cut short or with one wrong bit found and fetched anew?"""
    small.write(cache / "mnist")
    path = cache / "mnist" / "train-labels-idx1-ubyte"
    path.write_bytes(damage(path.read_bytes()))
    assert fetch(mirrored)
    assert path.read_bytes() == small.payloads[path.name]
    assert "a broken file is replaced: train-labels-idx1-ubyte" in capsys.readouterr().out


def test_failure_says_what_is_lacking_and_why(mirrored, server, capsys):
    """Does a failed run name the file, the reason and ways out?"""
    server.answers.clear()
    assert not fetch(mirrored)
    said = capsys.readouterr().out
    assert "could not bring train-images-idx3-ubyte" in said
    assert "Not Found" in said
    assert "LENGTH_DATA=sample" in said
    assert look_up(mirrored, ("train",))[1] == SAMPLE
