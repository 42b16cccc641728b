"""Pages and logs: what teachers and students look at when all is graded."""

from dataclasses import replace

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from tests.attacks.attack import Attack, Edit, first, unsolved

# Looked for in whatever a browser would execute.
SCRIPT = "window.attacked='@TOKEN@'"
HTML = (
    f"<script>{SCRIPT}</script>",
    f"<img src=x onerror={SCRIPT!r}>",
    f"<svg onload={SCRIPT!r}></svg>",
    f"<iframe srcdoc='<script>{SCRIPT}</script>'></iframe>",
    f"<a href=javascript:{SCRIPT}>x</a>",
    f"<math><mtext></mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={SCRIPT}&gt;'>",
    f"</script></title></textarea></style><script>{SCRIPT}</script>",
    f"<form action='javascript:{SCRIPT}'><button formaction='javascript:{SCRIPT}'>x</button></form>",
    f"<object data='data:text/html,<script>{SCRIPT}</script>'></object><embed src='javascript:{SCRIPT}'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{SCRIPT}'><base href='javascript:{SCRIPT}//'>",
)
_RICH = (
    "text/html",
    "text/markdown",
    "text/latex",
    "image/svg+xml",
    "application/javascript",
    "text/plain",
    "application/x-own",
)
SHOW = "from IPython.display import display\n"


def text_cells(*sources: str) -> Edit:
    """Put text cells in front of all others."""

    def edit(notebook: NotebookNode) -> None:
        for number, source in enumerate(sources):
            notebook.cells.insert(0, new_markdown_cell(source, id=f"attack-text-{number}"))

    return edit


_ATTACKS = (
    Attack(
        "scripts-displayed",
        "displays scripts in each type of data that a page could show",
        unsolved(
            first(
                f"{SHOW}for kind in {_RICH!r}:\n    for html in {HTML!r}:\n        display({{kind: html}}, raw=True)"
            ),
        ),
        stock=True,
    ),
    Attack(
        "scripts-in-text",
        "writes scripts into text cells",
        unsolved(
            text_cells(
                *HTML,
                f"[x](javascript:{SCRIPT})",
                f"![x](x){{onerror={SCRIPT}}}",
                f"<javascript:{SCRIPT}>",
                f"[x]: javascript:{SCRIPT}\n\n[x]",
            )
        ),
    ),
    Attack(
        "scripts-in-errors",
        "raises errors with scripts in name, text and traceback",
        unsolved(first(f"raise type({HTML[0]!r}, (Exception,), {{}})({''.join(HTML)!r})")),
    ),
    Attack(
        "scripts-printed",
        "prints scripts",
        unsolved(first(f"import sys\nprint(*{HTML!r})\nprint(*{HTML!r}, file=sys.stderr)\n{HTML[2]!r}")),
    ),
    Attack(
        "formula-links",
        "hides a script behind a formula",
        unsolved(
            text_cells(
                f"$\\href{{javascript:{SCRIPT}}}{{x}}$",
                f"$$\\unicode{{x}}\\class{{x}}{{\\cssId{{x}}{{\\href{{javascript:{SCRIPT}}}{{y}}}}}}$$",
            )
        ),
    ),
)

ATTACKS = tuple(replace(attack, shown=True) for attack in _ATTACKS)
