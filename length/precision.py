"""Finds the function that turned float32 numbers into float64, which doubles memory and time."""

from __future__ import annotations

from typing import Any

from length.constants import DTYPE
from length.graph import Graph, calls_before


def find_float64(end: Graph) -> str:
    """Return in words where float64 begins, on the way to a node or on the way back from it; empty if nowhere."""
    calls = calls_before(end)
    for call in reversed(calls):
        name = call.function.name
        for node in call.inputs:
            if node.call is None and is_wide(node):
                return f"{name} gets {node.dtype} {node.shape}, expected {DTYPE.__name__}"
        for node in call.came_out():
            if is_wide(node) and not any(map(is_wide, call.inputs)):
                return f"{name}.internal_forward gives back {node.dtype} {node.shape}, expected {DTYPE.__name__}"
    for call in calls:
        coming_in = [node.grad for node in call.came_out()]
        for node in call.inputs:
            if is_wide(node.grad) and not is_wide(node) and not any(map(is_wide, coming_in)):
                got = f"{node.grad.dtype} {node.grad.shape}"
                return f"{call.function.name}.internal_backward gives back {got}, expected {DTYPE.__name__}"
    return ""


def is_wide(array: Any) -> bool:
    """Tell whether an array or a node has floating-point numbers other than DTYPE."""
    return array is not None and array.dtype.kind == "f" and array.dtype != DTYPE
