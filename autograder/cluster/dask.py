"""A pool of graders that is somebody else's: the workers of a Dask cluster."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from typing import Any

from autograder.course.pool import Pool
from autograder.errors import GradingError

_CONNECT_SECONDS = 15


def cluster_pool(address: str, jobs: int | None) -> Pool:
    """Return a pool that sends submissions to a cluster.

    Parameters
    ----------
    address : str
        Of its scheduler, such as `tcp://10.0.0.1:8786`.
    jobs : int or None
        How many are graded at one time; None takes all threads of the cluster.

    Raises
    ------
    GradingError
        If dask.distributed is not installed here, or no scheduler answers.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise GradingError("cluster", "dask.distributed is missing", "pip install 'length-course[cluster]'") from None
    connect = partial(_connected, Client, address)
    with connect() as client:
        threads = sum(client.nthreads().values())
    if threads == 0:
        raise GradingError(address, "the cluster has no workers", "Start some with `dask worker ADDRESS`")
    return Pool(partial(_executor, connect), jobs or threads, (KilledWorker,), breaks=False)


@contextmanager
def _connected(connect: Callable[..., Any], address: str) -> Iterator[Any]:
    try:
        client = connect(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:  # TimeoutError is an OSError
        raise GradingError(address, f"no Dask scheduler answers there ({error})", "Check the address") from error
    try:
        yield client
    finally:
        client.close()


@contextmanager
def _executor(connect: Callable[[], Any]) -> Iterator[Executor]:
    with connect() as client:
        # pure=False: a submission that is graded again is a task of its own
        executor: Executor = client.get_executor(pure=False)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)
