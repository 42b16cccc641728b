"""The score table as an HTML page that stands alone."""

import os
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.course.directory import Course
from autograder.feedback.words import words
from autograder.repair.text import printable
from autograder.report.scores import Scores


def write(scores: Scores, path: Path, course: Course) -> None:
    """Write the page, with links to the feedback pages that are there."""
    links: dict[str, dict[str, str]] = {}
    for row in scores.rows:
        folder = Path(course.format_path(course.feedback_directory, row.student, scores.assignment))
        pages = {name: folder / f"{name}.html" for name in scores.notebooks}
        links[row.student] = {
            name: quote(os.path.relpath(page, path.parent), errors="surrogateescape")
            for name, page in pages.items()
            if page.is_file()
        }
    # Student names and error texts come from submissions, so everything is escaped, and made printable before.
    environment = Environment(
        loader=PackageLoader("autograder.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    environment.filters["points"] = lambda number: f"{number:g}"
    environment.filters["words"] = lambda text: words(printable(text))
    page = environment.get_template("scores.html.j2").render(scores=scores, links=links)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
