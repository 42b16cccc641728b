"""Using up time, memory, disk and output."""

from tests.attacks.attack import DEAD, EVERYTHING, LATE, Attack, before, first, solved, unsolved

ATTACKS = (
    Attack(
        "endless-loop",
        "never ends",
        unsolved(first("while True:\n    pass\n")),
        statuses=LATE,
    ),
    Attack(
        "endless-loop-between-answers",
        "never ends between two right answers, which have to keep their points",
        solved(before("relu", "while True:\n    pass\n")),
        least=EVERYTHING,
        most=EVERYTHING,
        statuses=frozenset({"timed_out"}),
    ),
    Attack(
        "endless-loop-ignores-signals",
        "never ends and ignores every signal that can be ignored",
        unsolved(
            first(
                "import signal\n"
                "for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:\n"
                "    signal.signal(number, signal.SIG_IGN)\n"
                "while True:\n"
                "    pass\n"
            )
        ),
        statuses=frozenset({"timed_out"}),
    ),
    Attack(
        "fork-bomb",
        "forks without end",
        unsolved(first("import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass\n")),
        statuses=DEAD,
        dangerous=True,
    ),
)
