"""Pictures of a master, which become part of the notebook."""

from base64 import b64decode
from pathlib import Path

import pytest

from autograder.errors import MasterError
from autograder.master.reader import read_master

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'


def text_with(folder: Path, link: str) -> str:
    """Return the text of a master that has this link, as it is read."""
    master = folder / "master.py"
    master.write_text(f"# %% [markdown]\n# # Title\n# {link}\n")
    return str(read_master(master).cells[0].source)


def test_a_drawing_is_in_the_text(tmp_path: Path) -> None:
    """Does the link become an image that holds the whole file and its alternative text?"""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "dot.svg").write_text(SVG)
    text = text_with(tmp_path, '![a "dot"](pictures/dot.svg)')
    before, _, data = text.partition('<img alt="a &quot;dot&quot;" src="data:image/svg+xml;base64,')
    assert before == "# Title\n"
    assert b64decode(data.removesuffix('">')).decode() == SVG


def test_files_stay_links(tmp_path: Path) -> None:
    """Does a picture that is released beside the notebook, or lies elsewhere, stay a link?"""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "dot.svg").write_text(SVG)
    for link in ("![dot](dot.svg)", "![dot](https://example.org/dot.svg)"):
        assert text_with(tmp_path, link).endswith(link)


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("![dot](none.svg)", "can't be read"),
        ("![](dot.svg)", "no alternative text"),
        ("![dot](dot.tiff)", "no picture that can be shown"),
        ("![dot](large.svg)", "has 65 KiB"),
    ],
)
def test_pictures_that_are_refused(tmp_path: Path, link: str, problem: str) -> None:
    """Is a picture that would not show named, with its cell?"""
    (tmp_path / "dot.svg").write_text(SVG)
    (tmp_path / "large.svg").write_text(SVG + " " * (65 << 10))
    with pytest.raises(MasterError, match=rf"cell 1 .*{problem}"):
        text_with(tmp_path, link)
