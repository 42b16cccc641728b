"""Probes: the grader's few lines that call the student's code and bring back arrays."""

import marshal
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from .npy import decode_array, encode_array

_MESSAGE_LENGTH = 500
STOPPED = "stopped, because the time was over"
_NOT_TRIED = "not tried, because the time was over"


def run_probes(
    probes: list[dict[str, Any]], payload: bytes, student: Mapping[str, Any], largest: int
) -> tuple[list[dict[str, Any]], list[bytes]]:
    """Call the entry of each probe once for each of its cases.

    Parameters
    ----------
    probes : list of dict
        For each probe its `entry`, the number of bytes of its `code`, and its `cases`: for each case `[name, bytes]` of
        its arrays.
    payload : bytes
        The compiled code of each probe, followed by the arrays of its cases as .npy files.
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
    stopped = False
    for probe, case in _calls(probes, payload):
        if stopped:
            answers.append({"error": _NOT_TRIED, "tried": False})
            continue
        try:
            arrays = _encoded(probe(student, case), largest)
        except KeyboardInterrupt:
            answers.append({"error": STOPPED})
            stopped = True
        except BaseException as error:  # noqa: BLE001 - whatever the student's code raises, also SystemExit
            answers.append({"error": _describe(error)})
        else:
            answers.append({"arrays": [[name, len(data)] for name, data in arrays.items()]})
            payloads += arrays.values()
    return answers, payloads


def _calls(probes: list[dict[str, Any]], payload: bytes) -> Iterator[tuple[Callable[..., Mapping[str, Any]], Any]]:
    offset = 0
    for probe in probes:
        namespace: dict[str, Any] = {"np": np, "__name__": "probe"}
        code = marshal.loads(payload[offset : offset + probe["code"]])
        exec(code, namespace)  # noqa: S102 - the grader's code, in the sandbox
        offset += probe["code"]
        for sizes in probe["cases"]:
            case = {}
            for name, size in sizes:
                case[name] = decode_array(payload[offset : offset + size])
                offset += size
            yield namespace[probe["entry"]], case


def _encoded(returned: Mapping[str, Any], largest: int) -> dict[str, bytes]:
    encoded = {}
    for name, value in returned.items():
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"{name} must be an array of numbers, got {type(value).__name__} with dtype {array.dtype}")
        if array.nbytes > largest:
            raise ValueError(f"{name} has {array.nbytes} bytes, more than the {largest} that are read")
        encoded[str(name)] = encode_array(array)
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
