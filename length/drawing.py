"""A graph as a picture (SVG), its nodes with their shapes and the size of their values and gradients, or as a table."""

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
POINT = (
    '<defs><marker id="a" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
    '<path d="M1 1L7 4L1 7"/></marker></defs>'
)
Corner = tuple[int, int]  # x and y of a node's left upper one


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
    return list(dict.fromkeys([*(node for call in calls for node in call.inputs), end]))


def made_of(node: Graph, nodes: list[Graph]) -> list[Graph]:
    """Return those of some nodes that were made of a node."""
    return [other for other in nodes if node in (other.predecessors or ())]


def picture(nodes: list[Graph]) -> str:
    """Return the SVG: a row for each step of the computation, an arrow from each node to what was made of it."""
    corners = arrange(nodes)
    width, height = (max(corner) + GAP for corner in zip(*corners.values(), strict=True))
    width, height = width + WIDTH, height + HEIGHT
    arrows = [arrow(corners[node], corners[after]) for node in nodes for after in made_of(node, nodes)]
    boxes = [box(node, *corner) for node, corner in corners.items()]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<style>{STYLE}</style>{POINT}<rect class="back" width="{width}" height="{height}" rx="8"/>'
        f"{''.join([*arrows, *boxes])}</svg>"
    )


def arrange(nodes: list[Graph]) -> dict[Graph, Corner]:
    """Return where each node is: below all that it was made of, an input just above where it goes in."""
    rows: dict[Graph, int] = {}
    for node in nodes:
        rows[node] = 1 + max((rows[other] for other in node.predecessors or () if other in rows), default=-1)
    for node in [node for node in nodes if node.call is None]:
        rows[node] = min((rows[after] for after in made_of(node, nodes)), default=1) - 1
    taken: Counter[int] = Counter()
    corners: dict[Graph, Corner] = {}
    for node in sorted(nodes, key=lambda node: node.call is None):  # inputs to the right of what was computed
        corners[node] = (GAP + taken[rows[node]] * (WIDTH + GAP), GAP + rows[node] * (HEIGHT + GAP))
        taken[rows[node]] += 1
    return corners


def arrow(above: Corner, below: Corner) -> str:
    """Return a line from the bottom of a node to the top of another one."""
    (x1, y1), (x2, y2) = ((x + WIDTH // 2, y) for x, y in (above, below))
    begin, end = y1 + HEIGHT, y2 - 2
    return f'<path d="M{x1} {begin}C{x1} {begin + GAP} {x2} {end - GAP} {x2} {end}" marker-end="url(#a)"/>'


def box(node: Graph, x: int, y: int) -> str:
    """Return a node: its name and shape, and the size of its values and gradient."""
    gradient = "no gradient" if node.grad is None else f"norm of gradient {norm(node.grad):.4g}"
    wide = " wide" if is_wide(node.dtype) else ""
    lines = (("name", repr(node)), (f"size{wide}", size(node)), ("size", gradient))
    texts = [
        f'<text class="{kind}" x="{x + 10}" y="{y + 20 + 18 * number}">{escape(text)}</text>'
        for number, (kind, text) in enumerate(lines)
    ]
    kind = "leaf" if node.call is None else "node"
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>{"".join(texts)}'


def size(node: Graph) -> str:
    """Return how large a node's values are: their norm, and their type where it is not the usual one."""
    kind = "" if node.dtype == DTYPE else f", {node.dtype}"
    if node.data.size == 1:
        return f"value {float(np.reshape(node.data, ())):.4g}{kind}"
    return f"norm of values {norm(node.data):.4g}{kind}"


def norm(array: Any) -> float:
    """Return the root of the sum of squares."""
    return float(np.linalg.norm(np.asarray(array, np.float64)))
