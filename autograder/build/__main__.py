"""Build from the command line: `python -m autograder.build {source,release,solutions,pages,…}`."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from autograder.build import (
    build_release,
    build_solutions,
    build_source,
    build_worker_wheels,
    execute_solutions,
    new_exercise,
    register_assignment,
)
from autograder.errors import AutograderError


def main(arguments: list[str] | None = None) -> int:
    """Run one build and return the exit status: 0, or 1 when a master or a tool stands in its way."""
    options = _parser().parse_args(arguments)
    try:
        _build(options)(options.course.resolve(), lambda line: print(line, flush=True))
    except AutograderError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m autograder.build", description=__doc__)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--course", type=Path, default=Path(), help="the course's root folder (here when left out)")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, text in (
        ("source", "validate the masters and record what their tests ask"),
        ("solutions", "write the solved notebooks"),
        ("pages", "execute the solved notebooks into pages with outputs and plots"),
        ("register", "tell the gradebook of the assignments"),
        ("wheels", "build the wheels for the workers of a cluster"),
    ):
        verbs.add_parser(verb, help=text, parents=[common])
    release = verbs.add_parser("release", help="build what students get", parents=[common])
    release.add_argument("--register", action="store_true", help="tell the gradebook of the assignments as well")
    exercise = verbs.add_parser("exercise", help="start a new exercise", parents=[common])
    exercise.add_argument("name", help="of its folder and its assignment")
    return parser


def _build(options: argparse.Namespace) -> Callable[..., Any]:
    match options.verb:
        case "release":
            return partial(build_release, register=options.register)
        case "exercise":
            return partial(new_exercise, options.name)
    builds: dict[str, Callable[..., Any]] = {
        "source": build_source,
        "solutions": build_solutions,
        "pages": execute_solutions,
        "register": register_assignment,
        "wheels": build_worker_wheels,
    }
    return builds[options.verb]


if __name__ == "__main__":
    sys.exit(main())
