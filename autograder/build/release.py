"""The release: what students get, and nothing that they must not get."""

import json
import shutil
from pathlib import Path
from string import Template

from nbformat import NotebookNode

from autograder.build.environment import course_environment, project, student_environment, student_requirements
from autograder.build.generate import generate_assignment
from autograder.build.layout import Say, read_notebook, silent, write_notebook, write_text
from autograder.build.source import build_source
from autograder.build.wheel import build_wheel
from autograder.errors import MasterError
from autograder.master.regions import MarkError, Part, labelled_lines
from autograder.master.traces import traces

_README = Path(__file__).with_name("student_readme.md")


def build_release(course: Path, say: Say = silent, *, register: bool = False) -> list[Path]:
    """Build `release/` and the course team's `environment.yml`; files of others in `release/` are left alone.

    Parameters
    ----------
    course : Path
        The course folder.
    say : function of str
        Is told what was done, a line a step.
    register : bool
        Let the course's gradebook learn of the assignments, as `register_assignment` does, in the same go.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    MasterError
        If a master breaks a rule, or its release holds a trace of solutions or hidden tests.
    AutograderError
        If nbgrader or the wheel's build fails.
    """
    staged = course / "build" / "release"
    shutil.rmtree(staged, ignore_errors=True)
    sources = build_source(course, say)
    for assignment in dict.fromkeys(source.parent for source in sources):
        _stage_assignment(course, assignment, staged, register)
        say(f"build/release/{assignment.name}: released by nbgrader, no trace of solutions or hidden tests")
        if register:
            say(f"gradebook: knows {assignment.name}")
    wheel = build_wheel(course, staged)
    say(f"build/release/{wheel.name}: holds `length` alone")
    metadata = project(course)
    names = {
        "wheel": wheel.name,
        "python": metadata["requires-python"].removeprefix(">="),
        "notebooks": "\n".join(f"jupyter lab {source.parent.name}/{source.name}" for source in sources),
    }
    write_text(Template(_README.read_text(encoding="utf-8")).substitute(names), staged / "README.md")
    write_text(student_requirements(metadata, wheel.name), staged / "requirements.txt")
    write_text(student_environment(metadata, wheel.name), staged / "environment.yml")
    written = _publish(staged, course / "release")
    write_text(course_environment(metadata), course / "environment.yml")
    for path in (*written, course / "environment.yml"):
        say(f"{path.relative_to(course)}: written")
    return [*written, course / "environment.yml"]


def _stage_assignment(course: Path, assignment: Path, staged: Path, register: bool) -> None:
    if register:
        folder = generate_assignment(course, assignment.name, staged)
    else:
        # a gradebook of its own: this build neither needs nor changes the instructor's
        gradebook = course / "build" / "release.db"
        gradebook.unlink(missing_ok=True)
        try:
            folder = generate_assignment(course, assignment.name, staged, f"sqlite:///{gradebook}")
        finally:
            gradebook.unlink(missing_ok=True)
    sources = {path: read_notebook(path) for path in sorted(assignment.glob("*.ipynb"))}
    for path, source in sources.items():
        release = read_notebook(folder / path.name)
        check_release(release, source, path.stem)
        write_notebook(release, folder / path.name)
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb"):
        text = path.read_bytes().decode(errors="replace")
        for source in sources.values():
            _check_traces(
                text, source, f"release of {assignment.name}, {path.relative_to(folder)}", "Change that file."
            )


def check_release(release: NotebookNode, master: NotebookNode, name: str) -> None:
    """Refuse a release that holds a trace of solutions or hidden tests, anywhere in the file.

    Raises
    ------
    MasterError
        Naming the cell that the trace comes from, or the released cell that still has a mark or outputs.
    """
    hint = "Nothing was released. Look at the cell's marks in the master."
    for number, cell in enumerate(release.cells, 1):
        where = f"release of {name}, cell {number}"
        if cell.get("outputs") or cell.get("execution_count") is not None:
            raise MasterError(where, "the released cell has outputs", hint)
        try:
            marked = any(part is not Part.VISIBLE for part, _ in labelled_lines(cell.source))
        except MarkError:
            marked = True
        if marked:
            raise MasterError(where, "the released cell still has a mark", hint)
    text = "\n".join([*(cell.source for cell in release.cells), json.dumps(release, ensure_ascii=False)])
    _check_traces(text, master, f"release of {name}", hint)


def _check_traces(text: str, master: NotebookNode, where: str, hint: str) -> None:
    for number, line in traces(text, master):
        raise MasterError(f"{where}, from cell {number}", f"it still holds the line `{line}`", hint)


def _publish(staged: Path, release: Path) -> list[Path]:
    """Copy what was staged over the release and take out wheels and notebooks of earlier builds."""
    files = {path.relative_to(staged): path for path in sorted(staged.rglob("*")) if path.is_file()}
    for old in (*release.glob("*.whl"), *release.glob("*/*.ipynb")):
        if old.relative_to(release) not in files:
            old.unlink()
    written = []
    for relative, path in files.items():
        target = release / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        written.append(target)
    return written
