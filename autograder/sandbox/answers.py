"""What a probe's answer brings back: arrays, or why there are none."""

from typing import Any

from .arrays import Array, Arrays
from .frames import Frame
from .inside.npy import decode_array
from .results import ProbeFailure, ProtocolViolation

_MESSAGE_LENGTH = 600


def read_answers(frame: Frame, count: int) -> list[Arrays | ProbeFailure]:
    """Read the answers to the `count` cases of a probe.

    Raises
    ------
    ProtocolViolation
        The frame does not answer each case, or its payload is not what it lists.
    """
    answers = frame.header.get("answers")
    if not isinstance(answers, list) or len(answers) != count:
        raise ProtocolViolation("it did not answer each case")
    listed = [_listed(answer) for answer in answers]
    parts = list(frame.parts([part for of_one in listed for part in of_one]))
    read: list[Arrays | ProbeFailure] = []
    for answer, of_one in zip(answers, listed, strict=True):
        own, parts = parts[: len(of_one)], parts[len(of_one) :]
        read.append(_failure(answer) if "error" in answer else _decoded(own))
    return read


def _listed(answer: Any) -> list[Any]:
    arrays = answer.get("arrays", []) if isinstance(answer, dict) else None
    if not isinstance(arrays, list):
        raise ProtocolViolation("it did not answer each case")
    return arrays


def _failure(answer: dict[str, Any]) -> ProbeFailure:
    return ProbeFailure(str(answer["error"])[:_MESSAGE_LENGTH], tried=answer.get("tried") is not False)


def _decoded(parts: list[tuple[str, bytes]]) -> Arrays | ProbeFailure:
    arrays: dict[str, Array] = {}
    try:
        for name, data in parts:
            arrays[name] = decode_array(data)
    except ValueError as error:
        return ProbeFailure(f"An answer is no array that can be read: {error}")
    return arrays
