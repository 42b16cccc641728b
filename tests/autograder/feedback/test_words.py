"""What authors say of a mistake, as pages show it."""

import pytest

from autograder.feedback.words import words


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("`x1` is added to `x2`", "<code>x1</code> is added to <code>x2</code>"),
        ("`a < b` & c", "<code>a &lt; b</code> &amp; c"),
        ("a ` alone, and\n` another", "a ` alone, and\n` another"),
        ("<b>`</b>`", "&lt;b&gt;<code>&lt;/b&gt;</code>"),
    ],
)
def test_code(text: str, html: str) -> None:
    """Is what stands between backticks code, and all else text?"""
    assert words(text) == html
