"""The table in `docs/security.md`: what each harmless attack reaches under stock nbgrader, and here."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.attacks.course import REPOSITORY
from tests.attacks.stock import StockResult
from tests.attacks.verdicts import Verdict

PAGE = REPOSITORY / "docs" / "security.md"
_BEGIN = "<!-- attacks: written by `python -m tests.attacks --stock --write` -->\n"
_END = "<!-- end of attacks -->\n"


def write_table(stock: Sequence[StockResult], here: Mapping[str, Verdict], count: int, page: Path = PAGE) -> None:
    """Write the table between the page's marks.

    Parameters
    ----------
    stock : sequence of StockResult
        What the attacks reached under nbgrader's own preprocessors.
    here : mapping of str to Verdict
        What became of them here, by their names.
    count : int
        How many attacks the whole corpus has.
    page : Path
        The page.
    """
    before, rest = page.read_text(encoding="utf-8").split(_BEGIN)
    _, after = rest.split(_END)
    page.write_text(before + _BEGIN + table(stock, here, count) + _END + after, encoding="utf-8")


def table(stock: Sequence[StockResult], here: Mapping[str, Verdict], count: int) -> str:
    """Return the table as Markdown."""
    succeeded = sum(bool(result.reached) for result in stock)
    lines = [
        f"\nThe corpus has {count} attacks. {succeeded} of the {len(stock)} harmless ones succeed under stock:\n",
        "| Attack | What it does | Stock nbgrader | Here |",
        "|---|---|---|---|",
    ]
    for result in stock:
        attack, verdict = result.attack, here[result.attack.name]
        there = "; ".join(result.reached) or "fails"
        outcome = "**succeeds**: " + "; ".join(verdict.problems) if verdict.problems else "fails"
        lines.append(f"| `{attack.name}` | {attack.purpose} | {_cell(there)} | {_cell(outcome)} |")
    return "\n".join(lines) + "\n\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
