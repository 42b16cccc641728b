"""The grader's list of a cell's outputs: checked, cut to size, ready for a notebook."""

from typing import Any

from .limits import Limits
from .results import ProtocolViolation


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
        self.outputs: list[dict[str, Any]] = []
        self.size = 0
        self._text_left = min(limits.output_bytes, room)
        self._rich_left = min(limits.rich_bytes, room)
        self._displays: dict[str, int] = {}
        self._clear_first = False
        self._cut = False

    def take(self, header: dict[str, Any]) -> None:
        """Add what one frame brings.

        Raises
        ------
        ProtocolViolation
            It is no output of a notebook.
        """
        if "clear" in header:
            self._clear_first = True
            if header["clear"] == "now":
                self._clear()
            return
        output = _checked(header.get("output"))
        if self._clear_first:
            self._clear()
        if output["output_type"] == "stream":
            self._add_text(output)
            return
        display = header.get("display_id")
        size = _size(output)
        if size > self._rich_left:
            self._note("displayed data")
            return
        self._rich_left -= size
        self.size += size
        if isinstance(display, str) and display in self._displays:
            self.outputs[self._displays[display]].update(data=output.get("data"), metadata=output.get("metadata"))
            if header.get("update") is True:
                return
        elif header.get("update") is True:
            return
        if isinstance(display, str):
            self._displays[display] = len(self.outputs)
        self.outputs.append(output)

    def _clear(self) -> None:
        self.outputs, self._displays, self._clear_first = [], {}, False

    def _add_text(self, output: dict[str, Any]) -> None:
        text = output["text"]
        kept = text[: self._text_left]
        self._text_left -= len(kept)
        self.size += len(kept)
        last = self.outputs[-1] if self.outputs else {}
        if kept and last.get("output_type") == "stream" and last["name"] == output["name"]:
            last["text"].append(kept)
        elif kept:
            self.outputs.append({**output, "text": [kept]})
        if len(kept) < len(text):
            self._note("output")

    def _note(self, what: str) -> None:
        if not self._cut:
            self._cut = True
            text = f"\n[The {what} of this cell is longer than is kept. The rest was cut.]\n"
            self.outputs.append({"output_type": "stream", "name": "stderr", "text": [text]})

    def finished(self) -> list[dict[str, Any]]:
        """The outputs with each stream's text in one piece."""
        return [{**o, "text": "".join(o["text"])} if o["output_type"] == "stream" else o for o in self.outputs]


def _size(output: dict[str, Any]) -> int:
    return sum(len(value) if isinstance(value, str) else len(repr(value)) for value in output.values()) + (
        sum(len(value) for value in output.get("data", {}).values() if isinstance(value, str))
    )


def _checked(output: Any) -> dict[str, Any]:
    """Build the output anew from the fields that nbformat knows, each of its type."""
    if not isinstance(output, dict):
        raise ProtocolViolation("it sent an output that is none")
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr") and isinstance(output.get("text"), str):
        return {"output_type": "stream", "name": output["name"], "text": output["text"]}
    if kind == "error":
        lines = output.get("traceback")
        if isinstance(lines, list) and all(
            isinstance(v, str) for v in (*lines, output.get("ename"), output.get("evalue"))
        ):
            return {name: output[name] for name in ("output_type", "ename", "evalue", "traceback")}
    data, metadata = output.get("data"), output.get("metadata")
    if isinstance(data, dict) and isinstance(metadata, dict):
        whole = {"output_type": kind, "data": data, "metadata": metadata}
        count = output.get("execution_count")
        if kind == "display_data":
            return whole
        if kind == "execute_result" and type(count) is int and 0 <= count < 1 << 31:
            return {**whole, "execution_count": count}
    raise ProtocolViolation("it sent an output that is none")
