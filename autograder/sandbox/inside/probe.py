"""Probes: the grader's few lines that call the student's code and bring back arrays."""

import io
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

_MESSAGE_LENGTH = 500
STOPPED = "stopped, because the time was over"


def run_probe(
    source: str, entry: str, cases: list[list[list[Any]]], payload: bytes, student: Mapping[str, Any], largest: int
) -> tuple[list[dict[str, Any]], list[bytes]]:
    """Call `entry` of the probe's source once for each case.

    Parameters
    ----------
    source, entry : str
        The probe's text and the name of its function.
    cases : list
        For each case, `[name, number of bytes]` of its arrays.
    payload : bytes
        The arrays of all cases, as .npy files one after the other.
    student : mapping
        The namespace of the student's notebook.
    largest : int
        Most bytes that one answered array may have.

    Returns
    -------
    tuple
        For each case `{"arrays": [[name, number of bytes], ...]}` or `{"error": text}`, and the arrays.
    """
    answers: list[dict[str, Any]] = []
    payloads: list[bytes] = []
    stopped = ""
    namespace: dict[str, Any] = {"np": np, "__name__": "probe"}
    offset = 0
    for sizes in cases:
        case = {}
        for name, size in sizes:
            case[name] = np.lib.format.read_array(io.BytesIO(payload[offset : offset + size]), allow_pickle=False)
            offset += size
        try:
            if stopped:
                raise KeyboardInterrupt
            if entry not in namespace:
                exec(compile(source, "<probe>", "exec"), namespace)  # noqa: S102 - the grader's text, in the sandbox
            arrays = _encoded(namespace[entry], student, case, largest)
        except KeyboardInterrupt:
            answers.append({"error": stopped or STOPPED})
            stopped = "not tried, because the time was over"
        except BaseException as error:  # noqa: BLE001 - whatever the student's code raises, also SystemExit
            answers.append({"error": _describe(error)})
        else:
            answers.append({"arrays": [[name, len(data)] for name, data in arrays.items()]})
            payloads += arrays.values()
    return answers, payloads


def _encoded(
    probe: Callable[[Mapping[str, Any], dict[str, Any]], Mapping[str, Any]],
    student: Mapping[str, Any],
    case: dict[str, Any],
    largest: int,
) -> dict[str, bytes]:
    encoded = {}
    for name, value in probe(student, case).items():
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"{name} must be an array of numbers, got {type(value).__name__} with dtype {array.dtype}")
        if array.nbytes > largest:
            raise ValueError(f"{name} has {array.nbytes} bytes, more than the {largest} that are read")
        file = io.BytesIO()
        np.lib.format.write_array(file, array, allow_pickle=False)
        encoded[str(name)] = file.getvalue()
    return encoded


def _describe(error: BaseException) -> str:
    """Name the error and the line of the student's cell that it comes from."""
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - the student's own __str__
        text = type(error).__name__
    text = text[:_MESSAGE_LENGTH]
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        if frame.f_code.co_filename.startswith("<ipython-input-"):  # IPython's name for a cell
            return f"{text} (line {line} of the cell, in {frame.f_code.co_name})"
    return text
