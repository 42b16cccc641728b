"""Whatever a submission's texts are, what pages show of them is inert, and made soon."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.nbgrader_plugin.clock import Clock
from autograder.nbgrader_plugin.sanitize import safe_html, safe_markdown
from tests.fuzz.clock import quick

_PIECES = st.sampled_from(
    [
        *("<b>", "</b>", "<div id=x class=y>", "<a href=javascript:x>", "<style>", "<svg onload=x>", "<form action=x>"),
        *("<td style='position:fixed;text-align:left' colspan=9999>", "<!--", "-->", "<![CDATA[", "&lt;", "&#60;"),
        *("<math>", "<noscript>", "</p>", "<table>", "<img src=x onerror=x>", "<input name=submit>", "\x00", "<"),
        *("# a\n", "> ", "- ", "* ", "[", "](x)", "![", "`", "```\n", "$", "$$", "\\", "_", "**", "|a|\n|-|\n", "    "),
    ]
)
_TEXTS = st.lists(_PIECES | st.text(max_size=10), max_size=60).map("".join)
_ALLOWED = {"start", "style", "colspan", "rowspan", "class", "alt", "src"}


class _Reader(HTMLParser):
    """Refuses what a page must not get from a submission."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in (
            "script",
            "style",
            "form",
            "input",
            "button",
            "iframe",
            "object",
            "embed",
            "a",
            "base",
            "meta",
        )
        for name, value in attrs:
            assert name in _ALLOWED, f"{tag} {name}={value}"
            if name == "style":
                assert set(value or "") <= set("text-align:cnrijusfylghb; "), value
            if name == "src":
                assert (value or "").startswith("data:image/svg+xml;base64,"), value


def check(html: str) -> None:
    """Assert that HTML holds nothing that acts, is named, or reaches out of its box."""
    reader = _Reader()
    reader.feed(html)
    reader.close()


@given(_TEXTS)
@example("<b>" * 20_000)
@example("<div>" * 20_000)
def test_any_html_is_inert(text: str) -> None:
    """Is HTML cleaned, whatever is torn or nested in it?"""
    with quick():
        html = safe_html(text)
    check(html)


# the clock may ring in the callback by which hypothesis watches the garbage collector, and is lost there
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@given(_TEXTS)
@example("# a\n" * 16_000)
@example("[" * 20_000)
@example("> " * 5_000)
def test_any_markdown_is_inert(text: str) -> None:
    """Is Markdown made into such HTML, or ended by the clock of the page?"""
    with quick():
        html = Clock(0.5).run(lambda: safe_markdown(text))
    check(html or "")
