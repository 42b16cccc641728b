"""Student cells behave as in a notebook."""

import base64

import pytest

from autograder.sandbox import Limits, Student, Worker
from tests.autograder.sandbox.runs import succeeded


def text_of(student: Student, source: str) -> str:
    """All text that a cell printed."""
    return "".join(o["text"] for o in student.run_cell(source).outputs if o["output_type"] == "stream")


def test_output_kinds(student: Student) -> None:
    """Do printed text, displays and the result come back in order, as nbformat outputs?"""
    source = "from IPython.display import HTML, display\nprint('a')\ndisplay(HTML('<b>b</b>'))\nprint('c')\n6 * 7"
    run = student.run_cell(source)
    assert succeeded(run)
    assert [output["output_type"] for output in run.outputs] == ["stream", "display_data", "stream", "execute_result"]
    assert run.outputs[0] == {"output_type": "stream", "name": "stdout", "text": "a\n"}
    assert run.outputs[1]["data"]["text/html"] == "<b>b</b>"
    assert run.outputs[3]["data"]["text/plain"] == "42"


def test_failing_cell(student: Student) -> None:
    """Does a cell that fails leave an error output, and the names of its first lines to the next cell?"""
    run = student.run_cell("x = 2\n1 / 0")
    assert not succeeded(run)
    assert run.outputs[-1]["ename"] == "ZeroDivisionError"
    assert "1 / 0" in "".join(run.outputs[-1]["traceback"]).replace("\x1b[39;49m", "").replace("\x1b[30;43m", "")
    assert text_of(student, "print(x)") == "2\n"


OWN = """
class Own(Exception):
    def _render_traceback_(self):
        return {lines}
raise Own("of its own")
"""


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ("['short', 'and good']", "short\nand good"),
        ("['one', 2]", "Own: of its own"),
        ("'text'", "Own: of its own"),
        ("1 / 0", "Own: of its own"),
    ],
)
def test_own_traceback(student: Student, lines: str, shown: str) -> None:
    """Is the traceback shown that an exception gives to IPython, and the usual one in place of a broken one?"""
    error = student.run_cell(OWN.format(lines=lines)).outputs[-1]
    assert error["ename"] == "Own"
    assert "\n".join(error["traceback"]).endswith(shown)


def test_failed_check_of_the_library(student: Student) -> None:
    """Is a failed check a few lines, without pictures, colours or a way to the traceback that nobody can go?"""
    source = """
import length.tests.function_tests.test_relu as relu_tests
from length.function import Function
class Relu(Function):
    def internal_forward(self, inputs):
        (x,) = inputs
        activated_inputs = abs(x)
        return (activated_inputs,)
relu_tests.Relu, relu_tests.relu = Relu, lambda x: Relu()(x)
relu_tests.test_relu_forward()
"""
    (error,) = student.run_cell(source).outputs
    lines = "\n".join(error["traceback"]).splitlines()
    assert lines[0].startswith("CheckFailedError: Relu.internal_forward: activated_inputs[2, 0] is 50, expected 0")
    assert lines[-1] == "----> 6 activated_inputs = abs(x)"
    assert len(lines) <= 6
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("!echo shell", "shell\n"),
        ("import os\nprint('a')\n_ = os.write(1, b'raw ')\nprint('b')", "a\nraw b\n"),
        ("%%bash\necho from bash", "from bash\n"),
        ("lines = !printf '1\\n2'\nprint(lines)", "['1', '2']\n"),
        ("import asyncio\nawait asyncio.sleep(0.001)\nprint('awaited')", "awaited\n"),
        ("print(__name__)", "__main__\n"),
        ("3\nIn[-1]\nprint(len(In))", "2\n"),
        ("import os, sys\nprint(os.getcwd() == os.path.expanduser('~'), sys.stdin.read())", "True \n"),
        ("open('file', 'w').write('kept')\nprint(open('file').read())", "kept\n"),
        ("import multiprocessing as m\np = m.Process(target=print, args=('child',))\np.start(); p.join()", "child\n"),
        ("get_ipython().run_cell_magic('capture', '', '1')\n%matplotlib inline\nprint('magic')", "magic\n"),
    ],
)
def test_notebook_semantics(student: Student, source: str, expected: str) -> None:
    """Do magics, `!`, await, names and files work as in Jupyter?"""
    assert text_of(student, source) == expected


