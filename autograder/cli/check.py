"""`autograder check`: says before anybody is graded what would stand in the way; builds, grades and writes nothing."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.build.layout import find_exercises
from autograder.cli.settings import course_directory, read_settings
from autograder.course.check import CheckedNotebook, check_assignment
from autograder.course.directory import CourseDirectory
from autograder.course.folder import known_assignments
from autograder.errors import GradingError
from autograder.nbgrader_plugin.settings import read_autograder
from autograder.repair.text import printable
from autograder.sandbox import Worker


def run(options: argparse.Namespace) -> int:
    """Check; return 0 if nothing stands in the way, else 1."""
    settings = read_settings(Path.cwd())
    chosen = read_autograder(settings)
    limits = chosen.submission_limits()
    course = CourseDirectory(config=settings)
    names = [options.assignment] if options.assignment else _all(course)
    failed = False
    with Worker(limits, require_sandbox=chosen.require_sandbox, interpreter=chosen.interpreter()) as worker:
        for name in names:
            course = course_directory(settings, name, None)
            for notebook in check_assignment(course, worker, limits):
                failed |= bool(notebook.problems)
                lines = [json.dumps(_json(name, notebook))] if options.json else _text(name, notebook)
                for line in lines:
                    print(printable(line), flush=True)
    return int(failed)


def _all(course: CourseDirectory) -> list[str]:
    """Return all assignments: those that have a source, and exercises that were not built."""
    exercises = find_exercises(Path(course.root))
    names = sorted({*known_assignments(course), *(exercise.name for exercise in exercises)})
    if not names:
        where = course.format_path(course.source_directory, ".", ".")
        raise GradingError(where, "there is no assignment", "Run the command in a course folder that has one")
    return names


def _text(assignment: str, notebook: CheckedNotebook) -> Iterator[str]:
    count = len(notebook.problems)
    yield f"{assignment}/{notebook.name}: {f'problems: {count}' if count else 'can be graded'}"
    for cell in notebook.cells:
        yield f"  cell {cell.number:<3} {cell.grade_id:<32} {cell.points:>5g} points  {cell.how.replace('_', ' ')}"
    named = {cell.number: f" (grade_id {cell.grade_id})" for cell in notebook.cells}
    for item in notebook.problems:
        where = f"cell {item.number}{named.get(item.number, '')}" if item.number else ""
        where += f", line {item.line} of its tests" if item.line else ""
        sentence = " ".join(f"{item.problem.rstrip('.')}. {item.hint}".split())
        yield f"  ✗ {where}{': ' if where else ''}{sentence}"


def _json(assignment: str, notebook: CheckedNotebook) -> dict[str, Any]:
    return {
        "assignment": assignment,
        "notebook": notebook.name,
        "ok": not notebook.problems,
        "cells": [
            {"cell": cell.number, "grade_id": cell.grade_id, "points": cell.points, "graded": cell.how}
            for cell in notebook.cells
        ],
        "problems": [
            {
                "cell": item.number or None,
                "line": item.line or None,
                "kind": item.kind,
                "problem": item.problem,
                "hint": item.hint,
            }
            for item in notebook.problems
        ],
    }
