"""Student code that attacks: the grader gets an answer in time, and nothing is left behind."""

import contextlib
import os
import threading
import time
from pathlib import Path

import pytest

from autograder.sandbox import Limits, Student, StudentEnded, Worker
from tests.autograder.sandbox.runs import processes_of, succeeded

FORGE = """
import gc, inspect, json, os, socket, struct
connection = next(o for o in gc.get_objects() if isinstance(o, socket.socket) and o.fileno() > 2)
gc.unfreeze()
def own_id():
    return next(f.frame.f_locals["request"]["id"] for f in inspect.stack() if "request" in f.frame.f_locals)
def send(header, payload=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    connection.sendall(struct.pack(">IQ", len(text), len(payload)) + text + payload)
"""


IGNORE_SIGNALS = """
import signal
for number in set(signal.Signals) - {9, 19}: signal.signal(number, signal.SIG_IGN)
while True: pass
"""
CATCH_ALL = """
import time
while True:
    try:
        while True: time.sleep(0.01)
    except BaseException: pass
"""
STOP_FOR_EVER = """
import os, signal
if os.fork() == 0:
    while True: os.kill(os.getppid(), signal.SIGSTOP)
while True: pass
"""
FORK_BOMB = """
import os, time
n = 0
try:
    while n < 500:
        if os.fork() == 0: time.sleep(60); os._exit(0)
        n += 1
except OSError: print(n)
"""
MANY_TIMES_100_MIB = """
import os, time
for _ in range(20):
    if os.fork() == 0: x = b'x' * (100 << 20); time.sleep(60)
time.sleep(60)
"""
SHARED_200_MIB = """
import os, time
x = b'x' * (200 << 20)
for _ in range(10):
    if os.fork() == 0: time.sleep(60)
time.sleep(0.6)
"""
FILL_DISK = """
n = 0
for i in range(100):
    with open(f'f{i}', 'wb') as file:
        for _ in range(32): n += file.write(bytes(1 << 20))
"""
ORPHANS = """
import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True: pass
    os._exit(0)
!sleep 50 &
"""
DISPLAYS = """
i = own_id()
output = {'output_type': 'display_data', 'data': {}, 'metadata': {}}
while True: send({'id': i, 'kind': 'output', 'output': output, 'texts': [], 'sizes': []})
"""
TEXTS = """
i, text = own_id(), b'x' * (1 << 20)
output = {'output_type': 'stream', 'name': 'stdout'}
while True: send({'id': i, 'kind': 'output', 'output': output, 'texts': ['text'], 'sizes': [len(text)]}, text)
"""
BIG_FRAMES = """
data = struct.pack('>IQ', 2, 30 << 20) + b'{}' + bytes(30 << 20)
while True: connection.sendall(data)
"""
DRIP = """
import time
for _ in range(100): connection.send(b'\\0'); time.sleep(0.1)
"""


@pytest.fixture(autouse=True)
def complete(worker: Worker) -> None:
    """Run attacks only where the sandbox is known to hold."""
    if worker.protections.missing:
        pytest.skip(" ".join(worker.protections.missing))


def ends(student: Student, source: str, timeout: float | None = None) -> StudentEnded:
    """Run a cell that ends its process."""
    with pytest.raises(StudentEnded) as ended:
        student.run_cell(source, timeout)
    with pytest.raises(StudentEnded):
        student.run_cell("1")
    return ended.value


def run_two_cells(student: Student, source: str) -> None:
    """Run a cell, and another one."""
    student.run_cell(source)
    student.run_cell("1")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import os\nprint('before')\nos._exit(7)", "exit code 7"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("import ctypes\nctypes.string_at(0)", "SIGSEGV"),
        ("import os\nos.abort()", "SIGABRT"),
        ("import os\ntry: os.kill(-1, 9)\nexcept OSError: os.kill(os.getpid(), 9)", "SIGKILL"),
        ("import os\nos.closerange(0, 300)\nwhile True: pass", "closed its connection"),
    ],
)
def test_ends_itself(student: Student, source: str, message: str) -> None:
    """Does a process that ends itself leave a reason?"""
    ended = ends(student, source)
    assert ended.reason == "crashed"
    assert message in ended.problem
    assert [output.get("text") for output in ended.outputs] in ([], ["before\n"])


@pytest.mark.parametrize(
    "source",
    [
        IGNORE_SIGNALS,
        CATCH_ALL,
        STOP_FOR_EVER,
        "import itertools\nany(itertools.repeat(0))",
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    ],
)
def test_endless(student: Student, source: str) -> None:
    """Is a cell that can't be interrupted ended in time?"""
    begin = time.monotonic()
    assert ends(student, source, 0.5).reason == "timed_out"
    assert time.monotonic() - begin < 5


def test_cpu_time(worker: Worker) -> None:
    """Does the limit of CPU time end a process that has wall clock left?"""
    with Worker(Limits(cpu_seconds=1)) as other, other.student() as student:
        ended = ends(student, "while True: pass")
    assert ended.reason == "timed_out"
    assert "CPU" in ended.problem


def test_fork_bomb(student: Student) -> None:
    """Is a fork bomb stopped by the limit of processes, and gone with its student?"""
    run = student.run_cell(FORK_BOMB, timeout=10)
    assert 40 < int(run.outputs[0]["text"]) < 64
    processes = processes_of(student)
    assert len(processes) > 40
    student.close()
    assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]


