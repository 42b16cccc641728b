"""What is left of a submission's texts in pages, and what that costs."""

import threading
import time
from base64 import b64encode

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.nbgrader_plugin.clock import Clock
from autograder.nbgrader_plugin.exporter import PageExporter
from autograder.nbgrader_plugin.sanitize import Sanitize, overwritten, safe_html, safe_markdown

_SIZE = 40_000
# each takes a library of Markdown, HTML, colours or code quadratic time or worse, or grows in it
_LONG = {
    "headings": lambda n: "# a\n" * (n // 4),
    "open tags": lambda n: "<b>" * (n // 3),
    "nested boxes": lambda n: "<div>" * (n // 5),
    "tags opened again": lambda n: "<p>" + "".join(f"<b a={i}>" for i in range(n // 24)) + "</p>" + "<p>x" * (n // 8),
    "formulas without end": lambda n: r"\\(" * (n // 3),
    "blanks in a line": lambda n: "a" + " " * n + "b",
    "blank lines": lambda n: "x\n" + " \n" * (n // 2),
    "comments without end": lambda n: "<!--" * (n // 4),
    "tags without end": lambda n: "<a " * (n // 3),
    "colours": lambda n: "\x1b[31ma" * (n // 6),
    "dots": lambda n: "a." * (n // 2),
    "carriage returns": lambda n: "a" * n + "\r\n",
}


@pytest.mark.parametrize("tag", ['b id="a"', 'p class="score"', 'p style="top:0"', "form", "input", "label for=x"])
def test_nothing_is_named_or_styled(tag: str) -> None:
    """Are ids, classes, styles and forms gone, and is the text there?"""
    shown = safe_html(f"<{tag}>text")
    assert shown in ("text", "<b>text</b>", "<p>text</p>")


def test_what_markdown_needs_is_kept() -> None:
    """Are formulas, alignment of columns, coloured code and lists as Markdown has them?"""
    shown = safe_markdown("$a_1*b*c$\n\n| a |\n|--:|\n| 1 |\n\n```python\nimport x\n```\n\n3. c\n")
    assert "$a_1*b*c$" in shown
    assert '<td style="text-align:right">1</td>' in shown
    assert '<div class="highlight"><pre>' in shown
    assert '<span class="kn">import</span>' in shown
    assert '<ol start="3">' in shown


def test_headings_have_no_names() -> None:
    """Does a heading stay without an id and without a link to itself?"""
    assert safe_markdown("# test_sgd").strip() == "<h1>test_sgd</h1>"


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("[the docs](https://numpy.org/x)", "the docs (https://numpy.org/x)"),
        ("<https://numpy.org/x>", "https://numpy.org/x"),
        ("[plot](/formgrader?path=x)", "plot"),
        ("[plot](javascript:x)", "plot"),
        ("![plot](/formgrader?path=x)", ""),
    ],
)
def test_links_are_text(link: str, shown: str) -> None:
    """Is a link its text, with the address behind it where it leads out of this server?"""
    assert safe_markdown(link).strip() == f"<p>{shown}</p>"


def image(svg: str, kind: str = "image/svg+xml") -> str:
    """Return HTML that shows a picture."""
    return f'<img alt="x" src="data:{kind};base64,{b64encode(svg.encode()).decode()}">'


def test_drawings_are_shown() -> None:
    """Is a drawing of shapes, arrows and text shown, in a text and in an output, and nothing else about it kept?"""
    arrow = '<defs><marker id="a"><path d="M1 1"/></marker></defs><path d="M0 0" marker-end="url(#a)"/>'
    drawing = image(
        f'<svg xmlns="http://www.w3.org/2000/svg"><style>text{{fill:red}}</style>{arrow}<text>a</text></svg>'
    )
    assert safe_markdown(f"Look:\n{drawing}").strip() == f"<p>Look:\n{drawing}</p>"
    assert safe_html(drawing.replace("<img", '<img id="a" style="top:0" onload="x"')) == drawing


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="http://example.org/x.svg">',
        image("<svg/>", "text/html"),
        image("<svg><script>x</script></svg>"),
        image('<svg><use href="#a"/></svg>'),
        image("<!DOCTYPE svg><svg/>"),
        image("<svg><text>&a;</text></svg>"),
        image("<svg><style>@import 'x';</style></svg>"),
        image("<svg><style>rect{FILTER:blur(9px)}</style></svg>"),
        image("<svg><style>path{marker-mid:URL(#a)}</style></svg>"),
        image(r"<svg><style>path{marker-mid:u\72l(#a)}</style></svg>"),
        image('<svg><marker id="a"><path marker-end="url(#b)"/></marker></svg>'),
        image(f"<svg>{' ' * 100_000}</svg>"),
    ],
)
def test_other_pictures_are_not_shown(picture: str) -> None:
    """Is a picture left out that reaches out of the page, or could keep a browser busy?"""
    assert "<img" not in safe_html(picture)


def test_a_page_holds_so_much() -> None:
    """Are texts and numbers of outputs cut, with a note?"""
    outputs = [new_output("stream", text="x" * 200_000), *(new_output("stream", text="y") for _ in range(5_000))]
    notebook, _ = Sanitize().preprocess(new_notebook(cells=[new_code_cell(outputs=outputs)]), {})
    (cell,) = notebook.cells
    assert len(cell.outputs[0].text) < 101_000
    assert "The page ends here" in cell.outputs[0].text
    assert len(cell.outputs) == 2_000


def test_the_graders_outputs_are_told_by_metadata_of_the_master() -> None:
    """Are as many outputs the grader's as a cell's metadata says, and none of another cell?"""
    outputs = [new_output("display_data", {"text/plain": "SGD: 2 of 2"}), new_output("stream", text="SGD: 2 of 2")]
    ours = new_code_cell(outputs=outputs, metadata={"autograder": {"result_outputs": 1}})
    notebook, _ = Sanitize().preprocess(new_notebook(cells=[ours, new_code_cell(outputs=outputs)]), {})
    assert [[output.by for output in cell.outputs] for cell in notebook.cells] == [
        ["grader", "submission"],
        ["submission", "submission"],
    ]


def test_carriage_returns_overwrite() -> None:
    """Does a bar that is drawn again and again show its last state?"""
    assert overwritten("a\rb\rc\r\nd\n") == "c\nd\n"


@pytest.mark.parametrize("name", _LONG)
def test_no_text_takes_long(name: str) -> None:
    """Is a page of text, code and outputs that libraries are slow with made in a bounded CPU time?

    The clock rings after 2 s; what is outside of it has to be linear.
    """
    text = _LONG[name](_SIZE)
    outputs = [new_output("stream", text=text), new_output("display_data", {"text/html": text})]
    outputs += [new_output("display_data", {"text/markdown": text}), new_output("error", traceback=[text])]
    cells = [new_markdown_cell(text), new_code_cell(text, outputs=outputs), new_raw_cell(text)]
    exporter = PageExporter(template_name="classic")
    begin = time.process_time()
    page, _ = exporter.from_notebook_node(new_notebook(cells=cells))
    assert time.process_time() - begin < 20
    assert len(page) < 100 * _SIZE


class Slow:
    """Takes long to go."""

    def __del__(self) -> None:
        end = time.process_time() + 0.2
        while time.process_time() < end:
            pass


def test_a_clock_that_rings_in_a_destructor() -> None:
    """Is a ring that Python can't pass on no error, and what takes long ended by the next one?"""

    def make() -> str:
        Slow()
        return _endless()

    assert Clock(0.05).run(make) is None


def test_a_clock_ends_what_takes_long() -> None:
    """Is a search that would never end ended, and is no time left then?"""
    clock = Clock(0.05)
    assert clock.run(lambda: "quick") == "quick"
    assert clock.run(_endless) is None
    assert clock.run(lambda: "quick") is None


def test_without_a_clock_nothing_is_made() -> None:
    """Does a thread that no signal can end get no text made?"""
    found: list[str | None] = []
    thread = threading.Thread(target=lambda: found.append(Clock(1).run(lambda: "quick")))
    thread.start()
    thread.join()
    assert found == [None]


def _endless() -> str:
    while True:
        pass
