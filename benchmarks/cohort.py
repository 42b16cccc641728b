"""`make cohort`: 5,000 submissions, 5 % of them hostile, in one run; prints what it took and what was lost."""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.cohorts import Master
from benchmarks.measuring import run
from tests.exercise import EXERCISE, totals

MIB = 2**20
# Each is the code of a cell in the middle of an otherwise right notebook.
HOSTILE = {
    "leaves": "import os\nos._exit(1)",
    "kills all": "import os, signal\nos.kill(-1, signal.SIGKILL)",
    "memory": "hoard = bytearray(8 << 30)",
    "memory, slowly": "hoard = []\nfor _ in range(1000):\n    hoard.append(bytearray(b'x' * (16 << 20)))",
    "forks": "import os\nfor _ in range(1000):\n    os.fork()",
    "output": "while True:\n    print('x' * 10_000)",
    "loop": "while True:\n    pass",
    "deaf loop": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass",
    "files": "for number in range(100_000):\n    open(f'file{number}', 'wb').write(bytes(1 << 20))",
    "recursion": "import sys\nsys.setrecursionlimit(10**9)\ndef f():\n    f()\nf()",
}
DAMAGED = {
    "no JSON": b"this is no notebook",
    "empty": b"",
    "nested": b"[" * 100_000,
    "half": None,  # the first half of a right one
}


class Author:
    """Makes submission after submission: a share of them, in percent, is hostile, all others are right."""

    def __init__(self, master: Master, hostile: float) -> None:
        self._every = round(100 / hostile) if hostile else None
        self._right = nbformat.writes(master.solution).encode()
        self._wrong: list[tuple[str, bytes]] = []
        for name, source in HOSTILE.items():
            notebook = nbformat.reads(self._right.decode(), as_version=4)
            notebook.cells.insert(len(notebook.cells) // 2, new_code_cell(source, id="hostile"))
            self._wrong.append((name, nbformat.writes(notebook).encode()))
        for name, content in DAMAGED.items():
            self._wrong.append((name, self._right[: len(self._right) // 2] if content is None else content))

    def kind(self, number: int) -> str:
        """Return what is wrong with a submission; empty if nothing is."""
        if self._every is None or number % self._every:
            return ""
        return self._wrong[number // self._every % len(self._wrong)][0]

    def __call__(self, number: int) -> bytes:
        """Return the content of a submission; no two are the same file."""
        content = dict(self._wrong)[self.kind(number)] if self.kind(number) else self._right
        return content + b"\n" * (number % 7)


def main() -> int:
    """Run and print; returns 1 if a submission was lost or a right one lost points."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=5000)
    parser.add_argument("--hostile", type=float, default=5.0, metavar="PERCENT")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        master = Master(Path(scratch) / "master")
        with (master.folder / "nbgrader_config.py").open("a") as settings:
            settings.write("\nc.Autograder.require_sandbox = True\n")  # hostile code runs nowhere else
        author = Author(master, options.hostile)
        begin = time.monotonic()
        course = master.course(Path(scratch) / "course", options.submissions, plain=False, author=author)
        print(f"{options.submissions:,} submissions written in {time.monotonic() - begin:.0f} s", flush=True)
        measured = run(course, "autograder", "grade", EXERCISE, "--json")
    *lines, last = map(json.loads, measured.output.splitlines())
    records = {line["student"]: line["notebooks"].get(EXERCISE) for line in lines}
    outcomes: Counter[tuple[str, str]] = Counter()
    due = totals(master.spec)[0]
    wronged = []
    for number in range(options.submissions):
        student, kind = f"s{number:05}", author.kind(number)
        record = records.get(student)
        outcomes[kind or "right", record["status"] if record else "LOST"] += 1
        if not kind and (record is None or record["points"] != due):
            wronged.append(student)
    print(f"{len(lines) / measured.seconds:.2f} submissions a second, {measured.seconds:.1f} s in all")
    print(f"peak of the whole process tree: {measured.peak / MIB:,.0f} MiB")
    for (kind, status), count in sorted(outcomes.items()):
        print(f"  {kind:16} {status:14} {count:6,}")
    lost = sum(record is None for record in records.values()) + options.submissions - len(records)
    print(f"lost: {lost}; right submissions without all points: {len(wronged)} {wronged[:5]}")
    print(json.dumps(last))
    return 1 if lost or wronged else 0


if __name__ == "__main__":
    sys.exit(main())
