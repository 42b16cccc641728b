"""A graph as a picture (SVG), its nodes with their shapes and the size of their values and gradients, or as a table."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from html import escape
from typing import Any

import numpy as np

from length.constants import DTYPE
from length.graph import Graph, calls_before
from length.precision import is_wide

MOST_NODES = 24
WIDTH, HEIGHT, GAP = 216, 64, 30  # of a node, and between two of them
STYLE = """
text{font:13px system-ui,sans-serif;fill:#1f2933}.name{font-weight:600}.wide{fill:#b00020}
.back{fill:#fff}.node{fill:#eef3fb;stroke:#4878b0}.leaf{fill:#f3f3f0;stroke:#8a8a80}path{fill:none;stroke:#5b6673}
@media (prefers-color-scheme:dark){text{fill:#e6e9ee}.wide{fill:#ff9a9a}
.back{fill:#15191f}.node{fill:#1e2c42;stroke:#7da7dd}.leaf{fill:#2a2a28;stroke:#9b9b92}path{stroke:#a3adb9}}
"""


def draw(end: Graph) -> str:
    """Return HTML with a picture of the nodes that led to a node; of a large graph, of its end."""
    nodes = nodes_before(end)
    shown = nodes[-MOST_NODES:]
    svg = b64encode(picture(shown).encode()).decode()
    described = escape("; ".join(f"{node!r}: {size(node)}" for node in shown))
    above = f"<p>The last {len(shown)} of {len(nodes):,} nodes:</p>" if len(shown) < len(nodes) else ""
    # as an image, which notebooks show whether they trust their outputs or not
    return f'{above}<img alt="Graph. {described}" src="data:image/svg+xml;base64,{svg}">'


def table(end: Graph) -> str:
    """Return the nodes that led to a node as text, each with those that were made of it."""
    nodes = nodes_before(end)
    ids = {node: str(number) for number, node in enumerate(nodes)}
    rows = [("id", "layer", "next")]
    rows += [(ids[node], repr(node), " ".join(ids[other] for other in made_of(node, nodes))) for node in nodes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(" | ".join(map(str.ljust, row, widths)) for row in rows)


def nodes_before(end: Graph) -> list[Graph]:
    """Return a node and all that led to it, inputs before what was made of them."""
    calls = calls_before(end)[::-1]
    return list(dict.fromkeys([*(node for call in calls for node in call.nodes()), end]))


def made_of(node: Graph, nodes: list[Graph]) -> list[Graph]:
    """Return those of some nodes that were made of a node."""
    return [other for other in nodes if node in (other.predecessors or ())]


def picture(nodes: list[Graph]) -> str:
    """Return the SVG: a row for each step of the computation, an arrow from each node to what was made of it."""
    places = arrange(nodes)
    columns, rows = (1 + max(place[axis] for place in places.values()) for axis in (0, 1))
    width, height = (int(count * (part + GAP) + GAP) for count, part in ((columns, WIDTH), (rows, HEIGHT)))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<style>{STYLE}</style>"
        '<defs><marker id="a" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
        '<path d="M1 1L7 4L1 7"/></marker></defs>'
        f'<rect class="back" width="{width}" height="{height}" rx="8"/>'
    ]
    corners = {node: (GAP + x * (WIDTH + GAP), GAP + y * (HEIGHT + GAP)) for node, (x, y) in places.items()}
    for node in nodes:
        for after in made_of(node, nodes):
            (x1, y1), (x2, y2) = ((x + WIDTH / 2, y) for x, y in (corners[node], corners[after]))
            begin, end = y1 + HEIGHT, y2 - 2
            parts.append(
                f'<path d="M{x1} {begin}C{x1} {begin + GAP} {x2} {end - GAP} {x2} {end}" marker-end="url(#a)"/>'
            )
    for node, (x, y) in corners.items():
        kind = "leaf" if node.call is None else "node"
        wide = " wide" if is_wide(node) else ""
        parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>')
        lines = (("name", repr(node)), (f"size{wide}", size(node)), ("size", gradient_size(node)))
        for number, (line_kind, text) in enumerate(lines):
            parts.append(f'<text class="{line_kind}" x="{x + 10}" y="{y + 20 + 18 * number}">{escape(text)}</text>')
    return "".join([*parts, "</svg>"])


def arrange(nodes: list[Graph]) -> dict[Graph, tuple[float, int]]:
    """Return column and row of each node: below all that it was made of, an input just above where it goes in."""
    rows = dict.fromkeys(nodes, 0)
    for node in nodes:
        for after in made_of(node, nodes):
            rows[after] = max(rows[after], rows[node] + 1)
    for node in reversed(nodes):
        if node.call is None:
            rows[node] = min((rows[after] for after in made_of(node, nodes)), default=1) - 1
    taken: Counter[int] = Counter()
    places: dict[Graph, tuple[float, int]] = {}
    for node in sorted(nodes, key=lambda node: node.call is None):  # inputs to the right of what was computed
        places[node] = (taken[rows[node]], rows[node])
        taken[rows[node]] += 1
    return places


def size(node: Graph) -> str:
    """Return how large a node's values are: their norm, and their type where it is not the usual one."""
    kind = "" if node.dtype == DTYPE else f", {node.dtype}"
    if node.data.size == 1:
        return f"value {float(np.reshape(node.data, ())):.4g}{kind}"
    return f"norm of values {norm(node.data):.4g}{kind}"


def gradient_size(node: Graph) -> str:
    """Return how large a node's gradient is."""
    return "no gradient" if node.grad is None else f"norm of gradient {norm(node.grad):.4g}"


def norm(array: Any) -> float:
    """Return the root of the sum of squares."""
    return float(np.linalg.norm(np.asarray(array, np.float64)))
