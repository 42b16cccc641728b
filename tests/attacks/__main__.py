"""`python -m tests.attacks`: run the corpus, show what became of each attack; exit status 0 if none succeeded."""

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.attacks.corpus.all import ATTACKS, KINDS
from tests.attacks.runner import Result, run


def main(arguments: list[str]) -> int:
    """Run all attacks, or those that are named."""
    unknown = set(arguments) - {attack.name for attack in ATTACKS}
    if unknown:
        print(f"There is no attack {', '.join(sorted(unknown))}.")
        return 2
    chosen = [attack for attack in ATTACKS if not arguments or attack.name in arguments]
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        result = run(Path(folder), chosen)
    show(result, Console(width=160 if not sys.stdout.isatty() else None))
    return 1 if result.succeeded or result.problems else 0


def show(result: Result, console: Console) -> None:
    """Print a line for each attack, and what the corpus as a whole did."""
    verdicts = {verdict.attack.name: verdict for verdict in result.verdicts}
    table = Table("attack", "purpose", "status", "points", "s", "result")
    for _kind, attacks in KINDS.items():
        table.add_section()
        for attack in attacks:
            verdict = verdicts.get(attack.name)
            if verdict is not None:
                outcome = "[red]SUCCEEDED: " + "; ".join(verdict.problems) if verdict.problems else "[green]failed"
                points, seconds = f"{verdict.points:g}", f"{verdict.seconds:.1f}"
                table.add_row(attack.name, attack.purpose, verdict.status, points, seconds, outcome)
            elif attack in result.skipped:
                table.add_row(attack.name, attack.purpose, "", "", "", "[yellow]not run: protections are missing")
    console.print(table)
    for problem in result.problems:
        console.print(f"The corpus as a whole: {problem}", style="bold red", markup=False)
    for line in result.missing:
        console.print(f"Missing: {line}", style="yellow", markup=False)
    count = len(result.verdicts)
    console.print(f"{count} attacks, {len(result.succeeded)} succeeded, {result.seconds:.0f} s", style="bold")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
