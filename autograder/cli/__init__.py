"""The command `autograder`: one subcommand a module. It runs in a course folder, beside its nbgrader_config.py."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import AutograderError
from autograder.garbage import imports_stay

INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand.

    Returns
    -------
    int
        0 if all went well, 1 if something failed, 2 for a wrong use, 130 after Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    try:
        with imports_stay():
            return _run(options)
    except AutograderError as error:
        from autograder.repair.text import printable

        print(f"autograder: {printable(str(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    # imported only now: each command pays for its own
    if options.command == "grade":
        from autograder.cli import grade

        return grade.run(options)
    if options.command == "check":
        from autograder.cli import check

        return check.run(options)
    if options.command == "scores":
        from autograder.cli import scores

        return scores.run(options)
    if options.command == "mistakes":
        from autograder.cli import mistakes

        return mistakes.run(options)
    if options.command == "secret":
        from autograder.cli import secret

        return secret.run(options)
    from autograder.cli import feedback

    return feedback.run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder", description="Grades the submissions of a course. Run it in the course folder."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    grade = commands.add_parser(
        "grade",
        help="grade all new and changed submissions of an assignment",
        description="Grades all new and changed submissions, as `nbgrader autograde` does with this course's settings.",
    )
    _add_common(grade, "graded")
    grade.add_argument("--regrade", action="store_true", help="grade unchanged ones again too, and say what changed")
    grade.add_argument("--scheduler", metavar="ADDRESS", help="grade on the Dask cluster of this scheduler")
    grade.add_argument("--json", action="store_true", help="print a line of JSON for each submission, and a summary")
    feedback = commands.add_parser(
        "feedback",
        help="write the feedback pages of an assignment",
        description="Writes the pages that `nbgrader generate_feedback` writes, with all cores.",
    )
    _add_common(feedback, "written")
    feedback.add_argument("--force", action="store_true", help="write pages that are up to date again too")
    check = commands.add_parser(
        "check",
        help="say what stands in the way of grading an assignment",
        description="Runs the solution as graders do and says for each graded cell how it is graded, or what stands in "
        "the way. Builds, grades and writes nothing. The exit code is 1 where anything stands in the way.",
    )
    check.add_argument("assignment", nargs="?", help="all of the course when left out")
    check.add_argument("--json", action="store_true", help="print a line of JSON for each notebook")
    scores = commands.add_parser(
        "scores",
        help="print the scores of an assignment, and write them",
        description="Prints points by task, bonus, late penalty and status of each submission, from the gradebook and "
        "the records in the autograded notebooks.",
    )
    _add_selection(scores)
    scores.add_argument("--html", metavar="FILE", type=Path, help="write a page with the reasons, too")
    scores.add_argument("--csv", metavar="FILE", type=Path, help="write a table for spreadsheets, too")
    mistakes = commands.add_parser(
        "mistakes",
        help="print what the class got wrong in an assignment",
        description="Prints per task each known mistake, and each group of answers that are wrong in the same way, "
        "with how many made it. Reads the records in the autograded notebooks.",
    )
    _add_selection(mistakes)
    mistakes.add_argument("--json", action="store_true", help="print JSON")
    mistakes.add_argument("--html", metavar="FILE", type=Path, help="write a page, too")
    mistakes.add_argument(
        "--add", metavar="GROUP", help="print a draft of a known mistake from one of a group's answers"
    )
    commands.add_parser(
        "secret",
        help="give students different hidden inputs",
        description="Writes the course's secret, by which each student gets one of several instances of the inputs "
        "that hidden tests draw. Without one, all get the same.",
    )
    return parser


def _add_selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("assignment", nargs="?", help="needed only where the course has several")
    parser.add_argument("--student", metavar="ID", help="only this student; a pattern such as 'a*' selects several")


def _add_common(parser: argparse.ArgumentParser, done: str) -> None:
    _add_selection(parser)
    parser.add_argument("--jobs", metavar="N", type=_positive, help=f"how many are {done} at one time")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors and the closing summary")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
