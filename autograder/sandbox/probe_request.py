"""Probe requests: the grader's lines to run beside the student's code, and what to call them with."""

import marshal
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .arrays import Arrays
from .inside.npy import encode_array


@dataclass(frozen=True)
class ProbeRequest:
    """One probe and its cases. The same object can be sent to any number of students.

    Parameters
    ----------
    source : str
        Text that defines the function `entry(student, case)`; `np` is there. It returns named arrays.
    entry : str
        The function's name.
    cases : sequence of mapping
        Named input arrays.
    """

    source: str
    entry: str
    cases: Sequence[Arrays]

    @property
    def header(self) -> dict[str, Any]:
        """What the frame's header says about this probe: which bytes of the payload are what."""
        return self._encoded[0]

    @property
    def payload(self) -> bytes:
        """The compiled probe and the arrays of all cases."""
        return self._encoded[1]

    @cached_property
    def _encoded(self) -> tuple[dict[str, Any], bytes]:
        """Compiled and written once: for each submission anew it would take longer than the probe itself."""
        # grader and students run the same interpreter, so that its own form of compiled code can travel
        code = marshal.dumps(compile(self.source, "<probe>", "exec"))
        cases = [{name: encode_array(array) for name, array in case.items()} for case in self.cases]
        header = {
            "entry": self.entry,
            "code": len(code),
            "cases": [[[name, len(data)] for name, data in case.items()] for case in cases],
        }
        return header, code + b"".join(data for case in cases for data in case.values())
