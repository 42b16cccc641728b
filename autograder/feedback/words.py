"""Texts of ours and of the course's as HTML: what stands between backticks is code."""

import re

from markupsafe import Markup, escape

_CODE = re.compile("`([^`\n]+)`")


def words(text: str) -> Markup:
    """Return a text with its code marked as such, and all else escaped."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))
