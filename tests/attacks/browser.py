"""What a browser would run of a page and what a submission could take over, told without a browser."""

from collections import Counter
from functools import lru_cache
from html.parser import HTMLParser

_ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "content", "background", "poster", "srcdoc"}
_ACTIVE = ("javascript:", "data:text/html", "vbscript:")

_TWICE = ("notebook", "notebook-container")  # nbgrader's templates and nbconvert's write both
# What stands for the grader's own words, and what holds the submission's.
_OURS = {"autograder-record", "autograder-result", "tasks", "finding", "comment", "result", "notice", "scores"}
_THEIRS = {"text_cell_render", "input_area", "autograder-submission", "submission", "said"}
_SCRIPT = "<script"  # MathJax is one: where there is none, a formula is text
_SAFE = 'URLs: "none", classes: "none", cssIDs: "none", styles: "none"'


class _Reader(HTMLParser):
    """Collects what would run and holds the token."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token
        self.found: list[str] = []
        self.named: list[str] = []
        self.ids: Counter[str] = Counter()
        self.open: list[str] = []
        self.boxes: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = set((dict(attrs).get("class") or "").split())
        if self.boxes and classes & _OURS:
            self.named.append("what looks like ours, among what was handed in")
        self.open.append(tag)
        if classes & _THEIRS:
            self.boxes.append(len(self.open))
        for name, value in attrs:
            text = "".join((value or "").split()).lower()
            event = (
                name.startswith("on") or name == "srcdoc" or (name in _ADDRESSES and any(a in text for a in _ACTIVE))
            )
            if self.token in text and event:
                self.found.append(f"{name} of <{tag}>")
            if self.token in name:
                self.found.append(f"an attribute of <{tag}>")
            elif self.token in text and not event:
                self.named.append(f"{name} of <{tag}>")
            if name == "id":
                self.ids[value or ""] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]
        while self.boxes and self.boxes[-1] > len(self.open):
            self.boxes.pop()

    def handle_data(self, data: str) -> None:
        if self.token in data and self.open and self.open[-1] in ("script", "style"):
            self.found.append(f"<{self.open[-1]}>")


def live(page: str, token: str) -> list[str]:
    """Return the places of a page that a browser would run and that hold the token.

    MathJax runs links in formulas unless its extension "Safe" is loaded.
    """
    formula = "\\href{javascript" in page and _SCRIPT in page and ",Safe" not in page
    return [*_read(page, token).found, *(["a formula"] if formula else [])]


def carried(page: str, token: str) -> list[str]:
    """Return what of a page's names, classes, styles, links and other attributes is the submission's.

    All of them hold the token. Nothing that nbgrader's scripts look up may be there twice: they take the first.
    """
    reader = _read(page, token)
    twice = [name for name, count in reader.ids.items() if count > 1 and name not in _TWICE]
    formulas = ["formulas with names and styles"] if "\\class" in page and _SCRIPT in page and _SAFE not in page else []
    return [*reader.named, *(f"the id {name} twice" for name in twice), *formulas]


@lru_cache(maxsize=1)  # one page is asked about after the other
def _read(page: str, token: str) -> _Reader:
    reader = _Reader(token)
    reader.feed(page)
    reader.close()
    return reader
