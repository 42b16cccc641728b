"""Placeholders stand where the answers of the course belong, and say so until the student puts an answer there."""

from collections.abc import Callable
from typing import Any

from length.errors import TaskMissingError


def placeholder_class(place: str, task: str, base: type) -> type:
    """Return a class that can be imported from `place`, the answer to a task, and derived from, but not be used."""
    members = {"__init__": placeholder_function(place, task), "__module__": base.__module__, "task_missing": True}
    return type(place.rpartition(".")[2], (base,), members)


def placeholder_function(place: str, task: str) -> Callable[..., Any]:
    """Return a function that can be imported from `place`, the answer to a task, but not be called."""
    module, _, name = place.rpartition(".")

    def refuse(*inputs: Any, **options: Any) -> None:
        alias, imported = ("F", f"{module} as F") if module == "length.functions" else (module, module)
        hint = (
            f"Do that task first and run its cell; to let `length` find your {name}, put it here with "
            f"`{alias}.{name} = {name}`, after `import {imported}`"
        )
        raise TaskMissingError(place, f"your answer to the task {task!r} belongs here, and it is not here yet", hint)

    refuse.__name__ = refuse.__qualname__ = name
    refuse.task_missing = True
    return refuse
