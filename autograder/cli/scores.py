"""`autograder scores`: prints the score table of an assignment, and writes it as a page or as CSV."""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from autograder.cli.settings import course_directory, read_settings
from autograder.errors import GradingError

_PIPED_WIDTH = 160


def run(options: argparse.Namespace) -> int:
    """Print and write; return 0."""
    # nbgrader's database takes a second to import, which a refusal does without
    course = course_directory(read_settings(Path.cwd()), options.assignment, options.student)
    from autograder.report import page, table, terminal
    from autograder.report.scores import Scores

    scores = Scores.of(course)
    terminal.show(scores, Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH))
    try:
        if options.html:
            page.write(scores, options.html.absolute(), course)
        if options.csv:
            table.write(scores, options.csv)
    except OSError as error:
        reason = f"it can't be written ({error.strerror})"
        raise GradingError(str(error.filename), reason, "Name another file") from error
    return 0
