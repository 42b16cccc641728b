"""The grader's list of a cell's outputs: checked, cut to size, ready for a notebook."""

import re
from typing import Any

from .frames import Frame, cleaned
from .limits import Limits
from .results import ProtocolViolation

_MOST_OUTPUTS = 2000
_MOST_TEXTS = 1000
_TEXT_OVERHEAD = 64  # bytes of memory for each text, however short it is
_JSON_TYPE = re.compile(r"application/(.*\+)?json")
_JSON_OVERHEAD = 16  # parsed JSON takes several times the memory of its text


class CellOutputs:
    """Collects the outputs that a student process sends while a cell runs.

    Parameters
    ----------
    limits : Limits
        How much of text and of displayed data is kept.
    room : int
        Bytes that may still be kept for this submission.
    """

    def __init__(self, limits: Limits, room: int) -> None:
        self.size = 0
        self._outputs: list[dict[str, Any]] = []
        self._text_left = min(limits.output_bytes, room)
        self._rich_left = min(limits.rich_bytes, room)
        self._displays: dict[str, dict[str, Any]] = {}
        self._clear_first = False
        self._cut = False

    def take(self, frame: Frame) -> None:
        """Add what one frame brings.

        Raises
        ------
        ProtocolViolation
            It is no output of a notebook.
        """
        if "clear" in frame.header:
            self._clear_first = frame.header["clear"] == "wait"
            if not self._clear_first:
                self._clear()
            return
        output, size = read_output(frame)
        if self._clear_first:
            self._clear()
        if len(self._outputs) >= _MOST_OUTPUTS:
            self._note("output")
        elif output["output_type"] == "stream":
            self._add_text(output)
        elif size > self._rich_left:
            self._note("displayed data")
        else:
            self._rich_left -= size
            self.size += size
            self._add_display(output, frame.header.get("display_id"), update=frame.header.get("update") is True)

    def finished(self) -> list[dict[str, Any]]:
        """The outputs, with each stream's text in one piece."""
        return [{**o, "text": "".join(o["text"])} if o["output_type"] == "stream" else o for o in self._outputs]

    def _clear(self) -> None:
        self._outputs, self._displays, self._clear_first = [], {}, False

    def _add_display(self, output: dict[str, Any], display_id: Any, *, update: bool) -> None:
        if isinstance(display_id, str) and output["output_type"] == "display_data":
            shown = self._displays.get(display_id)
            if shown is not None:
                shown.update(data=output["data"], metadata=output["metadata"])
            self._displays[display_id] = shown if update and shown is not None else output
        if not update:
            self._outputs.append(output)

    def _add_text(self, output: dict[str, Any]) -> None:
        text = output["text"]
        kept = text[: self._text_left]
        self._text_left -= len(kept)
        self.size += len(kept)
        last = self._outputs[-1] if self._outputs else {}
        if kept and last.get("output_type") == "stream" and last["name"] == output["name"]:
            last["text"].append(kept)
        elif kept:
            self._outputs.append({**output, "text": [kept]})
        if len(kept) < len(text):
            self._note("output")

    def _note(self, what: str) -> None:
        if not self._cut:
            self._cut = True
            text = f"\n[The {what} of this cell is longer than is kept. The rest was cut.]\n"
            self._outputs.append({"output_type": "stream", "name": "stderr", "text": [text]})


def read_output(frame: Frame) -> tuple[dict[str, Any], int]:
    """Build an output from the fields that nbformat knows, each of its type, and estimate its memory.

    Raises
    ------
    ProtocolViolation
        The frame holds no output of a notebook.
    """
    output = cleaned(frame.header.get("output"))
    texts = _texts(frame)
    size = len(frame.payload) + _TEXT_OVERHEAD * len(texts)
    if not isinstance(output, dict):
        raise ProtocolViolation("it sent an output that is none")
    match output.get("output_type"), texts:
        case "stream", [("text", text)] if output.get("name") in ("stdout", "stderr"):
            return {"output_type": "stream", "name": output["name"], "text": text}, size
        case "error", [("ename", ename), ("evalue", evalue), *lines]:
            traceback = [line for _, line in lines]
            return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": traceback}, size
        case ("display_data" | "execute_result") as kind, _:
            data, metadata, count = output.get("data"), output.get("metadata"), output.get("execution_count")
            if isinstance(data, dict) and isinstance(metadata, dict):
                size += _JSON_OVERHEAD * (len(repr(data)) + len(repr(metadata)))
                shown = {name: value for name, value in (data | dict(texts)).items() if _can_be_shown(name, value)}
                whole = {"output_type": kind, "data": shown, "metadata": metadata}
                if kind == "display_data":
                    return whole, size
                if type(count) is int and 0 <= count < 1 << 31:
                    return {**whole, "execution_count": count}, size
    raise ProtocolViolation("it sent an output that is none")


def _can_be_shown(kind: str, value: Any) -> bool:
    """Tell whether a page can be made of it: only types of JSON may hold more than text."""
    return isinstance(value, str) or _JSON_TYPE.fullmatch(kind) is not None


def _texts(frame: Frame) -> list[tuple[str, str]]:
    names, sizes = cleaned(frame.header.get("texts")), frame.header.get("sizes")
    if not isinstance(names, list) or len(names) > _MOST_TEXTS or not all(isinstance(name, str) for name in names):
        raise ProtocolViolation("it sent an output that is none")
    parts = frame.parts(sizes)
    if len(parts) != len(names):
        raise ProtocolViolation("it sent an output that is none")
    return [(name, part.decode(errors="replace")) for name, part in zip(names, parts, strict=True)]
