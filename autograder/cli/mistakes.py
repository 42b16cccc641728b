"""`autograder mistakes`: says what a class got wrong, task by task, and drafts entries for the catalogue."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.settings import course_directory, read_settings
from autograder.course.directory import CourseDirectory
from autograder.errors import GradingError
from autograder.repair.text import show
from autograder.report.mistakes import Group, Mistakes, WrongTask

_PIPED_WIDTH = 160
_EXAMPLES = 2
_MOST = 300  # characters of a text


def run(options: argparse.Namespace) -> int:
    """Print and write; return 0."""
    course = course_directory(read_settings(Path.cwd()), options.assignment, options.student)
    found = Mistakes.of(course)
    if options.add:
        print(_draft(course, found, options.add), end="")
        return 0
    if options.html:
        from autograder.report.mistakes_page import write

        try:
            write(found, options.html.absolute(), course)
        except OSError as error:
            reason = f"it can't be written ({error.strerror})"
            raise GradingError(str(error.filename), reason, "Name another file") from error
    if options.json:
        print(json.dumps(_json(found)))
    else:
        _print(found, Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH))
    return 0


def _draft(course: CourseDirectory, found: Mistakes, key: str) -> str:
    from autograder.course import autograded
    from autograder.course.folder import assignment_specs, autograded_folder
    from autograder.report.draft import draft

    task, group = found.group(key)
    spec = next(spec for spec in assignment_specs(course) if spec.notebook == task.notebook)
    for student in group.students:
        saved = autograded.read(autograded_folder(course, student), task.notebook)
        if saved is not None:
            return draft(spec, task.grade_id, task.title, saved[1].notebook)
    raise GradingError(f'group "{key}"', "none of its notebooks can be read", "Run `autograder grade --regrade`")


def _json(found: Mistakes) -> dict[str, Any]:
    return {
        "assignment": found.assignment,
        "submissions": found.submissions,
        "tasks": [
            {
                "notebook": task.notebook,
                "grade_id": task.grade_id,
                "title": task.title,
                "graded": task.tried,
                "wrong": task.wrong,
                "groups": [_group_json(group) for group in task.groups],
            }
            for task in found.tasks
        ],
    }


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "group": group.key,
        "mistake": group.name or None,
        "text": group.text,
        "properties": list(group.properties),
        "size": len(group.students),
        "examples": list(group.students[:_EXAMPLES]),
    }


def _print(found: Mistakes, console: Console) -> None:
    console.print(Text(f"{found.assignment}: {found.submissions:,} submissions"))
    for task in found.tasks:
        if task.groups:
            console.print(_table(task))
    right = [task for task in found.tasks if not task.groups]
    for task in right:
        console.print(Text(f"{show(task.title)}: nothing is wrong"))


def _table(task: WrongTask) -> Table:
    title = f"{show(task.title)}: {task.wrong:,} of {task.tried:,} wrong"
    table = Table(title=Text(title), title_justify="left", show_lines=False)
    table.add_column("Submissions", justify="right")
    table.add_column("Mistake")
    table.add_column("What is known of it", ratio=1)
    table.add_column("For example")
    table.add_column("Group")
    for group in task.groups:
        name = Text(show(group.name)) if group.name else Text("not named", style="dim")
        examples = ", ".join(map(show, group.students[:_EXAMPLES]))
        table.add_row(f"{len(group.students):,}", name, Text(show(group.text, _MOST)), Text(examples), group.key)
    return table
