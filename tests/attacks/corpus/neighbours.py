"""Taking time and memory from whoever is graded beside it; and honest work that must not lose by it."""

from nbformat import NotebookNode

from tests.attacks.attack import DEAD, EVERYTHING, FINE, LATE, Attack, Edit, before, find_cell, last, solved, unsolved

_KEPT = {"least": EVERYTHING, "most": EVERYTHING}
_AFTER_CRASH = LATE | {"crashed"}

# More than the limit of all memory together, so that whoever holds it has passed the limit.
_HELD = """
import mmap, os, signal, socket, time
board = open('board', 'w+b')
board.truncate(4096)
held = mmap.mmap(board.fileno(), 4096)
kept = []
def hold(work, count=18):
    for number in range(count):
        if os.fork() == 0:
            try:
                for total in work():
                    held[8 * number:8 * number + 8] = total.to_bytes(8, 'little')
            except OSError:
                pass
            time.sleep(60)
            os._exit(0)
def fill(end):
    end.setblocking(False)
    sent = 0
    try:
        while True:
            sent += end.send(bytes(1 << 16))
    except BlockingIOError:
        return sent
"""


# Held while a cell looks at it from the first to the last moment.
_LOOK = """
import time
if 'held' in globals():
    def total():
        return sum(int.from_bytes(held[8 * n:8 * n + 8], 'little') for n in range(18))
    before = total()
    time.sleep(1)
    if before > 512 << 20:
        won(f'{before >> 20} MiB of memory that no process is charged for')
"""


def _unfinished(grade_id: str, source: str) -> Edit:
    """Let a right answer's cell go on with something that does not end."""

    def edit(notebook: NotebookNode) -> None:
        find_cell(notebook, grade_id).source += "\n\n" + source

    return edit


def _slow(grade_id: str) -> Edit:
    """Let an answer's cell work before it defines the answer."""

    def edit(notebook: NotebookNode) -> None:
        cell = find_cell(notebook, grade_id)
        cell.source = _WORK + cell.source

    return edit


def _hoard(name: str, purpose: str, source: str) -> Attack:
    return _attack(name, purpose, _HELD + source, *[_LOOK] * 5, dangerous=True)


def _attack(name: str, purpose: str, *sources: str, dangerous: bool = False) -> Attack:
    return Attack(name, purpose, unsolved(*map(last, sources)), statuses=DEAD, dangerous=dangerous)


_BUSY = """
import os, time
for _ in range(60):
    try:
        if os.fork() == 0:
            try:
                os.setsid()
            except OSError:
                pass
            while True:
                pass
    except OSError:
        pass
while True:
    pass
"""
_WORK = """
import time
end = time.process_time() + 0.5
while time.process_time() < end:
    pass
"""
# Hidden tests run when the notebook is graded, but not again when it is taken up in a new process.
_NOTICE = """
import signal, sys, time
graded = []
sys.addaudithook(lambda event, _: event == 'marshal.loads' and graded.append(event))
"""
_SLEEP_IF_RUN_AGAIN = """
if not graded:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    time.sleep(60)
"""


def _noticing(notebook: NotebookNode) -> None:
    """Cells that sleep when they are run again, and one that makes them be."""
    before("sgd", _NOTICE)(notebook)
    for _ in range(60):
        last(_SLEEP_IF_RUN_AGAIN)(notebook)
    last("import os\nos._exit(1)")(notebook)
    last("1")(notebook)


