"""Build from the command line: `python -m autograder.build {source,release,solutions,page,register,wheels}`."""

import argparse
import sys
from pathlib import Path

from autograder.build import (
    build_release,
    build_solutions,
    build_source,
    build_worker_wheels,
    execute_solutions,
    register_assignment,
)
from autograder.errors import AutograderError

_VERBS = {
    "source": build_source,
    "release": build_release,
    "solutions": build_solutions,
    "page": execute_solutions,
    "register": register_assignment,
    "wheels": build_worker_wheels,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one build and return the exit status: 0, or 1 when a master or a tool stands in its way."""
    parser = argparse.ArgumentParser(prog="python -m autograder.build", description=__doc__)
    parser.add_argument("verb", choices=_VERBS)
    parser.add_argument("--course", type=Path, default=Path(), help="the course's root folder (here when left out)")
    options = parser.parse_args(arguments)
    try:
        _VERBS[options.verb](options.course.resolve(), lambda line: print(line, flush=True))
    except AutograderError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
