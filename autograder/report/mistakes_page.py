"""What a class got wrong as an HTML page that stands alone."""

import os
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.course.directory import Course
from autograder.feedback.words import words
from autograder.repair.text import printable
from autograder.report.mistakes import Mistakes

_EXAMPLES = 2


def write(found: Mistakes, path: Path, course: Course) -> None:
    """Write the page, with links to the feedback pages of the examples that are there."""

    def link(student: str, notebook: str) -> str:
        page = Path(course.format_path(course.feedback_directory, student, found.assignment), f"{notebook}.html")
        return quote(os.path.relpath(page, path.parent), errors="surrogateescape") if page.is_file() else ""

    # Names and messages come from submissions, so everything is escaped, and made printable before.
    environment = Environment(
        loader=PackageLoader("autograder.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    environment.filters["words"] = lambda text: words(printable(text))
    several = len({task.notebook for task in found.tasks}) > 1
    template = environment.get_template("mistakes.html.j2")
    text = template.render(found=found, link=link, several=several, examples=_EXAMPLES)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
