"""Cells that IPython has nothing to translate in: told apart in a fraction of the time that it takes to look for it."""

import re

# What starts or ends IPython's own syntax in a line: magics, commands, help, pasted prompts; and lines of blanks, which
# it empties. Ordinary lines that look like it are merely looked at by IPython as well. Comments that ask are common:
# without a quote in it, a line like that is all comment, or all inside a string.
_SPECIAL = re.compile(r"""^\s*(?:[%!?,;/]|>>>|\.\.\.|In ?\[)|^\s+$|=\s*[%!]|^(?!\s*#[^'"]*$).*\?\s*(?:#.*)?$""")


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
    # it removes empty lines before the first, and an indentation that all lines share
    return bool(lines[0]) and not lines[0][0].isspace() and not any(map(_SPECIAL.search, lines))
