"""An interrupt of a training run, in a real kernel."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager

from tests.kernels import start_kernel

Kernel = tuple[KernelManager, BlockingKernelClient]
SETUP = """
import time
import matplotlib.pyplot
import numpy as np
from length import Graph
from length.training import Training

def train(title):
    with Training(1, 1000, title) as training:
        while True:
            training.step(Graph(np.float32(1)), 0.1)
            if len(training.history["batch_loss"]) == 5:
                print("started", title)
            time.sleep(0.01)
    return training.history
"""
ONE = "history = train('one')\nprint('after it')"
LOOP = "kept = {}\nfor name in 'ab':\n    kept[name] = train(name)\nprint('not reached')"


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    """A kernel in which runs are defined that don't end by themselves."""
    manager, client = start_kernel(tmp_path)
    assert client.execute(SETUP, reply=True, timeout=60)["content"]["status"] == "ok"
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def interrupted(kernel: Kernel, code: str, *waiting: str) -> tuple[list[str], str, list[str]]:
    """Interrupt code once a run has started: return the replies' states, its text but for the curve, its error."""
    manager, client = kernel
    requests = [client.execute(source) for source in (code, *waiting)]
    text, error, sent = "", [], False
    while True:
        message: dict[str, Any] = client.get_iopub_msg(timeout=60)
        content, kind = message["content"], message["msg_type"]
        if message["parent_header"].get("msg_id") != requests[0]:
            continue
        if kind == "stream":
            text += content["text"]
        if kind == "error":
            error += content["traceback"]
        if "started" in text and not sent:
            sent = True
            manager.interrupt_kernel()
        if kind == "status" and content["execution_state"] == "idle":
            break
    replies = [client.get_shell_msg(timeout=60) for _ in requests]
    found = {reply["parent_header"]["msg_id"]: reply["content"]["status"] for reply in replies}
    return [found[request] for request in requests], text, error


def evaluated(kernel: Kernel, expression: str) -> str:
    """Return what an expression is in the kernel."""
    reply = kernel[1].execute("", user_expressions={"it": expression}, reply=True, timeout=60)
    return str(reply["content"]["user_expressions"]["it"]["data"]["text/plain"])


def test_one_run(kernel: Kernel) -> None:
    """Is the history there, with one line and no traceback, the rest of the cell run, and no cell that waits?"""
    states, text, error = interrupted(kernel, ONE, "print('next')")
    started, told, after = text.splitlines()
    assert started == "started one"
    assert told.startswith("Interrupted, the model keeps its weights. Training ends in epoch 0, after ")
    assert after == "after it"
    assert error == []
    assert states == ["error", "aborted"]
    assert int(evaluated(kernel, "len(history['batch_loss'])")) > 0


def test_loop(kernel: Kernel) -> None:
    """Does a single interrupt end a loop over runs, in a line in place of a traceback, with what was kept?"""
    states, text, error = interrupted(kernel, LOOP)
    assert states == ["error"]
    assert text.count("Interrupted, ") == text.count("started") == 1
    assert "not reached" not in text
    assert error == [
        "KeyboardInterrupt: the cell ends here, and its next training does not begin. What it kept so far is there."
    ]
    assert evaluated(kernel, "list(kept)") == "['a']"
    assert int(evaluated(kernel, "len(kept['a']['batch_loss'])")) > 0


def test_next_cell(kernel: Kernel) -> None:
    """Does a cell that is run after an interrupted one train again?"""
    interrupted(kernel, ONE)
    assert interrupted(kernel, ONE)[1].splitlines()[-1] == "after it"


def test_interrupted_twice(kernel: Kernel) -> None:
    """Is the history there if a second interrupt comes while the run ends?"""
    again = """
import os, signal
from length.curve import Curve
drawn = Curve.update
def update(self, last=False):
    if last:
        os.kill(os.getpid(), signal.SIGINT)
    drawn(self, last)
Curve.update = update
"""
    assert kernel[1].execute(again, reply=True, timeout=60)["content"]["status"] == "ok"
    _, text, error = interrupted(kernel, ONE)
    assert error == []
    assert text.splitlines()[-1] == "after it"
