"""Run by test_worker.py as a user that is not root: what the sandbox is without bubblewrap."""

import os
import pickle
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))

from autograder.sandbox import Limits, StudentEnded, Worker
from autograder.sandbox.plain import Plain
from tests.autograder.sandbox.runs import processes_of, succeeded

ORPHANS = """
import os, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: time.sleep(100)
        os._exit(0)
"""


def main(namespaces: bool) -> None:
    """Use a worker for all that a grader does."""
    # Where the machine is busy, an interrupt takes its time: the endless cell below waits for it, not for a clock.
    with Worker(Limits(grace_seconds=30), backends=[Plain]) as worker:
        missing = " ".join(worker.protections.missing)
        assert ("shares" in missing) != namespaces, missing
        with worker.student() as student:
            assert student.run_cell("x = 2\nopen('file', 'w').write('x')\n!cat file").outputs[0]["text"] == "x"
            assert student.run_cell("while True: pass", 0.2).interrupted
            reply = student.operate("name", True, pickle.dumps(["x"]))
            assert reply.tree == {"value": 2}
            for source in ("import socket\nsocket.socket()", f"import os\nos.kill({os.getpid()}, 0)"):
                assert not succeeded(student.run_cell(source))
            if "Files" not in missing:
                for source in ("open('/etc/hosts')", f"open({__file__!r})", f"open({__file__!r}, 'a')"):
                    assert student.run_cell(source).outputs[0]["ename"] in ("PermissionError", "OSError")
            student.run_cell(ORPHANS)
            processes = processes_of(student)
            assert len(processes) >= 5
        assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]
        with worker.student() as student, pytest.raises(StudentEnded, match="exit code 3"):
            student.run_cell("import os\nos._exit(3)")
        assert isinstance(worker._backend, Plain)
        folder = worker._backend.folder
    assert not folder.exists()
    print("fine")


main(sys.argv[1] == "True")
