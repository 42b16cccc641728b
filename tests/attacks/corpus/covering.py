"""Pages that are covered or taken over: what carries a name, a class or a style of the submission's choice."""

from dataclasses import replace

from nbformat import NotebookNode

from tests.attacks.attack import DEAD, Attack, Edit, answer, first, unsolved
from tests.attacks.corpus.pages import SHOW
from tests.attacks.corpus.pages import text_cells as text

# Each attribute carries the token, so that it is found in a page; a browser reads the rest as it is meant.
COVER = "position:fixed;top:0;left:0;width:100%;height:100%;z-index:99999;opacity:0.01"
CLICKED = (
    f'<div class="nbgrader_cell @TOKEN@" style="{COVER};--x:@TOKEN@"><b id="test_sgd" title="@TOKEN@"></b>'
    f'<div class="full-credit @TOKEN@" style="{COVER}"><br><br>next</div></div>'
)
# what carries the click where no style is let through: text, which is large by itself
CLICKED_WITHOUT_STYLE = (
    '<div class="nbgrader_cell modal in show @TOKEN@"><span id="test_sgd"></span>'
    f'<div class="full-credit modal-backdrop navbar-fixed-top @TOKEN@">{"<br>" * 60}next</div></div>'
)
_SHADOWED = (
    '<form name="@TOKEN@" id="@TOKEN@" action="/formgrader/api/grade/@TOKEN@" method="post">'
    '<label for="test_sgd" class="@TOKEN@">look</label><input name="getElementById" class="score tabbable @TOKEN@" '
    'id="test_sgd" value="2"><textarea id="sgd-comment" class="@TOKEN@"></textarea>'
    '<button form="@TOKEN@" class="full-credit @TOKEN@">ok</button></form>'
    '<img name="cookie" id="MathJax" class="@TOKEN@"><a name="top" id="formgrader" class="@TOKEN@">x</a>'
)
_LINKED = (
    '<a href="/formgrader?path=/submitted/@TOKEN@" target="_top" download="@TOKEN@">the plot</a>\n\n'
    "[see](evil-@TOKEN@.html) [top](#@TOKEN@) ![plot](/formgrader?path=@TOKEN@) <https://@TOKEN@.example/x>\n\n"
    "[a]: //@TOKEN@.example/x 'y'\n\n[a] ![a]\n\n<base href='//@TOKEN@.example/'><area href='//@TOKEN@.example/'>"
)
_STYLED = (
    '<p style="position:fixed;top:0;margin:-999px;--x:@TOKEN@">x</p><style>.score{display:none}/*@TOKEN@*/</style>'
    '<font size=99999 color="@TOKEN@">x</font><table width=99999 class="@TOKEN@" background="@TOKEN@"><tr>'
    '<td style="text-align:left;position:fixed;background:url(//@TOKEN@.example)" width="99999" id="@TOKEN@">x</td>'
    '<td colspan="99999" rowspan="@TOKEN@">x</td></tr></table><marquee class="@TOKEN@">x</marquee>'
)
_RECORD = (
    '<div class="autograder-record @TOKEN@"><h4>From the autograder</h4><p>The notebook was graded.</p>'
    '<p>Points: 17, bonus: 5</p></div><div class="panel nbgrader_cell @TOKEN@"><div class="panel-heading">'
    '<span class="pull-right @TOKEN@">Score: 2.0 / 2.0</span></div></div>\n\n'
    "**The notebook was graded.**\n\nPoints: 17"
)
_FORMULAS = (
    r"$\class{full-credit @TOKEN@}{\cssId{test_sgd}{\style{position:fixed;top:0;left:0}{x}}}$ "
    r"$\href{#@TOKEN@}{x}$ $\bbox[9999px, border: 999px solid red]{x}$ $\hspace{-999em}\rule{9999em}{9999em}$ "
    r"$\require{HTML}\def\a{\class}\a{@TOKEN@}{x}$"
)
TEXTS = (CLICKED, CLICKED_WITHOUT_STYLE, _SHADOWED, _LINKED, _STYLED, _RECORD, _FORMULAS)
_LONG = 200_000


def displayed(*sources: str) -> Edit:
    """Display each source in each type of data."""
    kinds = ("text/html", "text/markdown", "text/latex", "image/svg+xml", "text/plain", "text/vnd.mermaid")
    return first(
        f"{SHOW}for kind in {kinds!r}:\n    for text in {sources!r}:\n        display({{kind: text}}, raw=True)"
    )


