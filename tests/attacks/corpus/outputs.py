"""Outputs and logs: what they make of a terminal, of a page, of the graded notebook."""

from dataclasses import replace

from tests.attacks.attack import DEAD, FINE, Attack, Edit, before, first, unsolved
from tests.attacks.corpus.pages import HTML, SCRIPT, SHOW


def _forge(*outputs: str) -> Edit:
    """Send displays that IPython would never make: expressions of data and metadata."""
    sent = "".join(f"send({output})\n" for output in outputs)
    return first(
        "def send(data, metadata={}):\n"
        "    output = {'output_type': 'display_data', 'data': data, 'metadata': metadata}\n"
        "    get_ipython().outputs._send(output)\n" + sent
    )


_ATTACKS = (
    Attack(
        "metadata-of-pictures",
        "breaks out of a picture's attributes by its size, name and data",
        unsolved(
            first(
                f"{SHOW}bad = '1 onload=' + {SCRIPT!r} + ' '\n"
                "sizes = {'width': bad, 'height': '\"' + bad, 'alt': bad, 'unconfined': bad}\n"
                "for kind in ('image/png', 'image/jpeg', 'image/svg+xml'):\n"
                "    display({kind: 'x\"' + bad}, metadata={kind: sizes, 'filenames': {kind: '\"' + bad}}, raw=True)"
            )
        ),
    ),
    Attack(
        "outputs-malformed",
        "forges outputs of wrong types, on which a page could not be made",
        unsolved(
            _forge(
                "{'text/plain': {'x': 1}, 'text/html': [1, {}]}",
                "{'image/png': 5, 'text/latex': None}, {'image/png': []}",
                "{'text/plain': [[]], 'text/markdown': {}}, {'x': {}}",
                "{'application/vnd.jupyter.widget-view+json': []}",
            )
        ),
        statuses=DEAD,
    ),
    Attack(
        "numbers-malformed",
        "displays a number that makes the graded notebook no JSON",
        unsolved(
            first(r"""
                import json
                class Raw(float):
                    def __repr__(self): return '1e999'
                original = json.dumps
                json.dumps = lambda value, **options: original(value).replace('"HUGE"', '1e999')
                output = {'output_type': 'display_data', 'data': {'application/json': ['HUGE']}, 'metadata': {}}
                get_ipython().outputs._send(output)
                json.dumps = original
            """)
        ),
        statuses=DEAD,
    ),
    Attack(
        "escape-sequences",
        "sends escape sequences to the terminal of whoever reads the log",
        unsolved(
            first(r"""
                import sys
                for text in ('\x1b]0;owned\x07', '\x1b[2J\x1b[H', '\x1bP+q544e\x1b\\',
                             '\x1b]8;;http://x\x07link\x1b]8;;\x07', '\x9b31m', '\r\b\b'):
                    print(text)
                    print(text, file=sys.stderr)
            """),
            before("relu", r"raise type('\x1b[2J', (BaseException,), {})('\x1b]0;owned\x07')"),
            before("sgd", r"import os; os.write(2, b'\x1b[2J\x07'); os._exit(27)"),
        ),
        statuses=FINE | {"crashed"},
    ),
    Attack(
        "escape-sequences-in-answers",
        "puts escape sequences into what the tests say of an answer",
        unsolved(
            before(
                "test_sgd",
                f"""
                class SGD:
                    def __init__(self, *_):
                        raise ValueError('\\x1b]0;owned\\x07\\n\\x1b[2J' + {HTML[0]!r})
                """,
            )
        ),
    ),
)

ATTACKS = tuple(replace(attack, shown=True) for attack in _ATTACKS)
