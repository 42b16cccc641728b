"""The picture of numbers that differ."""

from xml.etree import ElementTree

import numpy as np
import pytest

from length.tests.squares import Comparison, compared


def comparison(yours: object, expected: object, source: str = "expected") -> Comparison | None:
    arrays = np.array(yours, float), np.array(expected, float)
    return compared("result", *arrays, source, ~np.isclose(*arrays))


@pytest.mark.parametrize(
    ("yours", "expected"),
    [(1.0, 2.0), ([1.0], [2.0]), (np.ones((9, 2)), np.zeros((9, 2))), (np.ones((2, 2, 2)), np.zeros((2, 2, 2)))],
)
def test_no_picture(yours: object, expected: object) -> None:
    """Is there none of a single number, of many, and of more than two axes?"""
    assert comparison(yours, expected) is None


def test_text() -> None:
    """Do the tables stand side by side as text, with 0 where the difference is rounding?"""
    found = comparison([[1, 2], [3, 4]], [[1, 2], [30, 4 + 1e-9]], "differences give")
    assert found is not None
    assert found.lines() == [
        "yours   numerical gradient   difference",
        "1 2      1  2                  0   0",
        "3 4     30  4                -27   0",
    ]


def test_numbers_that_are_none() -> None:
    """Can NaN and infinity be drawn, in a picture that holds no markup of its texts?"""
    found = comparison([np.nan, np.inf, -2.0], [1.0, 2.0, -2.0], "<expected>")
    assert found is not None
    svg = ElementTree.fromstring(found.svg())
    texts = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["yours", "nan", "inf", "-2", "<expected>", "1", "2", "-2", "difference", "nan", "inf", "0"]


def test_digits_are_legible() -> None:
    """Has each square a colour on which dark digits have the contrast that WCAG asks for (4.5)?"""
    found = comparison([[-8.0, 0.0, 8.0, np.nan]], [[1.0, 0.0, 2.0, 3.0]])
    assert found is not None
    svg = ElementTree.fromstring(found.svg())
    for square in svg.iter("{http://www.w3.org/2000/svg}rect"):
        assert (luminance(square.attrib["fill"]) + 0.05) / (luminance("#1a1a1a") + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Return how light a colour is, as WCAG computes it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
