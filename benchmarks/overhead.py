"""What a submission costs besides its grading: the way to a grader and back, and filing. For docs/scaling.md."""

import pickle
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from nbgrader.preprocessors import AssignLatePenalties

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from autograder.cluster import cluster_pool
from autograder.course.directory import Conversion, CourseDirectory
from autograder.course.filing import Filer
from autograder.course.folder import assignment_specs
from autograder.course.intake import read_submission
from autograder.course.job import Job
from autograder.course.place import Place
from autograder.course.pool import local_pool
from autograder.grading.process import Assignment, Graded, grade_submission
from autograder.grading.submission import Submission
from autograder.sandbox import Limits
from benchmarks.cohorts import Master
from tests.exercise import EXERCISE

COUNT = 300


def returned(submission: Submission, digest: str, assignment: Assignment, answer: bytes) -> dict[str, Graded]:
    """Stand for grading: take what it takes, return what it returned."""
    found: dict[str, Graded] = pickle.loads(answer)  # noqa: S301 - made below
    return found


def way(executor: Executor, submission: Submission, assignment: Assignment, answer: bytes) -> float:
    """Return the seconds for each of many tasks that do nothing."""
    executor.submit(returned, submission, "", assignment, answer).result()
    begin = time.perf_counter()
    for future in [executor.submit(returned, submission, str(n), assignment, answer) for n in range(COUNT)]:
        future.result()
    return (time.perf_counter() - begin) / COUNT


def penalties() -> AssignLatePenalties:
    """Return nbgrader's late penalties as they come."""
    found = AssignLatePenalties()
    found.init_plugin()
    return found


@contextmanager
def cluster() -> Iterator[Executor]:
    """Yield the executor of a Dask cluster of two processes on this machine."""
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,
        cluster_pool(local.scheduler_address, None).open() as executor,
    ):
        yield executor


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        master = Master(Path(scratch) / "master")
        course = master.course(Path(scratch) / "course", 1, plain=False, author=master.right())
        directory = CourseDirectory(
            root=str(course), source_directory=str(course / "build" / "source"), assignment_id=EXERCISE
        )
        specs = assignment_specs(directory)
        assignment = Assignment.of(specs, Limits(), False)
        folder = course / "submitted" / "s00000" / EXERCISE
        begin = time.perf_counter()
        for _ in range(COUNT):
            submission = read_submission(Place(folder))
        reading = (time.perf_counter() - begin) / COUNT
        graded = grade_submission(submission, "", assignment)
        answer = pickle.dumps(graded)
        with local_pool(2, Limits(), False).open() as executor:
            local = way(executor, submission, assignment, answer)
        with cluster() as executor:
            remote = way(executor, submission, assignment, answer)
        with Filer(directory, specs, penalties, Conversion()) as filer:
            list(filer.file([Job("warm", submission, graded=graded)]))
            begin = time.perf_counter()
            for start in range(0, COUNT, 32):
                batch = [Job(f"s{n}", submission, graded=graded) for n in range(start, start + 32)]
                failed = [job.error for job in filer.file(batch) if job.error]
                assert not failed, failed[0]
            filing = (time.perf_counter() - begin) / COUNT
    sent, back = len(pickle.dumps((submission, assignment))), len(answer)
    print(f"sent {sent / 1024:.0f} KiB, returned {back / 1024:.0f} KiB for each submission")
    for name, seconds in (("reading", reading), ("local pool", local), ("Dask", remote), ("filing", filing)):
        print(f"{name:12} {seconds * 1000:6.2f} ms")


if __name__ == "__main__":
    main()
