"""Wires the autograder into nbgrader: called from the course's `nbgrader_config.py`."""

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

import autograder_guard
from autograder.nbgrader_plugin.feedback import ShowRecord
from autograder.nbgrader_plugin.sanitize import Sanitize, safe_markdown


def wire(c: Config) -> None:
    """Make `nbgrader autograde` and `nbgrader generate_feedback` ours."""
    autograder_guard.install()  # already there, but where the autograder was put on the path and not installed
    c.HTMLExporter.preprocessors = [Sanitize]
    c.HTMLExporter.filters = {"markdown2html": safe_markdown}
    # Hidden tests need no clearing: grade cells are graded with the released text in them.
    c.GenerateFeedback.preprocessors = [ShowRecord, GetGrades, CSSHTMLHeaderPreprocessor]
