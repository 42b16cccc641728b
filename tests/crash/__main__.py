"""`python -m tests.crash [points] [seed]`: exit status 0 if each killed run was made good by the next."""

import sys
import tempfile
from pathlib import Path

from tests.attacks.course import build
from tests.crash.crashes import crash


def main(points: int = 20, seed: int = 0) -> int:
    """Kill runs at this many random points and print what became of each course."""
    killed = failed = 0
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        exercise = Path(folder, "exercise")
        build(exercise)
        for result in crash(Path(folder), exercise, points, seed):
            killed += len(result.seconds)
            moments = ", ".join(f"{moment:.2f} s" for moment in result.seconds) or "no time"
            print(f"killed after {moments}: {'as if undisturbed' if not result.problems else 'DIFFERENT'}", flush=True)
            for problem in result.problems:
                print(f"  {problem}")
            failed += bool(result.problems)
    print(f"{killed} runs killed, {failed} courses differ from an undisturbed run")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
