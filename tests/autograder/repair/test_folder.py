"""Reading a submission folder never leaves it, never hangs and never reads what is not a regular file."""

import os
import socket

import pytest

from autograder.repair import folder as folder_module
from autograder.repair import limits, read_folder


@pytest.fixture
def outside(tmp_path):
    """A file that no submission may reach."""
    file = tmp_path / "secret.ipynb"
    file.write_bytes(b"secret")
    return file


@pytest.fixture
def folder(tmp_path):
    """A submission folder with one honest file."""
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / "a.ipynb").write_bytes(b"mine")
    return folder


@pytest.fixture
def before_reading(monkeypatch):
    """Have a function called when the files are listed, and before the first of them is read."""

    def register(change):
        def read(*arguments):
            for once in changes:
                once()
            return real(*arguments)

        changes, real = iter([change]), folder_module._read
        monkeypatch.setattr(folder_module, "_read", read)

    return register


def contents(folder):
    """Return what can be read, by name, and the notes."""
    files, notes = read_folder(folder)
    return {file.name: file.content for file in files}, notes


def test_regular_files_are_read(folder):
    """Are files read from the folder and those below, sorted by name?"""
    (folder / "sub").mkdir()
    (folder / "sub" / "b.ipynb").write_bytes(b"too")
    assert contents(folder) == ({"a.ipynb": b"mine", "sub/b.ipynb": b"too"}, [])


def test_missing_folder(folder):
    """Does a folder that is not there have no files?"""
    assert read_folder(folder / "none") == ([], [])


def test_links_out_of_the_folder(folder, outside):
    """Are links to files and folders outside refused with a note each?"""
    (folder / "b.ipynb").symlink_to(outside)
    (folder / "c").symlink_to(outside.parent)
    (folder / "d.ipynb").symlink_to("/dev/zero")
    found, notes = contents(folder)
    assert list(found) == ["a.ipynb"]
    assert len(notes) == 3
    assert all("is a symbolic link and was not read" in note for note in notes)


def test_folder_that_is_a_link(folder, tmp_path):
    """Is a submission folder refused that is itself a link?"""
    (tmp_path / "link").symlink_to(folder)
    files, notes = read_folder(tmp_path / "link")
    assert files == []
    assert len(notes) == 1


def test_hard_links(folder, outside):
    """Are hard links to files outside refused, and links within the folder read?"""
    os.link(outside, folder / "b.ipynb")
    os.link(folder / "a.ipynb", folder / "c.ipynb")
    found, notes = contents(folder)
    assert found == {"a.ipynb": b"mine", "c.ipynb": b"mine"}
    assert notes == ['"b.ipynb" is a hard link to a file outside the submission and was not read']


def test_pipes_sockets_and_folders_with_notebook_names(folder, monkeypatch):
    """Are pipes and sockets refused without waiting for them, and folders named as notebooks no harm?"""
    os.mkfifo(folder / "b.ipynb")
    (folder / "c.ipynb").mkdir()
    monkeypatch.chdir(folder)  # the name of a socket has to be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("d.ipynb")
        found, notes = contents(folder)
    assert list(found) == ["a.ipynb"]
    assert notes == ['"b.ipynb" is a named pipe and was not read', '"d.ipynb" is a socket and was not read']


def test_names_of_any_bytes(folder):
    """Are names with newlines and bytes that are no UTF-8 read, and shown in a printable way?"""
    for name in (b"new\nline.ipynb", b"\xff.ipynb"):
        with open(os.fsencode(folder) + b"/" + name, "wb") as file:
            file.write(b"odd")
    os.symlink("/", os.fsencode(folder) + b"/\x1b[31m\xff")
    found, notes = contents(folder)
    assert list(found.values()).count(b"odd") == 2
    assert notes[0].isprintable()


@pytest.mark.parametrize("swap", ["nothing", "file", "link", "pipe", "folder"])
def test_file_swapped_before_it_is_read(folder, outside, before_reading, swap):
    """Is a file refused with a note that is gone, or something else in its place, since it was listed?"""

    def change():
        (folder / "kept").hardlink_to(folder / "a.ipynb")  # keeps the inode from being used again
        (folder / "a.ipynb").unlink()
        if swap == "file":
            (folder / "a.ipynb").write_bytes(b"other")
        elif swap == "link":
            (folder / "a.ipynb").symlink_to(outside)
        elif swap == "pipe":
            os.mkfifo(folder / "a.ipynb")
        elif swap == "folder":
            (folder / "a.ipynb").mkdir()

    (folder / "b.ipynb").write_bytes(b"too")
    before_reading(change)
    found, notes = contents(folder)
    assert found == {"b.ipynb": b"too"}
    (note,) = notes
    reasons = {"nothing": "No such file or directory", "link": "Too many levels of symbolic links"}
    assert note == f'"a.ipynb" can\'t be read: {reasons.get(swap, "it was replaced while it was read")}'


def test_folder_on_the_way_swapped_for_a_link(folder, outside, before_reading):
    """Is nothing read through a folder that became a link since it was listed?"""

    def change():
        (folder / "sub").rename(folder / "sub2")
        (folder / "sub").symlink_to(outside.parent)

    (folder / "sub").mkdir()
    (folder / "sub" / "secret.ipynb").write_bytes(b"mine")
    before_reading(change)
    found, notes = contents(folder)
    assert found == {"a.ipynb": b"mine"}
    assert notes == ['"sub/secret.ipynb" can\'t be read: Not a directory']


def test_size_limit(folder):
    """Is no more of a huge file read than tells that it is too large?"""
    with (folder / "a.ipynb").open("wb") as file:
        file.truncate(10 * limits.MAX_FILE_BYTES)
    assert len(contents(folder)[0]["a.ipynb"]) == limits.MAX_FILE_BYTES + 1


def test_large_folder(folder, monkeypatch):
    """Are files left out with a note that are too large together, those beside the notebooks first?"""
    monkeypatch.setattr(folder_module, "MAX_FOLDER_BYTES", 10)
    (folder / "a.csv").write_bytes(b"1234567")
    (folder / "b.csv").write_bytes(b"123456")
    found, notes = contents(folder)
    assert found == {"a.ipynb": b"mine", "b.csv": b"123456"}
    assert notes == ['"a.csv" was left out: the submission is larger than 10 bytes']


def test_many_entries(folder):
    """Do a thousand links give a short list of notes?"""
    for number in range(1000):
        (folder / f"{number}").symlink_to("/")
    _, notes = read_folder(folder)
    assert notes[-1] == "980 more entries were not read"
