"""Placeholders stand where the answers of the course belong, and say so until the student puts an answer there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from length.errors import TaskMissingError


def placeholder_class(place: str, task: str, base: type, label: str | None = None) -> type:
    """Return a class that can be imported and derived from `base`, but not be used.

    `place` is where the answer is looked for (`length.optimizers.SGD`), `task` the name that its task has in the
    notebook, `label` the `name` of a function, where it is not that of the class.
    """

    def refuse(self: Any, *args: Any, **options: Any) -> None:
        raise missing(place, task)

    name = place.rpartition(".")[2]
    members = {"__init__": refuse, "__doc__": f"Belongs to the task {task}; creating it raises TaskMissingError."}
    members |= {"__module__": base.__module__, "task_missing": True} | ({"name": label} if label else {})
    return type(name, (base,), members)


def placeholder_function(place: str, task: str) -> Callable[..., Any]:
    """Return a function that can be imported, but not be called."""

    def refuse(*inputs: Any, **options: Any) -> None:
        raise missing(place, task)

    refuse.__name__ = refuse.__qualname__ = place.rpartition(".")[2]
    refuse.__doc__ = f"Belong to the task {task}; calling it raises TaskMissingError."
    refuse.task_missing = True
    return refuse


def missing(place: str, task: str) -> TaskMissingError:
    """Return the error of a part that the student has still to write."""
    module, _, name = place.rpartition(".")
    alias = "F" if module == "length.functions" else module
    mend = (
        f"Do that task first and run its cell; to let `length` find your {name}, put it here with "
        f"`{alias}.{name} = {name}`, after `import {module}{' as F' if alias == 'F' else ''}`"
    )
    return TaskMissingError(place, f"your answer to the task {task!r} belongs here, and it is not here yet", mend)
