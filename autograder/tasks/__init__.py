"""What is graded and how: one file per task, and the code that scores them."""

from collections.abc import Mapping

from autograder.tasks import (
    adam,
    end_to_end,
    fashion_question,
    fully_connected,
    mean_squared_error,
    relu,
    sgd,
)
from autograder.tasks.task import Task

TASKS: Mapping[str, Task] = {
    task.name: task
    for task in (
        sgd.TASK,
        fully_connected.TASK,
        mean_squared_error.TASK,
        relu.TASK,
        end_to_end.TASK,
        adam.TASK,
        fashion_question.TASK,
    )
}
