"""Cells that IPython has nothing to translate in: told apart in a fraction of the time that it takes to look for it."""

import re

# What starts or ends IPython's own syntax in a line: magics, commands, help, pasted prompts. Ordinary lines that look
# like it are merely looked at by IPython as well. Comments that ask are common: without a quote in it, a line like that
# is all comment, or all inside a string.
_SPECIAL = re.compile(r"""^\s*(?:[%!?,;/]|>>>|\.\.\.|In ?\[)|=\s*[%!]|^(?!\s*#[^'"]*$).*\?\s*(?:#.*)?$""")
# A docstring on lines of its own: what looks special in it, such as an example of a call, is text.
_DOCSTRING = re.compile(r'^[ \t]*"""(?:[^"\\]|"(?!""))*"""[ \t]*$', re.MULTILINE)
# What can make the pattern above start or end at another place than the string: a quote or a line that goes on.
_AMBIGUOUS = re.compile(r"\"\"\"|'''|\\\n")


def is_plain(cell: str) -> bool:
    """Tell whether IPython's `transform_cell` is sure to leave a cell as it is, but for a newline at its end.

    Parameters
    ----------
    cell : str
        The cell's text. One of a single line is never plain: it may be the name of a magic.
    """
    lines = cell.splitlines()
    if len(lines) < 2 or len(lines) != cell.count("\n") + (not cell.endswith("\n")):
        return False  # other separators of lines are rare, and IPython warns of some
    if not lines[0] or lines[0][0].isspace() or any(map(str.isspace, lines)):
        return False  # it removes empty lines before the first, an indentation that all lines share, and lines' blanks
    code = _DOCSTRING.sub('""', cell)
    if _AMBIGUOUS.search(code):
        code = cell
    # prompts in the first two lines count wherever they are
    return not any(map(_SPECIAL.search, (*lines[:2], *code.splitlines())))
