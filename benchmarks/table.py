"""Writes what the benchmarks measured into docs/: a table with ratios and a plot."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt

if TYPE_CHECKING:
    from benchmarks.grading import Speed

DOCS = Path(__file__).resolve().parents[1] / "docs"
_HEADER = """| command | start-up | each submission | {count} submissions | per second | against stock | peak memory |
|---|---:|---:|---:|---:|---:|---:|
"""
_OTTER = """`otter run` (Otter-Grader) grades one submission in each process: its figures for more follow from one.
"""
_NO_OTTER = """`otter run` was not measured: no Python with Otter-Grader was given (`make bench OTTER_PYTHON=…`).
"""


def write_report(
    mixed: Sequence["Speed"],
    right: Sequence["Speed"],
    ordinary: Sequence["Speed"],
    feedback: Sequence["Speed"],
    first: float,
    count: int,
    repeats: int,
) -> None:
    """Write docs/benchmarks.md and docs/benchmarks.png; the first of each sequence is stock nbgrader."""
    DOCS.mkdir(exist_ok=True)
    cores = len(os.sched_getaffinity(0))
    text = f"""# How fast grading is

Written by `benchmarks/grading.py` (`make bench`): one run on {cores} cores, {platform.machine()},
Python {platform.python_version()}; medians of {repeats}. All commands grade the same notebooks with the same
hidden tests. Stock nbgrader runs them in a kernel, with its own preprocessors and settings. It was measured with
{mixed[0].measured} submissions; its figures for {count} follow from its start-up and its time for each. Cells that
train for minutes are left out everywhere.

## Grading a mixed cohort

A third right answers, a third with a mistake in one task (those that the exercise knows, in turn), a third half done.

{speed_table(mixed, count)}
`autograder grade` has the first submission graded {first:.1f} s after it
begins to read the assignment.

## Grading right answers

{speed_table(right, count)}
{_OTTER if any(item.name == "otter run" for item in right) else _NO_OTTER}
## Grading an ordinary course

Twelve answers on NumPy and pandas, each with a cell of asserts below it (`benchmarks/ordinary.py`); a mixed cohort, as
above. Nothing in it was written for this grader.

{speed_table(ordinary, count)}
## Feedback pages

Of the mixed cohort.

{speed_table(feedback, count)}
![Seconds for a number of submissions](benchmarks.png)
"""
    (DOCS / "benchmarks.md").write_text(text)
    _plot(mixed, DOCS / "benchmarks.png", count)
    print(text)


def speed_table(speeds: Sequence["Speed"], count: int) -> str:
    """Return a table of commands; the first is stock nbgrader."""
    stock = speeds[0].rate(count)
    rows = [
        f"| {item.name} | {item.start:.1f} s | {item.each:.3f} s | {item.seconds(count):.0f} s "
        f"| {item.rate(count):.2f} | {item.rate(count) / stock:.1f} × | {item.peak / 2**20:,.0f} MiB |\n"
        for item in speeds
    ]
    return _HEADER.format(count=count) + "".join(rows)


def _plot(speeds: Sequence["Speed"], path: Path, count: int) -> None:
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    numbers = [1, 2, 5, 10, 20, 50, 100, count, 5 * count]
    for item in speeds:
        axes.plot(numbers, [item.seconds(number) for number in numbers], marker=".", label=item.name)
    axes.set(xscale="log", yscale="log", xlabel="submissions", ylabel="seconds")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=120, metadata={"Software": None})
    plt.close(figure)
