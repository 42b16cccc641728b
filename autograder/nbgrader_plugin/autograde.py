"""`nbgrader autograde`: the same command and flags, with our run in place of a kernel per submission."""

from collections import Counter
from logging import Logger

from nbgrader.converters.base import BaseConverter, NbGraderException

from autograder.course.pool import local_pool
from autograder.course.run import CourseRun, Outcome
from autograder.errors import AutograderError
from autograder.nbgrader_plugin.settings import Autograder


def grade_submissions(converter: BaseConverter, settings: Autograder) -> None:
    """Grade what `converter.coursedir` selects.

    Raises
    ------
    NbGraderException
        If nothing can be graded, or the grader itself failed on a submission; nbgrader then exits with 1.
    """
    limits = settings.submission_limits()
    run = CourseRun(
        course=converter.coursedir,
        penalties=settings.penalties,
        limits=limits,
        require_sandbox=settings.require_sandbox,
        regrade=converter.force,
        create_students=converter.create_student,
        pool=local_pool(settings.jobs, limits, settings.require_sandbox),
    )
    counts: Counter[str] = Counter()
    looks = 0
    failed = []
    not_enforced: set[str] = set()
    try:
        for outcome in run.outcomes():
            _report(outcome, converter.log)
            for line in {line for record in outcome.records.values() for line in record.missing} - not_enforced:
                converter.log.warning("Not enforced: %s", line)
                not_enforced.add(line)
            counts.update(_statuses(outcome))
            looks += outcome.needs_a_look
            failed += [outcome.student] if outcome.error else []
    except AutograderError as error:
        converter.log.error("%s", error)
        raise NbGraderException(str(error)) from error
    converter.log.info(
        "Submissions: %s; %d need a look",
        ", ".join(f"{number} {status}" for status, number in sorted(counts.items())),
        looks,
    )
    if failed:
        raise NbGraderException(f"the grader failed on {len(failed)} submissions: {', '.join(failed)}")


def _report(outcome: Outcome, log: Logger) -> None:
    if outcome.error:
        log.error("%s: the grader failed, nothing was recorded\n%s", outcome.student, outcome.error)
    if outcome.fallen:
        log.warning("%r: fewer points than in the last run: %s", outcome.student, outcome.fallen)
    for notebook, record in outcome.records.items():
        kept = "" if outcome.fresh else " (unchanged, not graded again)"
        line = f"{outcome.student!r} {notebook}: {record.status}, {record.points:g} points{kept}"
        if record.needs_a_look:
            log.warning("%s: %s", line, record.reason)
        else:
            log.info("%s", line)
        for repair in record.repairs:
            log.info("%r: %s", outcome.student, repair)


def _statuses(outcome: Outcome) -> list[str]:
    return ["failed"] if outcome.error else [str(record.status) for record in outcome.records.values()]
