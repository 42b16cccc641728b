"""`nbgrader autograde`: the same command and flags, with our run in place of a kernel per submission."""

from collections import Counter
from logging import Logger
from typing import TYPE_CHECKING

from nbgrader.converters.base import BaseConverter, NbGraderException

from autograder.course.pool import local_pool, opened
from autograder.errors import AutograderError
from autograder.nbgrader_plugin.settings import Autograder

if TYPE_CHECKING:
    from autograder.course.job import Job


def grade_submissions(converter: BaseConverter, settings: Autograder) -> None:
    """Grade what `converter.coursedir` selects.

    Raises
    ------
    NbGraderException
        If nothing can be graded, or the grader itself failed on a submission; nbgrader then exits with 1.
    SystemExit
        After Ctrl-C, when what was begun is recorded: with 130.
    """
    counts: Counter[str] = Counter()
    notes: dict[str, list[str]] = {}  # who has which
    looks = done = 0
    failed = []
    not_enforced: set[str] = set()
    try:
        limits, interpreter = settings.submission_limits(), settings.interpreter()
        # the pool's processes start while the rest is imported here
        with opened(local_pool(settings.jobs, limits, settings.require_sandbox, interpreter)) as pool:
            from autograder.course.job import shared_notes
            from autograder.course.run import CourseRun

            run = CourseRun(
                course=converter.coursedir,
                penalties=settings.penalties,
                limits=limits,
                require_sandbox=settings.require_sandbox,
                regrade=converter.force,
                conversion=settings.conversion(converter.coursedir, converter),
                pool=pool,
                say=lambda line: converter.log.warning("%s", line),
                interpreter=interpreter,
            )
            for job in run.grade():
                done += 1
                _report(job, converter.log)
                for line in {line for record in job.records.values() for line in record.missing} - not_enforced:
                    converter.log.warning("Not enforced: %s", line)
                    not_enforced.add(line)
                counts.update(_statuses(job))
                for note in job.notes:
                    notes.setdefault(note, []).append(job.student)
                looks += job.needs_a_look
                failed += [job.student] if job.error else []
    except KeyboardInterrupt:
        converter.log.warning("Interrupted after %d submissions: run the command again to go on", done)
        raise SystemExit(130) from None
    except AutograderError as error:
        converter.log.error("%s", error)
        raise NbGraderException(str(error)) from error
    shared = shared_notes({note: len(students) for note, students in notes.items()}, len(run.folders))
    for note, students in notes.items():
        for student in () if note in shared else students:
            converter.log.info("%r: %s", student, note)
    for note, number in shared.items():
        converter.log.info("%d of %d submissions: %s", number, len(run.folders), note)
    for item in run.left_out:
        converter.log.warning("%s", item)
    converter.log.info(
        "Notebooks: %s; %d need a look",
        ", ".join(f"{number} {status}" for status, number in sorted(counts.items())),
        looks,
    )
    if failed:
        raise NbGraderException(f"the grader failed on {len(failed)} submissions: {', '.join(failed)}")


def _report(job: "Job", log: Logger) -> None:
    if job.error:
        log.error("%s: the grader failed, nothing was recorded\n%s", job.student, job.error)
    if job.fallen:
        log.warning("%r: fewer points than in the last run: %s", job.student, job.fallen)
    for line in (*job.penalties, *job.kept):
        log.warning("%r: %s", job.student, line)
    for notebook, record in job.records.items():
        kept = " (unchanged, not graded again)" if job.unchanged else ""
        line = f"{job.student!r} {notebook}: {record.status}, {record.points:g} points{kept}"
        if record.needs_a_look:
            log.warning("%s: %s", line, record.reason)
        else:
            log.info("%s", line)


def _statuses(job: "Job") -> list[str]:
    return ["failed"] if job.error else [str(record.status) for record in job.records.values()]
