"""Shares: which processors each process of a pool has, for itself and for the student code that it runs."""

import errno
import os
import socket

_held: list[socket.socket] = []


def take_share(pool: str, jobs: int) -> None:
    """Keep this process, and all that it will start, to processors that no other process of its pool has.

    Parameters
    ----------
    pool : str
        A name that no other pool of this machine has.
    jobs : int
        Processes of the pool. If there are more than processors, all use all.
    """
    for number, processors in enumerate(shares(os.sched_getaffinity(0), jobs)):
        # the name of a socket has one owner, and is free again when that ends, however it ends
        owner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            owner.bind(f"\0{pool}/{number}")
        except OSError as error:
            owner.close()
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        _held.append(owner)
        os.sched_setaffinity(0, processors)
        return


def shares(processors: set[int], jobs: int) -> list[set[int]]:
    """Divide processors among `jobs` processes, as evenly as they go; none if there are not enough."""
    ordered = sorted(processors)
    return [set(ordered[number::jobs]) for number in range(jobs)] if jobs <= len(ordered) else []
