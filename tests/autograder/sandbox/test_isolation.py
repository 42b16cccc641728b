"""What student code sees and can't do."""

import ast
import json
import os
import sys

import pytest

from autograder.sandbox import Student, Worker

pytestmark = pytest.mark.usefixtures("complete")


@pytest.fixture
def complete(worker: Worker) -> None:
    """Run what could do harm only where the sandbox is known to hold."""
    if worker.protections.missing:
        pytest.skip(" ".join(worker.protections.missing))


def attempt(student: Student, source: str) -> str:
    """Run a cell; its printed text, or the name of its error."""
    outputs = student.run_cell(source, timeout=10).outputs
    errors = [output["ename"] for output in outputs if output["output_type"] == "error"]
    return errors[0] if errors else "".join(o["text"] for o in outputs if o["output_type"] == "stream").strip()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import socket\nsocket.socket(socket.AF_INET)", "OSError"),
        ("import socket\nsocket.create_connection(('1.1.1.1', 53))", "OSError"),
        ("open('/usr/x', 'w')", "OSError"),
        ("open('/x', 'w')", "OSError"),
        ("open('/dev/x', 'w')", "OSError"),
        ("import sys\nopen(sys.prefix + '/x', 'w')", "OSError"),
        ("import autograder", "ModuleNotFoundError"),
        ("open('/proc/1/mem', 'rb').read(1)", "PermissionError"),
        ("open('/proc/1/environ').read()", "PermissionError"),
        ("import os\nos.listdir('/proc/1/fd')", "PermissionError"),
        ("open('/proc/sys/kernel/core_pattern', 'w')", "OSError"),
        ("import os\nos.mknod('disk', 0o60600, os.makedev(254, 0))", "PermissionError"),
        ("import os\nos.chroot('.')", "PermissionError"),
        ("import os\nos.setuid(0)", "OSError"),
        ("import resource as r\nr.setrlimit(r.RLIMIT_NPROC, (900, 900))", "ValueError"),
        ("import os\nprint(sorted(int(p) for p in os.listdir('/proc') if p.isdigit())[:2])", "[1, 2]"),
        (
            "import os\nprint([d for d in ('/home', '/work', '/root') if os.path.isdir(d) and os.access(d, 2)])",
            "[]",
        ),
        ("import os, tempfile\nprint(os.listdir(tempfile.gettempdir()), os.listdir('/dev/shm'))", "['home'] []"),
    ],
)
def test_refused(student: Student, source: str, expected: str) -> None:
    """Is this refused, or does it show nothing?"""
    assert attempt(student, source) == expected


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("ptrace", "0, 1, 0, 0"),
        ("unshare", "0x10000000"),
        ("umount2", "b'/proc', 2"),
        ("mount", "b'tmpfs', b'/usr', b'tmpfs', 0, None"),
        ("setns", "0, 0"),
        ("memfd_create", "b'x', 0"),
        ("shmget", "0, 4096, 0o1600"),
        ("process_vm_readv", "1, 0, 0, 0, 0, 0"),
    ],
)
def test_system_calls(student: Student, call: str, arguments: str) -> None:
    """Does the kernel refuse this call?"""
    source = f"import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nprint(c.{call}({arguments}), ctypes.get_errno())"
    assert attempt(student, source) == "-1 1"


def test_capabilities(student: Student) -> None:
    """Has student code no capabilities, no way to new rights, and a filter of system calls?"""
    fields = "('CapInh', 'CapPrm', 'CapEff', 'CapAmb', 'NoNewPrivs', 'Seccomp')"
    source = f"print([line.split()[1] for line in open('/proc/self/status') if line.split(':')[0] in {fields}])"
    assert attempt(student, source) == str(["0" * 16] * 4 + ["1", "2"])


def test_no_course_in_sight(student: Student) -> None:
    """Is no file of the course but `length` found anywhere that student code can look?"""
    source = """
import json, os
own = [".git", "autograder", "gradebook.db", "nbgrader_config.py", "notebooks", "release", "solutions", "source"]
found = []
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/usr")]
    found += [os.path.join(folder, name) for name in (*folders, *files) if name in own]
print(json.dumps(found))
"""
    found = json.loads(attempt(student, source))
    libraries = (sys.prefix, sys.base_prefix)  # other projects' files of these names
    command = os.path.join(sys.prefix, "bin", "autograder")  # pip's launcher: it imports what is not there
    own = [path for path in found if path.endswith("/autograder") or not path.startswith(libraries)]
    assert own in ([], [command])


def test_nothing_else_is_writable(student: Student) -> None:
    """Can student code write to no folder but its private ones, wherever the interpreter lies?"""
    source = """
import os, tempfile
private = (tempfile.gettempdir(), "/proc", "/dev", "/usr")
found = []
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in private]
    found += [folder] if os.access(folder, os.W_OK) else []
print(found)
"""
    assert attempt(student, source) == "[]"


def test_descriptors(student: Student) -> None:
    """Does the student process hold its own channel and no other door to the grader?"""
    source = """
import os
links = []
for number in range(256):
    try: links.append(os.readlink(f"/proc/self/fd/{number}").split(":")[0].split()[0])
    except OSError: pass
print(links)
"""
    null, *files, channel = ast.literal_eval(attempt(student, source))
    assert (null, channel) == ("/dev/null", "socket")
    assert all(file.startswith(("/tmp/", "/scratch/")) for file in files)


def test_nothing_found_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a search of modules, environment and the garbage collector find nothing of the grader's?"""
    monkeypatch.setenv("SECRET", "in the environment of the grader")
    source = """
import gc, os, sys
modules = [name for name in sys.modules if name.split(".")[0] in ("autograder", "nbgrader", "sqlalchemy")]
gc.unfreeze()
texts = [text for item in gc.get_objects() for text in gc.get_referents(item) if isinstance(text, str)]
print(modules, sum(text.startswith("in the environment") for text in texts + list(os.environ.values())))
"""
    with Worker() as worker, worker.student() as student:
        assert attempt(student, source) == "[] 0"
