"""Wires the autograder into nbgrader: called from the course's `nbgrader_config.py`."""

import nbgrader.apps.api
import nbgrader.apps.autogradeapp
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

from autograder.nbgrader_plugin.autograde import Autograde
from autograder.nbgrader_plugin.feedback import ShowRecord
from autograder.nbgrader_plugin.sanitize import Sanitize, safe_markdown


def wire(c: Config) -> None:
    """Make `nbgrader autograde` and `nbgrader generate_feedback` ours.

    nbgrader has no setting for the class behind `autograde`, so its two users (the command, the formgrader's button)
    are given ours here.
    """
    nbgrader.apps.autogradeapp.Autograde = Autograde
    nbgrader.apps.api.Autograde = Autograde
    c.HTMLExporter.preprocessors = [Sanitize]
    c.HTMLExporter.filters = {"markdown2html": safe_markdown}
    # Hidden tests need no clearing: grade cells are graded with the released text in them.
    c.GenerateFeedback.preprocessors = [ShowRecord, GetGrades, CSSHTMLHeaderPreprocessor]
