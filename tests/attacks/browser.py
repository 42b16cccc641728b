"""What a browser would run of a page, told without a browser."""

from html.parser import HTMLParser

_ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "content", "background", "poster", "srcdoc"}
_ACTIVE = ("javascript:", "data:text/html", "vbscript:")


class _Reader(HTMLParser):
    """Collects what would run and holds the token."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        for name, value in attrs:
            text = "".join((value or "").split()).lower()
            event = (
                name.startswith("on") or name == "srcdoc" or (name in _ADDRESSES and any(a in text for a in _ACTIVE))
            )
            if self.token in text and event:
                self.found.append(f"{name} of <{tag}>")
            if self.token in name:
                self.found.append(f"an attribute of <{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if self.token in data and self.open and self.open[-1] in ("script", "style"):
            self.found.append(f"<{self.open[-1]}>")


def live(page: str, token: str) -> list[str]:
    """Return the places of a page that a browser would run and that hold the token.

    MathJax runs links in formulas unless its extension "Safe" is loaded.
    """
    reader = _Reader(token)
    reader.feed(page)
    reader.close()
    if "\\href{javascript" in page and ",Safe" not in page:
        reader.found.append("a formula")
    return reader.found
