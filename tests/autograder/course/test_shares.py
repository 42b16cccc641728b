"""Shares of the processors for the processes of a pool."""

import os

from autograder.course.pool import local_pool, usable_cores
from autograder.course.shares import shares
from autograder.sandbox import Limits


def processors() -> tuple[int, ...]:
    return tuple(sorted(os.sched_getaffinity(0)))


def test_all_are_given_once() -> None:
    """Has each process its own, and is none left over?"""
    found = shares({1, 2, 5, 8, 9}, 2)
    assert sorted(map(len, found)) == [2, 3]
    assert set.union(*found) == {1, 2, 5, 8, 9}


def test_more_processes_than_processors() -> None:
    """Do all use all where there are not enough?"""
    assert shares({0, 1}, 3) == []


def test_a_pool_has_them() -> None:
    """Does each process of a pool keep to its share?"""
    jobs = usable_cores()
    with local_pool(jobs, Limits(), require_sandbox=False).open() as executor:
        used = [executor.submit(processors).result() for _ in range(4 * jobs)]
    assert set(used) <= {tuple(sorted(share)) for share in shares(set(processors()), jobs)}
