"""Placeholders stand where the answers of the course belong, and say so until the student puts an answer there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from length.errors import TaskMissingError


def placeholder_class(place: str, task: str, base: type) -> type:
    """Return a class that can be imported and derived from `base`, but not be used.

    `place` is where the answer is looked for (`length.optimizers.SGD`), `task` the name that its task has in the
    notebook.
    """
    members = {
        "__init__": placeholder_function(place, task),
        "__doc__": f"Belongs to the task {task}; creating it raises TaskMissingError.",
        "__module__": base.__module__,
        "task_missing": True,
    }
    return type(place.rpartition(".")[2], (base,), members)


def placeholder_function(place: str, task: str) -> Callable[..., Any]:
    """Return a function that can be imported, but not be called."""
    module, _, name = place.rpartition(".")

    def refuse(*inputs: Any, **options: Any) -> None:
        alias = "F" if module == "length.functions" else module
        hint = (
            f"Do that task first and run its cell; to let `length` find your {name}, put it here with "
            f"`{alias}.{name} = {name}`, after `import {module}{' as F' if alias == 'F' else ''}`"
        )
        raise TaskMissingError(place, f"your answer to the task {task!r} belongs here, and it is not here yet", hint)

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = f"Belong to the task {task}; calling it raises TaskMissingError."
    refuse.task_missing = True
    return refuse