def test_c_output_of_both_streams(student: Student) -> None:
    """Does what child processes print land in the stream that they print to?"""
    outputs = student.run_cell("!echo out; echo err >&2").outputs
    assert {output["name"]: output["text"] for output in outputs} == {"stdout": "out\n", "stderr": "err\n"}


def test_figure_inline(student: Student) -> None:
    """Does a plot come back as a picture, without `plt.show()`?"""
    run = student.run_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);")
    (figure,) = [output for output in run.outputs if output["output_type"] == "display_data"]
    assert base64.b64decode(figure["data"]["image/png"]).startswith(b"\x89PNG")


def test_display_update(student: Student) -> None:
    """Does an updated display replace the one of the same id, and `clear_output` drop what was shown?"""
    source = "from IPython.display import *\nh = display(1, display_id=True)\nprint('x')\nh.update(2)"
    outputs = student.run_cell(source).outputs
    assert [output.get("data", {}).get("text/plain") for output in outputs] == ["2", None]
    assert student.run_cell("print('gone')\nclear_output(wait=True)\nprint('stays')").outputs[0]["text"] == "stays\n"


@pytest.mark.parametrize("source", ["input('name?')", "import getpass\ngetpass.getpass()", "breakpoint()"])
def test_questions_fail_at_once(student: Student, source: str) -> None:
    """Does a question that nobody would answer fail with an error, instead of waiting?"""
    run = student.run_cell(f"{source}\nanswered = True")
    assert not run.interrupted
    assert succeeded(student.run_cell("assert 'answered' not in globals()"))


def test_print_is_cut(student: Student) -> None:
    """Is a print of 200 MB cut to the limit, with a note, in time?"""
    outputs = student.run_cell("print('x' * 200_000_000)", timeout=10).outputs
    assert len(outputs[0]["text"]) == 1 << 20
    assert "was cut" in outputs[1]["text"]


def test_endless_print() -> None:
    """Does a loop that prints end with its time, not when its memory is full: is no text kept but what is sent?"""
    with Worker(Limits(total_memory=200 << 20)) as worker, worker.student() as student:
        run = student.run_cell("while True: print('x' * 10_000)", timeout=2)
        assert run.interrupted
        assert succeeded(student.run_cell("1"))


def test_interrupted_cell(student: Student) -> None:
    """Is an endless cell interrupted, with its outputs kept, and the student alive for the next one?"""
    run = student.run_cell("y = 1\nprint('before')\nwhile True: pass", timeout=0.2)
    assert run.interrupted
    assert run.outputs[0]["text"] == "before\n"
    assert run.outputs[1]["ename"] == "KeyboardInterrupt"
    assert text_of(student, "print(y)") == "1\n"


def test_interrupted_shell_command(student: Student) -> None:
    """Is a command that waits interrupted with the cell?"""
    assert student.run_cell("!sleep 30", timeout=0.2).interrupted
    assert text_of(student, "!pgrep -c sleep || true").strip() == "0"


def test_leftover_thread(student: Student) -> None:
    """Is what a thread prints after its cell shown with the next one?"""
    student.run_cell("import threading, time\nt = threading.Timer(0.1, print, ['late'])\nt.start()")
    assert text_of(student, "t.join()") == "late\n"


def test_same_start_for_all(worker: Worker) -> None:
    """Do two students start with the same global random state, so that a second run gives the same notebook?"""
    source = "import random, numpy as np\nprint(random.random(), np.random.rand(), hash('x'))"
    with worker.student() as one, worker.student() as other:
        assert text_of(one, source) == text_of(other, source)
        assert not one.run_cell("mine = 1").outputs
        assert not succeeded(other.run_cell("mine"))
