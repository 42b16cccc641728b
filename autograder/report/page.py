"""The score table as an HTML page that stands alone."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.report.scores import Scores


def write(scores: Scores, path: Path, feedback: str | None = None) -> None:
    """Write the page.

    Parameters
    ----------
    scores : Scores
        What is shown.
    path : Path
        The HTML file.
    feedback : str or None
        Address of a submission's feedback page, with `{student}` in it; None for no links.
    """
    # Student names and error texts come from submissions, so everything is escaped.
    environment = Environment(loader=PackageLoader("autograder.report"), autoescape=True, undefined=StrictUndefined)
    environment.filters["points"] = lambda number: f"{number:g}"
    page = environment.get_template("scores.html.j2").render(scores=scores, feedback=feedback)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