def test_memory_of_many_processes(student: Student) -> None:
    """Is a student ended whose processes each stay in their limit, but not together?"""
    ended = ends(student, MANY_TIMES_100_MIB, 10)
    assert ended.reason == "out_of_memory"
    student.close()
    assert student.peak_memory > 700 << 20


def test_shared_memory_counts_once(student: Student) -> None:
    """Do processes that share memory with their parent live on?"""
    assert succeeded(student.run_cell(SHARED_200_MIB, timeout=10))


def test_memory_error(student: Student) -> None:
    """Is more memory than the address space an exception in the cell, and nothing worse?"""
    assert student.run_cell("x = bytearray(30 << 30)").outputs[0]["ename"] == "MemoryError"
    assert succeeded(student.run_cell("1"))


def test_disk_filling(student: Student) -> None:
    """Is the private folder limited in size, and a file too?"""
    assert student.run_cell(FILL_DISK, timeout=10).outputs[0]["ename"] == "OSError"
    assert student.run_cell("print(n >> 20 < 129)").outputs[0]["text"] == "True\n"
    big = "with open('/dev/shm/x', 'wb') as f:\n    for _ in range(100): f.write(bytes(1 << 20))"
    assert student.run_cell(big).outputs[0]["ename"] == "OSError"


def test_raw_flood(student: Student) -> None:
    """Is endless output of a command cut, and the next cell's clean?"""
    run = student.run_cell("!yes | head -c 200000000", timeout=10)
    assert sum(len(output["text"]) for output in run.outputs) < (1 << 20) + 500
    assert student.run_cell("print(1)").outputs[0]["text"] == "1\n"


@pytest.mark.parametrize(
    ("attack", "message"),
    [
        ("send({'id': 'guess', 'kind': 'done', 'ok': True})", "nobody asked for"),
        ("for _ in range(2): send({'id': own_id(), 'kind': 'done', 'ok': True})", ""),
        ("send(b'[1]')", "can't be read"),
        ("send(b'{' * 200_000)", "can't be read"),
        ("send(b'[' * 200_000)", "can't be read"),
        ("send(b'{\"id\": ' + b'9' * 100_000 + b'}')", "can't be read"),
        ("send(b'{\"id\": NaN}')", "can't be read"),
        ("send(b'\\xff\\xfe')", "can't be read"),
        (
            "send({'id': own_id(), 'kind': 'output', 'output': json.loads('[' * 60 + ']' * 60), 'texts': []})",
            "nested too deeply",
        ),
        ("connection.sendall(b'\\xff' * 64)", "too large"),
        ("connection.sendall(struct.pack('>IQ', 2, 1 << 60))", "too large"),
        (
            "send({'id': own_id(), 'kind': 'output', 'texts': [], 'sizes': [],"
            " 'output': {'output_type': 'stream', 'name': 'x'}})",
            "is none",
        ),
        ("send({'id': own_id(), 'kind': 'output', 'output': [], 'texts': ['text'], 'sizes': [5]})", "lists"),
        ("send({'id': own_id(), 'kind': 'output', 'output': {}, 'texts': ['text'], 'sizes': [-5]}, b'12345')", "lists"),
        ("send({'id': own_id(), 'kind': 'grade', 'points': 100})", "unknown kind"),
        ("send({'id': own_id(), 'kind': ['done']})", "unknown kind"),
    ],
)
def test_forged_frames(student: Student, attack: str, message: str) -> None:
    """Does a forged message end the student, and not the grader?"""
    with pytest.raises(StudentEnded) as ended:
        run_two_cells(student, FORGE + attack)  # a forged answer passes as the cell's own, then the real one is refused
    assert ended.value.reason == "crashed"
    assert message in ended.value.problem


@pytest.mark.parametrize("flood", ["while True: connection.send(bytes(1 << 20))", BIG_FRAMES, DISPLAYS, TEXTS, DRIP])
def test_flooding(student: Student, flood: str) -> None:
    """Is endless sending read with a limit and a clock?"""
    before, begin = _memory(), time.monotonic()
    with contextlib.suppress(StudentEnded):  # or it was interrupted before it had sent too much
        student.run_cell(FORGE + flood)
    assert time.monotonic() - begin < 10
    assert _memory() - before < 200 << 20


def test_student_that_does_not_read(student: Student) -> None:
    """Is a request larger than the socket's buffer given up in time when nobody reads it?"""
    student.run_cell("import os, threading\nthreading.Timer(0.2, os.kill, (os.getpid(), 19)).start()")
    time.sleep(0.4)
    assert ends(student, "#" * 5_000_000, 0.2).reason == "timed_out"


def test_worker_survives(worker: Worker) -> None:
    """Does a student that exits leave the others alone?"""
    with worker.student() as good, worker.student() as bad:
        good.run_cell("x = 1")
        ends(bad, "import os\nos._exit(0)")
        assert succeeded(good.run_cell("assert x == 1"))


def test_nothing_left_behind(worker: Worker) -> None:
    """Are processes, threads, descriptors and files of a closed student gone?"""
    files, threads = len(os.listdir("/proc/self/fd")), threading.active_count()
    student = worker.student()
    processes = processes_of(student)
    student.run_cell(ORPHANS)
    processes += processes_of(student)
    student.close()
    assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]
    assert (len(os.listdir("/proc/self/fd")), threading.active_count()) == (files, threads)
    assert student.peak_memory > 10 << 20
    assert student.spent.wall > 0


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
