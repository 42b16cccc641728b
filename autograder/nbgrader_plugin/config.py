"""Wires the autograder into nbgrader: called once, from the course's `nbgrader_config.py`."""

import nbgrader.apps.api
import nbgrader.apps.autogradeapp
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

from autograder.nbgrader_plugin.autograde import Autograde
from autograder.nbgrader_plugin.feedback import ShowRecord


def configure(c: Config) -> None:
    """Make `nbgrader autograde` and `nbgrader generate_feedback` ours.

    nbgrader has no setting for the class behind `autograde`, so its two users (the command, the formgrader's button)
    are given ours here.
    """
    nbgrader.apps.autogradeapp.Autograde = Autograde
    nbgrader.apps.api.Autograde = Autograde
    # SanitizeHTML: what a student's cell displays is shown without scripts. It comes before GetGrades, whose score
    # boxes are nbgrader's own. Hidden tests need no clearing: grade cells are graded with the released text in them.
    c.GenerateFeedback.preprocessors = [
        ShowRecord,
        SanitizeHTML,
        GetGrades,
        CSSHTMLHeaderPreprocessor,
    ]
