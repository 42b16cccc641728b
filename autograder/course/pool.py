"""Where submissions are graded: processes of this machine, each with its warm sandbox."""

import ctypes
import gc
import os
import secrets
import signal
from collections.abc import Callable, Iterator, Set
from concurrent.futures import BrokenExecutor, Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial

from loky.process_executor import ProcessPoolExecutor

from autograder.at_work import Log, log_to
from autograder.course.shares import take_share
from autograder.sandbox import THIS_PYTHON, Interpreter, Limits

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Pool:
    """A way to get graders.

    Attributes
    ----------
    open : function returning a context manager of an Executor
        Called again when an executor has lost a process and is of no more use.
    jobs : int
        Submissions that are graded at one time.
    lost : tuple of exception types
        What a future raises whose process ended.
    breaks : bool
        Whether a lost process ends the executor with all that is on the way in it.
    at_work : function of an executor
        Returns the digests of the submissions that its processes were at when it ended; empty if that is not known.
    """

    open: Callable[[], AbstractContextManager[Executor]]
    jobs: int
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)
    breaks: bool = True
    at_work: Callable[[Executor], Set[str]] = field(default=lambda executor: frozenset())


def local_pool(jobs: int, limits: Limits, require_sandbox: bool, interpreter: Interpreter = THIS_PYTHON) -> Pool:
    """Return a pool of `jobs` processes, which end with this one, however it ends.

    Each imports the grading core and starts its sandbox at once: the first submission finds them ready. Each has its
    share of the processors: what a submission keeps busy is its own grader's, not its neighbour's.
    """
    return Pool(partial(_processes, jobs, limits, require_sandbox, interpreter), jobs, at_work=_at_work)


@contextmanager
def opened(pool: Pool) -> Iterator[Pool]:
    """Start a pool's processes now, for a run that begins a little later."""
    with ExitStack() as stack:
        ready = [stack.enter_context(pool.open())]
        yield replace(pool, open=lambda: nullcontext(ready.pop()) if ready else pool.open())


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def _processes(jobs: int, limits: Limits, require_sandbox: bool, interpreter: Interpreter) -> Iterator[Executor]:
    # loky rather than `concurrent.futures`: its processes don't import the main module again (that of `nbgrader` takes
    # seconds), and they don't inherit this process's threads and connections as forked ones would.
    log = Log()
    start = (limits, require_sandbox, interpreter, f"autograder-{secrets.token_hex(8)}", jobs, log.address)
    executor = _Processes(max_workers=jobs, initializer=_start_process, initargs=start, env=_ONE_THREAD)
    executor.log = log
    executor.submit(_wake)  # or they would start with the first submission only
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=True, kill_workers=True)
        raise
    else:
        # killed, they could not remove what their sandboxes keep on disk where there is no bubblewrap
        executor.shutdown(wait=True)
    finally:
        log.close()


class _Processes(ProcessPoolExecutor):  # type: ignore[misc]
    """A pool's processes, and the log of what each is at."""

    log: Log


def _at_work(executor: Executor) -> Set[str]:
    assert isinstance(executor, _Processes), "what `_processes` yields"
    return executor.log.at_work()


# The processes share the cores: more threads would wait for each other.
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")}


def _wake() -> None:
    """Nothing: that it is asked for starts the processes."""


def _start_process(
    limits: Limits, require_sandbox: bool, interpreter: Interpreter, pool: str, jobs: int, log: str
) -> None:
    gc.disable()  # what is imported stays
    # Ctrl-C reaches the whole process group; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    take_share(pool, jobs)
    from autograder.grading.process import prepare  # slow to import, and only needed in here

    log_to(log)
    prepare(limits, require_sandbox, interpreter)
    gc.collect()
    gc.freeze()  # no collection has to look at what is here now
    gc.enable()
