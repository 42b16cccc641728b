"""Processes: ending them, leaving them behind, taking them over."""

from tests.attacks.attack import DEAD, EVERYTHING, FINE, Attack, before, first, last, solved, unsolved

_KEPT = {"least": EVERYTHING, "most": EVERYTHING}
_CRASHED = FINE | {"crashed"}


def _kept(name: str, purpose: str, source: str, *, stock: bool = False) -> Attack:
    return Attack(name, purpose, solved(before("relu", source)), statuses=_CRASHED, stock=stock, **_KEPT)


ATTACKS = (
    Attack(
        "exits",
        "ends the kernel in each way that Python offers before an answer that must keep its points",
        solved(before("relu", "import sys\nexit()\nquit()\nsys.exit(0)")),
        least=EVERYTHING,
        most=EVERYTHING,
        statuses=FINE | {"crashed"},
    ),
    Attack(
        "input-asked",
        "waits for an answer that nobody gives",
        solved(first("import getpass\ntry:\n    input('?')\nexcept EOFError:\n    getpass.getpass()")),
        least=EVERYTHING,
        most=EVERYTHING,
    ),
    _kept("exit-at-once", "ends its process between right answers", "import os\nos._exit(0)", stock=True),
    _kept(
        "killed",
        "kills its own process between right answers",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    ),
    _kept("memory-fault", "reads from address 0 between right answers", "import ctypes\nctypes.string_at(0)"),
    _kept(
        "stack-overflow",
        "overflows the stack of C between right answers",
        "import sys\nsys.setrecursionlimit(1 << 30)\nf = lambda *args: sorted([1], key=f)\nf()",
    ),
    _kept(
        "child-comes-back",
        "forks, and lets the child answer too",
        "import os\nos.fork()",
    ),
    Attack(
        "processes-left",
        "leaves processes of their own sessions behind, which hold no descriptor and ignore signals",
        solved(
            last("""
                import os, signal, time
                for _ in range(5):
                    if os.fork() == 0:
                        os.setsid()
                        if os.fork() == 0:
                            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                                signal.signal(number, signal.SIG_IGN)
                            os.closerange(0, 256)
                            os.chdir('/')
                            time.sleep(3600)
                        os._exit(0)
                get_ipython().system('nohup setsid sleep 3600 > /dev/null 2>&1 &')
            """)
        ),
        **_KEPT,
    ),
    Attack(
        "threads-left",
        "leaves threads behind that never stop computing",
        solved(
            last("""
                import threading
                def spin():
                    while True:
                        pass
                for _ in range(4):
                    threading.Thread(target=spin, daemon=False).start()
            """)
        ),
        statuses=DEAD,
        **_KEPT,
    ),
    Attack(
        "parents-killed",
        "kills the processes above it",
        unsolved(
            first("""
                import os, signal
                for number in (os.getppid(), 1, 2, 3, os.getpgid(0) + 1, @VICTIM@):
                    for sent in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
                        try:
                            if number != os.getpid():
                                os.kill(number, sent)
                        except OSError:
                            pass
            """)
        ),
        statuses=DEAD,
        dangerous=True,
    ),
    Attack(
        "all-killed",
        "kills every process that it may",
        unsolved(first("import os, signal\nos.kill(-1, signal.SIGKILL)")),
        statuses=DEAD,
        dangerous=True,
    ),
    Attack(
        "traced-parents",
        "attaches to the processes above it and reads their memory",
        unsolved(
            first("""
                import ctypes, os
                libc = ctypes.CDLL(None, use_errno=True)
                buffer = ctypes.create_string_buffer(64)
                vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 64)
                for number in (os.getppid(), 1):
                    if libc.ptrace(16, number, None, None) == 0:
                        won(f'attached to process {number}')
                    if libc.process_vm_readv(number, vector, 1, vector, 1, 0) > 0:
                        won(f'read the memory of process {number}')
                    try:
                        os.open(f'/proc/{number}/mem', os.O_RDWR)
                        won(f'opened the memory of process {number}')
                    except OSError:
                        pass
            """)
        ),
    ),
)