ATTACKS = (
    _attack(
        "neighbour-busy",
        "keeps 60 processes busy, each in a session of its own, in one cell after the other",
        *[_BUSY] * 5,
        dangerous=True,
    ),
    Attack(
        "neighbour-busy-beside",
        "works for 0.5 s of the 2 s of a cell, beside the busy processes, and has to keep its points",
        solved(_slow("relu"), _slow("adam")),
        **_KEPT,
    ),
    _attack(
        "neighbour-busy-threads",
        "keeps threads busy that hold no lock, while its main thread waits for them",
        *[
            """
            import hashlib, threading
            data = bytes(1 << 28)
            def spin():
                while True:
                    hashlib.sha256(data)
            threads = [threading.Thread(target=spin, daemon=True) for _ in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            """
        ]
        * 3,
        dangerous=True,
    ),
    Attack(
        "neighbour-busy-threads-beside",
        "the same work, beside the busy threads",
        solved(_slow("mean_squared_error"), _slow("adam")),
        **_KEPT,
    ),
    _attack(
        "processors-chosen",
        "moves to other processors than its grader's, or ahead of others on them",
        """
        import os
        cores = range(os.cpu_count())
        ways = {
            'chose its processors': lambda: os.sched_setaffinity(0, cores),
            'chose those of its parent': lambda: os.sched_setaffinity(os.getppid(), cores),
            'is a real-time process': lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)),
            'is a batch process': lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)),
            'raised its priority': lambda: os.setpriority(os.PRIO_PROCESS, 0, -1),
            'raised its priority a bit': lambda: os.nice(-1),
        }
        for how, way in ways.items():
            try:
                way()
            except OSError:
                continue
            won(how)
        if os.getpriority(os.PRIO_PROCESS, 0) <= 0:
            won('has the priority of its grader')
        """,
    ),
    Attack(
        "sleeps-when-run-again",
        "notices that its cells are run again in a new process, and sleeps then, each time anew",
        unsolved(_noticing),
        statuses=DEAD,
    ),
    Attack(
        "dies-in-every-cell",
        "ends its process in 60 cells, so that all others are run again 60 times",
        unsolved(
            *(last("import time\ntime.sleep(0.02)\nif 'dying' in globals():\n    pass") for _ in range(20)),
            *(last("import os\nos._exit(1)") for _ in range(60)),
        ),
        statuses=DEAD,
    ),
    _hoard(
        "memory-in-sockets",
        "holds memory in the buffers of socket pairs of many processes",
        """
def work():
    total = 0
    while True:
        pair = socket.socketpair()
        for end in pair:
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
            except OSError:
                pass
            total += fill(end)
        kept.append(pair)
        yield total
hold(work)
""",
    ),
    _hoard(
        "memory-in-flight",
        "holds memory in sockets that are on their way in other sockets, and open nowhere",
        """
def work():
    total = 0
    carrier = socket.socketpair()
    kept.append(carrier)
    while True:
        one, other = socket.socketpair()
        total += fill(one) + fill(other)
        socket.send_fds(carrier[0], [b'x'], [one.fileno(), other.fileno()])
        one.close()
        other.close()
        yield total
hold(work)
""",
    ),
    _hoard(
        "memory-of-closed-sockets",
        "holds memory in what was sent by sockets that are closed",
        """
def work():
    total = 0
    while True:
        one, other = socket.socketpair()
        total += fill(one)
        one.close()
        kept.append(other)
        yield total
hold(work)
""",
    ),
    _hoard(
        "memory-in-pipes",
        "holds memory in pipes that it has made larger, in many processes",
        """
import fcntl
def work():
    total = 0
    while True:
        reading, writing = os.pipe()
        try:
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 1 << 20)
        except OSError:
            pass
        os.set_blocking(writing, False)
        try:
            while True:
                total += os.write(writing, bytes(1 << 16))
        except BlockingIOError:
            yield total
hold(work)
""",
    ),
    _hoard(
        "memory-shared-and-dropped",
        "holds memory in shared mappings whose pages it drops from its own",
        """
def work():
    total = 0
    for _ in range(3):
        shared = mmap.mmap(-1, 1 << 28)
        for offset in range(0, 1 << 28, 1 << 22):
            shared[offset:offset + (1 << 22)] = bytes(1 << 22)
            shared.madvise(mmap.MADV_DONTNEED)
        kept.append(shared)
        total += 1 << 28
        yield total
    while True:
        time.sleep(1)
hold(work, 1)
""",
    ),
    Attack(
        "interrupted-then-killed",
        "goes on for ever after a right answer in the same cell, and dies in a later one: must lose nothing",
        solved(_unfinished("relu", "while True:\n    pass"), before("test_relu", "import os\nos._exit(1)")),
        statuses=_AFTER_CRASH - FINE,
        **_KEPT,
    ),
    Attack(
        "pictures-then-killed",
        "shows pictures for ever after a right answer in the same cell, and is killed later: must lose nothing",
        solved(
            _unfinished("relu", "from IPython.display import HTML\nwhile True:\n    display(HTML('x' * 400_000))"),
            before("test_relu", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
        ),
        statuses=_AFTER_CRASH - FINE,
        **_KEPT,
    ),
)