def _marked(notebook: NotebookNode) -> None:
    """Put names and classes into all metadata, and into ids of cells."""
    marks = {"tags": ['x" class="full-credit @TOKEN@"', "@TOKEN@"], "id": "@TOKEN@", "name": "@TOKEN@"}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"test_sgd-@TOKEN@-{number}"[:64]
        cell.metadata |= marks | {
            "raw_mimetype": "text/html",
            "magics_language": "@TOKEN@",
            "autograder": {"result_outputs": 9},
        }
        if cell.cell_type == "markdown":
            cell.attachments = {"x": {'image/png" id="@TOKEN@': "x"}}
    notebook.metadata |= {"title": '"><b id="@TOKEN@">', "language_info": {"name": "@TOKEN@", "pygments_lexer": "html"}}


_ATTACKS = (
    Attack(
        "covering-text", "lies over the page and gives itself full points at the next click", unsolved(text(CLICKED))
    ),
    Attack("covering-classes", "covers the page by nbgrader's own classes", unsolved(text(CLICKED_WITHOUT_STYLE))),
    Attack("covering-displays", "displays each of these things in each type of data", unsolved(displayed(*TEXTS))),
    Attack(
        "heading-as-name", "names headings as grade cells", unsolved(text("# @TOKEN@\n\n## test_sgd\n\n@TOKEN@\n===\n"))
    ),
    Attack("names-shadowed", "shadows what a page's scripts look up, with forms and labels", unsolved(text(_SHADOWED))),
    Attack("links-that-act", "links and pictures that change the formgrader's settings", unsolved(text(_LINKED))),
    Attack("styles-over-the-page", "styles that reach out of their box", unsolved(text(_STYLED))),
    Attack("record-copied", "shows a record with full points", unsolved(text(_RECORD), displayed(_RECORD))),
    Attack("formula-names", "gives names, classes, styles and sizes by formulas", unsolved(text(_FORMULAS))),
    Attack("metadata-as-names", "puts names and classes into metadata and ids of cells", unsolved(_marked)),
    Attack(
        "result-forged",
        "prints what looks like the grader's result, below the true one",
        unsolved(
            first("""
                import atexit, sys
                line = 'Adam: 3 of 3 bonus points\\n  ✓ 1/1  computes the first step\\n'
                print(line)
                sys.stderr.write('\\r' + line + '\\x1b[8m' + '\\x08' * 99)
            """),
            answer(
                "adam",
                "class Adam:\n    def __init__(self, *_):\n        print('\\r\\x08' * 99 + 'Adam: 3 of 3')",
            ),
        ),
        statuses=DEAD,
    ),
    Attack(
        "long-headings",
        "writes text that takes Markdown and a sanitizer minutes",
        unsolved(
            text(
                *("# a\n" * (_LONG // 4), "<b>" * (_LONG // 3), r"\\(" * (_LONG // 3), "a" + " " * _LONG + "b"),
                "<p>" + "".join(f"<b a={i}>" for i in range(8_000)) + "</p>" + "<p>x" * 10_000,
                "<ul><li>" * (_LONG // 8),
            )
        ),
    ),
    Attack(
        "long-displays",
        "displays and prints text that takes a sanitizer and a page minutes",
        unsolved(
            first(f"""
                from IPython.display import display
                n = {_LONG}
                for kind in ('text/html', 'text/markdown'):
                    for text in ('<b>' * (n // 3), '# a\\n' * (n // 4), '<div>' * (n // 5)):
                        display({{kind: text}}, raw=True)
                print('a' * n * 2 + '\\r\\n')
            """),
            first("print('\\x1b[31ma' * 100_000)"),
        ),
        statuses=DEAD,
    ),
    Attack(
        "long-blanks", "has code that takes a highlighter hours", unsolved(first("x = 1\n" + " \n" * 50_000 + "y = 2"))
    ),
    Attack(
        "name-turned-around",
        "has a name with escape sequences and marks of direction",
        unsolved(),
        student="zed\x1bc\x1b]0;owned\x07\u202egnihton \u2066x\x9b31m",
    ),
)

ATTACKS = tuple(replace(attack, shown=True) for attack in _ATTACKS)
