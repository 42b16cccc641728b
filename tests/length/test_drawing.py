"""The picture of a graph."""

import re
from base64 import b64decode
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest

import length.functions as F  # noqa: N812
import length.graph
from length import Graph
from length.drawing import MOST_NODES, draw
from tests.length.solved import sigmoid


def svg_of(html):
    """Return the SVG of a drawing, parsed."""
    (data,) = re.findall(r'^<img alt="[^"]+" src="data:image/svg\+xml;base64,([^"]+)">$', html)
    return ElementTree.fromstring(b64decode(data))


def lines_of(svg):
    """Return the texts of each node, of three lines."""
    texts = [text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")]
    return [tuple(texts[start : start + 3]) for start in range(0, len(texts), 3)]


def test_nodes():
    """Does each node stand there once, with its shape and the norms of its values and gradient?"""
    x = Graph([[3.0, 4.0]])
    total = F.sum(F.add(x, x))
    total.backward()
    assert lines_of(svg_of(draw(total))) == [
        ("Add (1, 2)", "norm of values 10", "norm of gradient 1.414"),
        ("Sum ()", "value 14", "norm of gradient 1"),
        ("input (1, 2)", "norm of values 5", "norm of gradient 2.828"),
    ]


def test_float64_and_no_gradient():
    """Is a type that is not the usual one named, and the lack of a gradient?"""
    ((name, values, gradient),) = lines_of(svg_of(draw(Graph(np.array([2.0, 0.0]), name="<w>"))))
    assert (name, values, gradient) == ("<w> (2,)", "norm of values 2, float64", "no gradient")


def test_arrows():
    """Does an arrow lead from each node down to each that was made of it, and no node cover another?"""
    x = Graph([1.0, 2.0])
    end = F.add(sigmoid(x), x)
    svg = svg_of(draw(end))
    boxes = [rect for rect in svg.iter("{http://www.w3.org/2000/svg}rect") if rect.get("x")]
    assert len({(box.get("x"), box.get("y")) for box in boxes}) == 3
    arrows = [path for path in svg.iter("{http://www.w3.org/2000/svg}path") if path.get("marker-end")]
    assert len(arrows) == 3
    for arrow in arrows:
        numbers = [float(number) for number in re.findall(r"[\d.]+", arrow.get("d"))]
        assert numbers[1] < numbers[-1], "downwards"


def test_a_large_graph():
    """Is the end of a graph of many nodes drawn, and said that it is not all?"""
    x = Graph(np.ones(3, np.float32))
    end = x
    for _ in range(2 * MOST_NODES):
        end = F.add(end, x)
    above, picture = draw(F.sum(end)).split("</p>")
    assert above == f"<p>The last {MOST_NODES} of {2 * MOST_NODES + 2} nodes:"
    lines = lines_of(svg_of(picture))
    assert len(lines) == MOST_NODES
    assert lines[-1][:2] == ("Sum ()", f"value {3 * (2 * MOST_NODES + 1)}")


def test_in_a_notebook(monkeypatch, capsys):
    """Does `visualize` display the node where pictures are shown, and print nothing?"""
    displayed = []
    fake = SimpleNamespace(display=displayed.append)
    monkeypatch.setattr(length.graph, "shows_pictures", lambda: True)
    monkeypatch.setitem(__import__("sys").modules, "IPython.display", fake)
    node = F.sum([1.0, 2.0])
    node.visualize()
    assert displayed == [node]
    assert node._repr_html_().startswith("<img ")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("values", [np.zeros(3, np.float32), np.array(True), np.array([3], np.uint8)])
def test_any_numbers(values):
    """Can numbers of any kind be drawn?"""
    assert svg_of(draw(Graph(values))) is not None
