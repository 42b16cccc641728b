"""Makes nbgrader's own commands grade in the sandbox: `nbgrader_config.py` calls `configure`."""

from autograder.nbgrader_plugin.config import configure

__all__ = ["configure"]
