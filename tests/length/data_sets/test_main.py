"""`python -m length.data_sets`: what it brings, mends and reports."""

import os
import subprocess
import sys

import pytest

from length.data_sets.__main__ import fetch
from length.data_sets.look_up import look_up


@pytest.fixture
def mirrored(small, server, monkeypatch):
    """Return the small set with a good mirror as the only place to come from."""
    monkeypatch.setenv("PATH", "")
    server.serve_all(small)
    return small.image_set._replace(mirrors=(server.address,))


def test_brings_and_checks_everything(mirrored, cache, capsys):
    """Is the cache complete afterwards, and said to be?"""
    assert fetch(mirrored, cache)
    assert not look_up(mirrored, ("train", "test")).is_sample
    assert f"Small: complete and checked in {cache / 'mnist'}" in capsys.readouterr().out


def test_second_run_fetches_nothing(mirrored, cache, server):
    """Does a complete cache leave the network alone?"""
    assert fetch(mirrored, cache)
    server.asked.clear()
    assert fetch(mirrored, cache)
    assert server.asked == []


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:-1] + bytes([data[-1] ^ 1])])
def test_broken_file_is_replaced(mirrored, small, cache, damage, capsys):
    """Is a file cut short or with one wrong bit found and fetched anew?"""
    small.write(cache / "mnist")
    path = cache / "mnist" / "train-labels-idx1-ubyte"
    path.write_bytes(damage(path.read_bytes()))
    assert fetch(mirrored, cache)
    assert path.read_bytes() == small.payloads[path.name]
    assert "train-labels-idx1-ubyte is broken and will be replaced" in capsys.readouterr().out


def test_failure_says_what_is_lacking_and_why(mirrored, server, cache, capsys):
    """Does a failed run name files, reasons and ways out?"""
    server.answers.clear()
    assert not fetch(mirrored, cache)
    said = capsys.readouterr().out
    assert "could not bring train-images-idx3-ubyte, train-labels-idx1-ubyte" in said
    assert "mirrors: " in said
    assert "Not Found" in said
    assert "LENGTH_DATA=sample" in said


def test_command_refuses_to_bring_a_sample():
    """Does the command say that LENGTH_DATA=sample contradicts it?"""
    environment = os.environ | {"LENGTH_DATA": "sample"}
    command = [sys.executable, "-m", "length.data_sets"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "LENGTH_DATA=sample is set" in result.stdout
