"""Runs probes over a namespace in the test's own process: all code here is the project's own."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from autograder.sandbox.results import ProbeFailure
from autograder.tasks import TASKS
from autograder.tasks.answers import Master


class InProcess:
    """A prober over a namespace, as the sandbox's `Student` is one over a process."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace

    def probe(self, requests):
        with np.errstate(all="ignore"):
            return [[self._answer(request, case) for case in request.cases] for request in requests]

    def _answer(self, request, case):
        probe = {"np": np}
        exec(request.source, probe)  # noqa: S102
        try:
            return probe[request.entry](self._namespace, {name: array.copy() for name, array in case.items()})
        except Exception as error:  # noqa: BLE001
            return ProbeFailure(f"{type(error).__name__}: {error}")


@pytest.fixture(scope="session")
def master() -> Master:
    return Master()


@pytest.fixture(scope="session")
def given(master) -> dict[str, dict[str, Any]]:
    """What stands in the namespace before a task's own cell has run, task by task."""
    imported: dict[str, Any] = {}
    exec(master.imports, imported)  # noqa: S102
    namespaces = {}
    for task in TASKS.values():
        namespaces[task.name] = dict(imported)
        for name in task.needs:
            exec(master.source(name), namespaces[task.name])  # noqa: S102
    return namespaces


@pytest.fixture
def prober(given) -> Callable[[str, str], InProcess]:
    """Make a prober from a task's name and the source of an answer."""

    def make(task_name: str, source: str) -> InProcess:
        namespace = dict(given[task_name])
        exec(source, namespace)  # noqa: S102
        return InProcess(namespace)

    return make
