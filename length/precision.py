"""Finds the function that turned float32 numbers into float64, which doubles memory and time."""

import numpy as np

from length.constants import DTYPE
from length.graph import Graph, calls_before


def find_float64(end: Graph) -> str:
    """Return in words where float64 begins, on the way to a node or on the way back from it; empty if nowhere."""
    calls = calls_before(end)
    expected = f"expected {DTYPE.__name__}"
    for call in reversed(calls):
        for node in call.inputs:
            if node.call is None and is_wide(node.dtype):
                return f"{call.function.name} gets {node.dtype} {node.shape}, {expected}"
        for shape, dtype in call.output_forms:
            if is_wide(dtype) and not any(is_wide(node.dtype) for node in call.inputs):
                return f"{call.function.name}.internal_forward gives back {dtype} {shape}, {expected}"
    nodes = {end, *(node for call in calls for node in call.inputs)}
    wide = {node for node in nodes if node.grad is not None and is_wide(node.grad.dtype)}
    began_before = {node.call for node in wide}
    for call in calls:
        for node in call.inputs:
            if node in wide and not is_wide(node.dtype) and call not in began_before:
                return f"{call.function.name}.internal_backward gives back {node.grad.dtype} {node.shape}, {expected}"
    return ""


def is_wide(dtype: np.dtype) -> bool:
    """Tell whether numbers are floating-point numbers other than DTYPE."""
    return dtype.kind == "f" and dtype != DTYPE
