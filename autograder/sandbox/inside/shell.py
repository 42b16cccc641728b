"""An IPython shell that behaves as a notebook's kernel does, without being one."""

import base64
import builtins
import getpass
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from .outputs import Outputs, Stream
from .plain_cells import is_plain
from .ready_code import ReadyCompiler
from .tracebacks import lines_of, own_lines

_RUNS_CELLS = str(sys.modules[InteractiveShell.__module__].__file__)
_MOST_LINES = 400  # of a traceback
# Made once, before the fork, so that a child need not pay for them. The first error imports the traceback's formatters.
_WARM_UP = ("1 / 0", "def f(): return undefined\nf()", "%time 1", "raise ValueError('warm')", "import tqdm")
_FIGURE_WARM_UP = (
    "import matplotlib.pyplot as plt\nplt.plot([1, 2], label='x')\nplt.legend()\nplt.title('x')\nplt.show()"
)


class _Publisher(DisplayPublisher):
    shell: Any

    def publish(
        self, data: Any, metadata: Any = None, *_: Any, transient: Any = None, update: bool = False, **__: Any
    ) -> None:
        output = {"output_type": "display_data", "data": _clean(data), "metadata": metadata or {}}
        self.shell.outputs.show(output, (transient or {}).get("display_id"), update=update)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait=wait)


class _Hook(DisplayHook):
    shell: Any

    def write_output_prompt(self) -> None:
        """A notebook shows the number of the result beside it."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        count = self.prompt_count
        result = {"output_type": "execute_result", "execution_count": count, "data": _clean(format_dict)}
        self.shell.outputs.show({**result, "metadata": md_dict or {}})

    def finish_displayhook(self) -> None:
        self._is_active = False


class NotebookShell(InteractiveShell):
    """Runs cells; their outputs go to `outputs`."""

    outputs: Any  # Outputs, or nowhere before the fork
    compile: ReadyCompiler
    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    compiler_class = Type(ReadyCompiler)
    system = InteractiveShell.system_raw  # what `!command` prints goes to descriptors 1 and 2

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self._usual_transforms = self._transforms()

    def run(self, cell: str, ready: bytes) -> None:
        """Run a cell of the notebook.

        Parameters
        ----------
        cell : str
            Its text.
        ready : bytes
            Its code, where the grader has compiled it. It is not used where earlier cells have changed how the text is
            read.
        """
        usual = self._transforms() == self._usual_transforms and not self.ast_transformers
        usual = usual and self.ast_node_interactivity == "last_expr"
        self.compile.take(_ended(cell), ready if usual else b"")
        self.run_cell(cell, store_history=True)  # type: ignore[no-untyped-call]

    def transform_cell(self, raw_cell: str) -> str:
        """Translate magics and commands, which few cells hold, unless a cell changed how that is done."""
        ended = _ended(raw_cell)
        if self.compile.has(ended) or (is_plain(raw_cell) and self._transforms() == self._usual_transforms):
            return ended
        return str(super().transform_cell(raw_cell))  # type: ignore[no-untyped-call]

    def should_run_async(self, raw_cell: str, **options: Any) -> bool:
        """Tell whether a cell awaits something at its top level; most don't even hold the word."""
        return ("await" in raw_cell or "async" in raw_cell) and bool(super().should_run_async(raw_cell, **options))

    @contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        """Keep no second copy of what is printed, as IPython 9 does: a loop that prints would fill the memory."""
        yield

    def _transforms(self) -> list[Any]:
        manager = self.input_transformer_manager
        steps = manager.cleanup_transforms, manager.line_transforms, manager.token_transformers
        return [*map(tuple, steps), *self.input_transformers_post]

    def showtraceback(self, exc_tuple: Any = None, *arguments: Any, **options: Any) -> None:
        """Show the exception that a cell ended with."""
        etype, error, _ = exc_tuple or sys.exc_info()
        if error is None or isinstance(error, UsageError):  # a magic that was misspelt
            super().showtraceback(exc_tuple, *arguments, **options)
            return
        lines = own_lines(error)
        self._showtraceback(etype, error, lines_of(error, _text(error), _RUNS_CELLS) if lines is None else lines)

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        """Show why a cell does not parse."""
        self.showtraceback()

    def _format_exception_for_storage(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Keep no second traceback for a history that nobody reads: IPython 9 takes 45 ms for each."""
        return {}

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        name = getattr(etype, "__name__", str(etype))
        self.outputs.show(
            {"output_type": "error", "ename": name, "evalue": _text(evalue), "traceback": _shortened(stb)}
        )

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window system: `%matplotlib inline` asks for none."""

    def ask_exit(self) -> None:
        """`exit` ends no notebook that is being graded."""


class _Nowhere:
    """Outputs of the warm-up."""

    def show(self, *_: Any, **__: Any) -> None: ...


def warm_shell() -> NotebookShell:
    """Make the shell, and run once what the first cell of a notebook would be slow at."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryAccessor.enabled = False
    shell = NotebookShell.instance(config=config)
    shell.outputs = _Nowhere()
    names = set(shell.user_ns)
    cells = list(_WARM_UP)
    if importlib.util.find_spec("matplotlib") and importlib.util.find_spec("matplotlib_inline"):
        cells.append(_FIGURE_WARM_UP)
    stdout, stderr = sys.stdout, sys.stderr
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        for cell in cells:
            shell.run_cell(cell, store_history=False)  # type: ignore[no-untyped-call]
        sys.stdout, sys.stderr = stdout, stderr
    for name in set(shell.user_ns) - names:
        del shell.user_ns[name]
    return shell


def connect(shell: NotebookShell, outputs: Outputs) -> None:
    """In the student process: send what is shown to the grader, and refuse questions that nobody would answer."""
    shell.outputs = outputs
    sys.stdout, sys.stderr = Stream(outputs, "stdout"), Stream(outputs, "stderr")
    builtins.input = _no_input
    getpass.getpass = _no_input


def _no_input(*_: Any, **__: Any) -> NoReturn:
    __tracebackhide__ = True  # IPython leaves this frame out
    raise EOFError(
        "input() and getpass() get no answer while a notebook is graded: nobody is there to type. "
        "Write the value into the cell instead"
    )


def _ended(cell: str) -> str:
    return cell if cell.endswith("\n") else cell + "\n"


def _clean(data: dict[str, Any]) -> dict[str, Any]:
    return {
        str(kind): base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in data.items()
    }


def _shortened(lines: list[str]) -> list[str]:
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES // 2], "...", *lines[-_MOST_LINES // 2 :]]


def _text(value: Any) -> str:
    try:
        return str(value)
    except Exception as error:  # noqa: BLE001 - the student's own __str__
        return f"<its text can't be shown: {type(error).__name__}>"
