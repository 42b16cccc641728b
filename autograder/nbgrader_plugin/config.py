"""Wires the autograder into nbgrader: called from the course's `nbgrader_config.py`."""

import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.converters.generate_feedback
import nbgrader.server_extensions.formgrader.formgrader
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

from autograder.nbgrader_plugin.autograde import Autograde
from autograder.nbgrader_plugin.exporter import PageExporter
from autograder.nbgrader_plugin.feedback import ShowRecord
from autograder.nbgrader_plugin.log import keep_log_printable


def wire(c: Config) -> None:
    """Make `nbgrader autograde`, `nbgrader generate_feedback` and the formgrader's pages ours.

    nbgrader has no setting for the class behind `autograde`, so its two users (the command, the formgrader's button)
    are given ours here, and so are the two that make pages.
    """
    keep_log_printable()
    nbgrader.apps.autogradeapp.Autograde = Autograde
    nbgrader.apps.api.Autograde = Autograde
    nbgrader.converters.generate_feedback.HTMLExporter = PageExporter
    nbgrader.server_extensions.formgrader.formgrader.HTMLExporter = PageExporter
    # Hidden tests need no clearing: grade cells are graded with the released text in them.
    c.GenerateFeedback.preprocessors = [ShowRecord, GetGrades, CSSHTMLHeaderPreprocessor]
