"""Using up time, memory, disk, processes and output."""

from tests.attacks.attack import DEAD, EVERYTHING, LATE, Attack, before, first, last, solved, unsolved

_ANSWERS_KEPT = {"least": EVERYTHING, "most": EVERYTHING}


def _attack(name: str, purpose: str, source: str, *, dangerous: bool = False) -> Attack:
    return Attack(name, purpose, unsolved(first(source)), statuses=DEAD, dangerous=dangerous)


ATTACKS = (
    Attack(
        "endless-loop",
        "never ends between two right answers, which have to keep their points",
        solved(before("relu", "while True:\n    pass")),
        statuses=frozenset({"timed_out"}),
        **_ANSWERS_KEPT,
    ),
    _attack(
        "endless-loop-in-c",
        "never ends, in C code that looks at no signal",
        "import itertools\nsum(itertools.repeat(0))",
    ),
    _attack("endless-arithmetic", "computes a number with more digits than there is memory", "7 ** 10 ** 11"),
    _attack("endless-regex", "never ends in a regular expression", "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')"),
    _attack(
        "endless-loop-ignores-signals",
        "never ends and ignores every signal that can be ignored",
        """
        import signal
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
        """,
    ),
    _attack(
        "dies-when-run-again",
        "ends its process later and later, so that each new one has to run all cells again",
        "import os, threading\nthreading.Timer(0.15, os._exit, [1]).start()",
    ),
    _attack("sleeps", "sleeps for a day", "import time\ntime.sleep(86_400)"),
    _attack("stopped", "stops its own process", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    Attack(
        "memory-in-one-piece",
        "takes 30 GiB at once between right answers",
        solved(before("relu", "import numpy as np\nx = np.ones(30 << 27)")),
        statuses=DEAD,
        dangerous=True,
        **_ANSWERS_KEPT,
    ),
    _attack(
        "memory-in-small-pieces",
        "takes all memory bit by bit",
        "hoard = []\nwhile True:\n    hoard.append(bytearray(1 << 20))",
        dangerous=True,
    ),
    _attack(
        "memory-of-many",
        "takes memory in many processes, each within its limit",
        """
        import os, time
        for _ in range(24):
            if os.fork() == 0:
                hoard = bytearray(b'x') * (1 << 30)
                time.sleep(60)
        time.sleep(60)
        """,
        dangerous=True,
    ),
    _attack(
        "memory-in-files",
        "takes memory in files of every file system that it can write to, and in files without a name",
        """
        import os
        for number in range(100):
            for folder in (os.getcwd(), '/tmp', '/dev/shm', '/run', '/var/tmp'):
                try:
                    with open(f'{folder}/@TOKEN@-{number}', 'wb') as file:
                        for _ in range(60):
                            file.write(b'x' * (1 << 20))
                except OSError:
                    pass
            try:
                os.truncate(os.memfd_create('x'), 1 << 40)
                won('memory without a limit')
            except OSError:
                pass
        """,
        dangerous=True,
    ),
    _attack(
        "disk-of-small-files",
        "makes files until there are no more inodes",
        """
        import os
        for number in range(400_000):
            try:
                os.mkdir(f'@TOKEN@-{number}')
            except OSError:
                break
        """,
        dangerous=True,
    ),
    _attack(
        "file-of-a-terabyte", "writes a single file of 1 TB", "open('@TOKEN@', 'wb').truncate(1 << 40)", dangerous=True
    ),
    _attack(
        "fork-bomb",
        "forks without end",
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
        dangerous=True,
    ),
    _attack(
        "thread-bomb",
        "starts threads without end",
        "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=[60], daemon=True).start()",
        dangerous=True,
    ),
    _attack(
        "descriptors",
        "opens files until there are no more descriptors",
        "kept = []\nwhile True:\n    kept.append(open('/dev/zero'))",
    ),
    Attack(
        "printed",
        "prints 200 MB after right answers",
        solved(last("for _ in range(200):\n    print('x' * (1 << 20))")),
        statuses=LATE,
        **_ANSWERS_KEPT,
    ),
    _attack("printed-by-a-child", "lets a child process print without end, on both streams", "!yes 'x' & yes 'y' 1>&2"),
    _attack(
        "displayed",
        "displays 100,000 pictures and changes them again and again",
        """
        from IPython.display import HTML, display
        handles = [display(HTML('x' * 100_000), display_id=True) for _ in range(500)]
        while True:
            for handle in handles:
                handle.update(HTML('y' * 100_000))
        """,
    ),
)
