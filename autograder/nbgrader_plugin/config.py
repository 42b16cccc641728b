"""Wires the autograder into nbgrader: called from the course's `nbgrader_config.py`."""

import nbgrader.converters.generate_feedback
import nbgrader.server_extensions.formgrader.formgrader
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from traitlets.config import Config

import autograder_guard
from autograder.nbgrader_plugin.exporter import PageExporter
from autograder.nbgrader_plugin.log import keep_log_printable


def wire(c: Config) -> None:
    """Make `nbgrader autograde`, `nbgrader generate_feedback` and the formgrader's pages ours.

    nbgrader has no setting for the class that makes pages, so the two that do are given ours here.
    """
    autograder_guard.install()  # already there, but where the autograder was put on the path and not installed
    keep_log_printable()
    nbgrader.converters.generate_feedback.HTMLExporter = PageExporter
    nbgrader.server_extensions.formgrader.formgrader.HTMLExporter = PageExporter
    # The exporter has steps of its own for grades and hidden tests; this one is for a course's own template.
    c.GenerateFeedback.preprocessors = [CSSHTMLHeaderPreprocessor]
