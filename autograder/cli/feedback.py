"""`autograder feedback`: writes the feedback pages, with every core."""

import argparse
from pathlib import Path

from rich.console import Console

from autograder.cli.progress import Bar, counted
from autograder.cli.settings import course_directory, read_settings
from autograder.nbgrader_plugin.settings import read_autograder
from autograder.repair.text import show


def run(options: argparse.Namespace) -> int:
    """Write pages; return 0, 1 if one failed, 130 after Ctrl-C."""
    from autograder.feedback.run import FeedbackRun

    root = Path.cwd()
    settings = read_settings(root)
    course = course_directory(settings, options.assignment, options.student)
    jobs = options.jobs or read_autograder(settings).jobs
    pages = FeedbackRun(course, settings, root, jobs, options.force)
    code = 0
    with Bar(Console(stderr=True), f"feedback on {course.assignment_id}", shown=not options.quiet) as bar:
        try:
            for page in pages.pages():
                bar.advance(len(pages.folders), [page.status])
                if page.error:
                    code = 1
                    bar.say(f"{show(page.student)}: {page.error}", "red")
        except KeyboardInterrupt:
            code = 130
    done = sum(bar.counts.values())
    bar.say(f"{course.assignment_id}: {counted(bar.counts) or 'nothing'} in {bar.seconds:.1f} s")
    if code == 130:
        bar.say(f"interrupted; {len(pages.folders) - done:,} are left: run the command again to go on")
    return code
