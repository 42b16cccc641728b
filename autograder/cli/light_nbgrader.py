"""Imports nbgrader without the parts for Jupyter's server, which are two thirds of what importing it takes."""

import importlib
import sys
from types import ModuleType

# What nbgrader's package imports before any of its modules can be used, for Jupyter's server alone.
_EXTENSIONS = tuple(
    f"nbgrader.server_extensions.{name}"
    for name in ("assignment_list", "course_list", "validate_assignment", "formgrader")
)
_LOADER = "load_jupyter_server_extension"


def import_nbgrader() -> None:
    """Import the package `nbgrader`; modules of its server extensions are imported when somebody asks for them.

    For a process that is no server: the package's own loaders of these extensions do nothing there.
    """
    if "nbgrader" in sys.modules:
        return
    for name in _EXTENSIONS:
        extension = ModuleType(name)
        setattr(extension, _LOADER, lambda app: None)
        sys.modules[name] = extension
    try:
        importlib.import_module("nbgrader")
    finally:
        for name in _EXTENSIONS:
            del sys.modules[name]
