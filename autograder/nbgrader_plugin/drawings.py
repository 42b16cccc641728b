"""Which pictures a page may show that stand in a text or an output: plain drawings, each whole in its own address.

A browser runs no script of an SVG in an `<img>` and loads nothing for it, but it does draw whatever is in there: parts
that repeat each other, filters or animations keep it busy for ever.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error

_ADDRESS = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
_MOST = 100_000  # characters
_PARTS = frozenset(
    {"svg", "style", "defs", "marker", "g", "rect", "circle", "ellipse", "line", "path", "polyline", "polygon"}
    | {"text", "tspan", "title", "desc"}
)
_TAG = re.compile(r"<(/?)([^\s/>]*)")
_ENTITY = r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-f]{1,5});)"
_ACTIVE = re.compile(rf"{_ENTITY}|<[!?]|\\|@(?!media)|filter|animation|transition", re.IGNORECASE)
_MARKER = re.compile(r"<marker.*?</marker\s*>", re.DOTALL)
_ARROW = re.compile(r' marker-end="url\(#\w+\)"')  # one a line, where a marker inside of markers is one a corner


def is_harmless_picture(address: str) -> bool:
    """Tell whether an address holds a drawing of simple shapes and text, as the pictures of exercises do."""
    match = _ADDRESS.fullmatch(address) if len(address) <= _MOST else None
    if match is None:
        return False
    try:
        svg = b64decode(match[1], validate=True).decode()
    except (Base64Error, UnicodeDecodeError):
        return False
    if not {name for _, name in _TAG.findall(svg)} <= _PARTS or _ACTIVE.search(svg):
        return False
    return svg.lower().count("url(") == len(_ARROW.findall(_MARKER.sub("", svg)))
