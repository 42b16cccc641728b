"""Scores a task: sends each property's probe and cases to the student's process and judges what comes back."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np

from autograder.sandbox.arrays import Arrays
from autograder.sandbox.probe_request import ProbeRequest
from autograder.sandbox.results import ProbeFailure
from autograder.tasks.comparison import MALFORMED
from autograder.tasks.result import PropertyResult, TaskResult
from autograder.tasks.sizes import Sizes
from autograder.tasks.task import Property, Task

__all__ = ["Arrays", "ProbeFailure", "ProbeRequest", "Prober", "hidden_cases", "score"]

_LONGEST_MESSAGE = 300
# What a probe raises that finds no such name among the student's.
_ABSENT = re.compile(r"KeyError: '(\w+)'")


class Prober(Protocol):
    """Whatever runs probes beside the student's code: the sandbox's `Student`, or a stand-in."""

    def probe(self, requests: Sequence[ProbeRequest]) -> Sequence[Sequence[Arrays | ProbeFailure]]:
        """Define each `source`, call `entry(namespace, case)` for each case, return one answer per case."""
        ...


def score(task: Task, prober: Prober, seed: int = 0) -> TaskResult:
    """Run all properties of a task.

    Parameters
    ----------
    task : Task
        One of `autograder.tasks.TASKS`.
    prober : Prober
        Errors that it raises (a dead student process) are its caller's business and pass through.
    seed : int
        The hidden inputs follow from it and from the names of task and property.

    Returns
    -------
    TaskResult
    """
    hidden = [_hidden(task, item, seed) for item in task.properties]
    answers = prober.probe([of_one.request for of_one in hidden])
    messages = [_judge(*of_one) for of_one in zip(task.properties, hidden, answers, strict=True)]
    earned = any(not text for text, item in zip(messages, task.properties, strict=True) if not item.supporting)
    results = []
    for text, item in zip(messages, task.properties, strict=True):
        if item.supporting and not earned and not text:
            text = "counts as soon as another property of this task holds"
        results.append(PropertyResult(item.name, 0.0 if text else item.points, item.points, text))
    return TaskResult(task.name, task.title, tuple(results), task.bonus)


def _judge(item: Property, hidden: "_Hidden", answers: Sequence[Arrays | ProbeFailure]) -> str:
    """Return an empty string if the property holds in all cases, else why it does not."""
    count = len(hidden.cases)
    if len(answers) != count:
        return "the student's process gave no full answer"
    for number, answer in enumerate(answers, 1):
        problem = _problem(item, hidden, number - 1, answer)
        if problem:
            # an empty text means that the property holds, so none may come of a text that a student wrote
            return _plain((f"case {number} of {count}: " if count > 1 else "") + problem) or "the probe failed"
    return ""


def hidden_cases(task: Task, item: Property, seed: int = 0) -> Sequence[dict[str, Any]]:
    """Return the input arrays of a property: the same for the same seed, on every machine."""
    return item.cases(np.random.default_rng([seed, zlib.crc32(f"{task.name}/{item.name}".encode())]))


@dataclass(frozen=True, slots=True)
class _Hidden:
    request: ProbeRequest
    cases: tuple[dict[str, Any], ...]
    expected: tuple[Arrays, ...]
    sizes: tuple[Sizes, ...]


@cache
def _hidden(task: Task, item: Property, seed: int) -> _Hidden:
    """Make what is the same for every submission once in a process: it costs more than judging an answer."""
    cases = tuple(hidden_cases(task, item, seed))
    with np.errstate(all="ignore"):
        expected = tuple(item.reference(case) for case in cases)
    for array in (array for arrays in (*cases, *expected) for array in arrays.values()):
        if isinstance(array, np.ndarray):
            array.flags.writeable = False  # no submission may change what the next one is judged by
    sizes = tuple(Sizes.around(case, arrays) for case, arrays in zip(cases, expected, strict=True))
    return _Hidden(ProbeRequest(item.source, item.entry, cases), cases, expected, sizes)


def _problem(item: Property, hidden: _Hidden, number: int, answer: Arrays | ProbeFailure) -> str:
    case, expected = hidden.cases[number], hidden.expected[number]
    if isinstance(answer, ProbeFailure):
        absent = _ABSENT.fullmatch(answer.message)
        return f"{absent[1]} is not defined" if absent else answer.message or "the probe failed"
    if too_much := hidden.sizes[number].excess(answer):
        return too_much
    try:
        with np.errstate(all="ignore"):
            measured = item.measure(case, dict(answer))
    except MALFORMED as error:
        return f"the returned arrays have unexpected names, shapes or dtypes ({type(error).__name__})"
    with np.errstate(all="ignore"):
        return item.comparison.differences(measured, expected)


def _plain(text: str) -> str:
    """Keep a message, part of which the student's process may have written, to one short printable line."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 4 * _LONGEST_MESSAGE]).split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"
