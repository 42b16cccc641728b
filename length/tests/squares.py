"""Numbers as coloured squares: yours, those expected, and the difference, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import numpy as np

MOST_ROWS = MOST_COLUMNS = 8
HEIGHT, GAP, HEAD = 26, 34, 26
LETTER = 7.4  # width of a digit in the pictures
# from the smallest negative number over 0 to the largest one: all are light, so that dark digits stand on them
NEGATIVE, MIDDLE, POSITIVE = (142, 190, 232), (244, 244, 244), (247, 184, 120)
WRONG = "#d0342c"


@dataclass(frozen=True, slots=True)
class Comparison:
    """An array and what it should be.

    Attributes
    ----------
    name : str
        What is compared: `grad_x`.
    yours, expected : numpy.ndarray
        Of the same shape, with one or two axes.
    source : str
        Where the second one is from.
    wrong : numpy.ndarray of bool
        Where they differ by more than rounding.
    """

    name: str
    yours: np.ndarray
    expected: np.ndarray
    source: str
    wrong: np.ndarray

    def parts(self) -> list[tuple[str, np.ndarray]]:
        """Return the three tables with their titles."""
        difference = np.where(self.wrong, self.yours - self.expected, 0)
        tables = (("yours", self.yours), (self.source, self.expected), ("difference", difference))
        return [(title, np.atleast_2d(table)) for title, table in tables]

    def lines(self) -> list[str]:
        """Return the tables as text."""
        columns = []
        for title, table in self.parts():
            texts = [[number(value) for value in row] for row in table]
            width = max(len(text) for row in texts for text in row)
            rows = [" ".join(text.rjust(width) for text in row) for row in texts]
            columns.append([line.ljust(max(len(title), len(rows[0]))) for line in (title, *rows)])
        return ["   ".join(line).rstrip() for line in zip(*columns, strict=True)]

    def told(self) -> str:
        """Return in a sentence what the picture shows."""
        count = f"{int(self.wrong.sum())} of {self.wrong.size} numbers differ"
        return f"{self.name}: yours, {self.source} and the difference. {count}: " + "; ".join(self.lines()[1:])

    def svg(self) -> str:
        """Return the tables as a picture that is legible on light and dark pages."""
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        tables = self.parts()
        longest = max(len(number(value)) for _, table in tables for value in table.flat)
        rows, columns = tables[0][1].shape
        wide = max(longest * LETTER + 12, 34)
        table_width = max(wide * columns, max(len(title) for title, _ in tables) * LETTER)
        width, height = 3 * table_width + 2 * GAP + 2, HEAD + rows * HEIGHT + 2
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
            f'viewBox="0 0 {width:.0f} {height}" role="img" aria-label="{escape(self.told())}" '
            'style="max-width: 100%; height: auto" font-family="ui-monospace, monospace" font-size="12">'
            f"<title>{escape(self.told())}</title>"
        )
        scale = largest(self.yours, self.expected)
        for place, (title, table) in enumerate(tables):
            left = 1 + place * (table_width + GAP)
            yield f'<text x="{left:.0f}" y="16" fill="currentColor">{escape(title)}</text>'
            for (row, column), value in np.ndenumerate(table):
                x, y = left + column * wide, HEAD + row * HEIGHT
                marked = place != 1 and np.atleast_2d(self.wrong)[row, column]
                edge = f'stroke="{WRONG}" stroke-width="2"' if marked else 'stroke="#fff"'
                inset = 1 if marked else 0
                yield (
                    f'<rect x="{x + inset:.1f}" y="{y + inset}" width="{wide - 2 * inset:.1f}" '
                    f'height="{HEIGHT - 2 * inset}" fill="{colour(value, scale)}" {edge}/>'
                    f'<text x="{x + wide / 2:.1f}" y="{y + 17}" fill="#1a1a1a" text-anchor="middle">'
                    f"{number(value)}</text>"
                )
        yield "</svg>"


def compared(name: str, yours: np.ndarray, expected: np.ndarray, source: str, wrong: np.ndarray) -> Comparison | None:
    """Return what can be drawn, or None where there are too many numbers, or one alone."""
    small = yours.size > 1 and yours.ndim in (1, 2)
    if not small or max(yours.shape) > MOST_ROWS or not np.isfinite(expected).all():
        return None
    title = "numerical gradient" if source == "differences give" else source
    return Comparison(name, yours, expected, title, wrong)


def largest(*arrays: np.ndarray) -> float:
    """Return the largest size of all finite numbers, or 1."""
    sizes = np.abs(np.concatenate([array.ravel() for array in arrays]))
    return float(np.max(sizes, where=np.isfinite(sizes), initial=0)) or 1.0


def number(value: float) -> str:
    """Return a number as it stands in a square."""
    return f"{value + 0.0:.3g}".replace("e-0", "e-").replace("e+0", "e")


def colour(value: float, scale: float) -> str:
    """Return the colour of a number: the further from 0, the stronger."""
    if not np.isfinite(value):
        return "#f2a0a0"
    end = NEGATIVE if value < 0 else POSITIVE
    share = min(abs(value) / scale, 1) ** 0.7
    mixed = [round(middle + share * (strong - middle)) for middle, strong in zip(MIDDLE, end, strict=True)]
    return "#{:02x}{:02x}{:02x}".format(*mixed)
