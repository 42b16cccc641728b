"""The nodes of a graph as a table for people to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from length.backpropagation import calls_before

if TYPE_CHECKING:
    from length.graph import Graph

HEADER = ("node", "made by", "from", "shape", "dtype", "gradient")


def of(end: Graph) -> str:
    """Return one line for each node that led to `end`, each after the nodes it was made from."""
    numbers: dict[Graph, int] = {}
    for call in reversed(calls_before(end)):
        outputs = [node for node in (reference() for reference in call.outputs) if node is not None]
        for node in (*call.inputs, *outputs):
            numbers.setdefault(node, len(numbers))
    numbers.setdefault(end, len(numbers))
    rows = [HEADER, *(row(node, numbers) for node in numbers)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in rows]
    return "\n".join(lines)


def row(node: Graph, numbers: dict[Graph, int]) -> tuple[str, ...]:
    """Return the cells of one node."""
    call, data, gradient = node.call, node.data, node.grad
    made_by = "input" if call is None else call.function.name
    made_from = "" if call is None else " ".join(str(numbers[source]) for source in call.inputs)
    return (
        str(numbers[node]),
        made_by,
        made_from,
        str(data.shape),
        str(data.dtype),
        "" if gradient is None else str(gradient.shape),
    )
