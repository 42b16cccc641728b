"""`python -m tests.attacks [--stock [--write]] [name …]`: run the corpus and show what became of each attack.

Exit status 0 if none succeeded. With `--stock` the harmless ones are run by nbgrader's own preprocessors as well, and
with `--write` both results go into `docs/security.md`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.attacks.corpus.all import ATTACKS, KINDS
from tests.attacks.course import build
from tests.attacks.runner import Result, run
from tests.attacks.security_page import write_table
from tests.attacks.stock import StockResult, run_stock


def main(arguments: list[str]) -> int:
    """Run all attacks, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description="Attack the grader.")
    parser.add_argument("names", nargs="*", metavar="name", help="attacks to run; all if none is named")
    parser.add_argument("--stock", action="store_true", help="run the harmless ones under stock nbgrader, too")
    parser.add_argument("--write", action="store_true", help="with --stock: write the table in docs/security.md")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - {attack.name for attack in ATTACKS}
    if unknown or (options.write and (options.names or not options.stock)):
        parser.error(f"there is no attack {', '.join(sorted(unknown))}" if unknown else "--write needs --stock and all")
    chosen = [attack for attack in ATTACKS if not options.names or attack.name in options.names]
    console = Console(width=160 if not sys.stdout.isatty() else None)
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        built = Path(folder, "exercise")
        build(built)
        result = run(Path(folder, "here"), built, chosen)
        show(result, console)
        if options.stock:
            stock = run_stock(Path(folder, "stock"), built, [attack for attack in chosen if attack.stock])
            show_stock(stock, console)
            if options.write:
                write_table(stock, {verdict.attack.name: verdict for verdict in result.verdicts}, len(ATTACKS))
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


def show_stock(results: list[StockResult], console: Console) -> None:
    """Print what each attack reached where nothing confines it."""
    table = Table("attack", "purpose", "under stock nbgrader")
    for result in results:
        table.add_row(result.attack.name, result.attack.purpose, "; ".join(result.reached) or "failed")
    console.print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
