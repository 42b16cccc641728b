"""`autograder grade`: grades all new and changed submissions, with every core or on a cluster."""

import argparse
import sys
from pathlib import Path

from autograder.cli.settings import course_directory, read_settings
from autograder.course.pool import Pool, local_pool, opened
from autograder.nbgrader_plugin.settings import read_autograder
from autograder.sandbox import Interpreter, Limits


def run(options: argparse.Namespace) -> int:
    """Grade; return 0 if every submission has a record, 1 if the grader failed on one, 130 after Ctrl-C."""
    settings = read_settings(Path.cwd())
    chosen = read_autograder(settings)
    limits = chosen.submission_limits()
    interpreter = chosen.interpreter()
    # the pool's processes start while the rest is imported here
    with opened(_pool(options, chosen.jobs, limits, chosen.require_sandbox, interpreter)) as pool:
        from autograder.cli.json_report import JsonReport
        from autograder.cli.text_report import TextReport
        from autograder.course.run import CourseRun

        course = course_directory(settings, options.assignment, options.student)
        grading = CourseRun(
            course=course,
            penalties=chosen.penalties,
            limits=limits,
            require_sandbox=chosen.require_sandbox,
            regrade=options.regrade,
            conversion=chosen.conversion(course),
            pool=pool,
            say=lambda line: print(line, file=sys.stderr),
            interpreter=interpreter,
        )
        report = (JsonReport if options.json else TextReport)(course.assignment_id, options)
        with report:
            try:
                for job in grading.grade():
                    report.add(job, len(grading.folders))
            except KeyboardInterrupt:
                report.interrupted = True
            return report.close(len(grading.folders), grading.left_out, grading.first_seconds)


def _pool(
    options: argparse.Namespace, jobs: int, limits: Limits, require_sandbox: bool, interpreter: Interpreter
) -> Pool:
    if options.scheduler:
        from autograder.cluster import cluster_pool

        return cluster_pool(options.scheduler, options.jobs)
    return local_pool(options.jobs or jobs, limits, require_sandbox, interpreter)
