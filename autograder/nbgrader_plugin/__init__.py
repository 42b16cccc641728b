"""Makes nbgrader's own commands grade in the sandbox: `nbgrader_config.py` calls `configure`."""

import sys

from traitlets.config import Config

__all__ = ["configure"]


def configure(c: Config) -> None:
    """Make `nbgrader autograde` and `nbgrader generate_feedback` ours.

    The mark is part of the settings, so it is gone where their file fails in a later line.
    """
    c.Autograder.configured = True
    # `autograder grade` reads the course's settings too, and does without nbgrader until it files the first grades
    if "nbgrader" in sys.modules:
        from autograder.nbgrader_plugin.config import wire

        wire(c)
