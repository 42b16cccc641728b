"""Thins HTML out to balanced tags without attributes: a sanitizer takes quadratic time and room for any other.

This bounds what sanitizing costs; what is safe is decided there (`autograder.nbgrader_plugin.sanitize`).
"""

from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

from autograder.nbgrader_plugin.drawings import is_harmless_picture

_DEPTH = 40
_VOID = frozenset({"br", "hr", "img"})
_SKIPPED = frozenset(
    {"script", "style", "template", "title", "textarea", "iframe", "noscript", "svg", "math", "object"}
)
# the end tags that HTML lets people leave out
_ENDED = {
    "p": {"p"},
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "tr": {"td", "th", "tr", "p"},
    "tbody": {"td", "th", "tr", "thead", "tbody", "p"},
}
_SHOWN_ADDRESSES = ("https://", "http://", "mailto:")


def thin(html: str, allowed: Mapping[str, set[str]]) -> str:
    """Return the text of some HTML with these tags and attributes, in linear time.

    Parameters
    ----------
    html : str
        HTML as anybody may write it.
    allowed : mapping
        The attributes that are kept, by the names of the tags that are kept.

    Notes
    -----
    A link becomes its text with the address behind it: a formgrader changes its settings, and runs Python of a folder,
    for a request that a link or a picture can make.
    """
    parser = _Thinned(allowed)
    parser.feed(html)
    parser.close()
    return parser.finished()


class _Thinned(HTMLParser):
    def __init__(self, allowed: Mapping[str, set[str]]) -> None:
        super().__init__(convert_charrefs=True)
        self._allowed = allowed
        self._parts: list[str] = []
        self._open: list[str] = []
        self._links: list[tuple[str, int]] = []
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED and len(self._skipped) < _DEPTH:
            self._skipped.append(tag)
        if self._skipped:
            return
        if tag == "a":
            self._end_link()
            self._links.append((dict(attrs).get("href") or "", len(self._parts)))
        if tag not in self._allowed or (tag == "img" and not is_harmless_picture(dict(attrs).get("src") or "")):
            return
        while self._open and self._open[-1] in _ENDED.get(tag, ()):
            self._parts.append(f"</{self._open.pop()}>")
        if tag not in _VOID:
            if len(self._open) >= _DEPTH:
                return
            self._open.append(tag)
        kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if name in self._allowed[tag])
        self._parts.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            if tag in self._skipped:
                del self._skipped[self._skipped.index(tag) :]
            return
        if tag == "a":
            self._end_link()
        if tag in self._open:
            while (last := self._open.pop()) != tag:
                self._parts.append(f"</{last}>")
            self._parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._parts.append(escape(data, quote=False))

    def finished(self) -> str:
        """Return the text, with every tag closed."""
        self._end_link()
        return "".join((*self._parts, *(f"</{tag}>" for tag in reversed(self._open))))

    def _end_link(self) -> None:
        if not self._links:
            return
        address, begin = self._links.pop()
        shown = escape(address, quote=False)
        if address.lower().startswith(_SHOWN_ADDRESSES) and shown not in self._parts[begin:]:
            self._parts.append(f" ({shown})")
