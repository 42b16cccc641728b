"""The answers of the course have a place here; until the student fills it, it says what belongs there."""

from __future__ import annotations

from length.errors import TaskMissingError


def missing(place: str, task: str) -> TaskMissingError:
    """Return the error of a part that the student has still to write.

    Parameters
    ----------
    place : str
        Where the part is looked for: `length.optimizers.SGD`.
    task : str
        The task whose answer belongs there, by the name that it has in the notebook.
    """
    module, _, name = place.rpartition(".")
    alias = "F" if module == "length.functions" else module
    mend = (
        f"Do that task first and run its cell; to let `length` find your {name}, put it here with "
        f"`{alias}.{name} = {name}`, after `import {module}{' as F' if alias == 'F' else ''}`"
    )
    return TaskMissingError(place, f"your answer to the task {task!r} belongs here, and it is not here yet", mend)
