"""Looks for submissions where nbgrader does not: straight under a student, in archives, loose, in Moodle's folders."""

import os
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from autograder.course.directory import Course
from autograder.course.names import Assignments, Students, of_moodle
from autograder.course.place import LeftOut, Place, expected_place, shown_path
from autograder.repair.archive import listed
from autograder.repair.folder import is_notebook
from autograder.repair.limits import MAX_FOLDER_DEPTH, MAX_FOLDER_ENTRIES
from autograder.repair.submitted import NotANotebookError

_IGNORED = ("Thumbs.db", "desktop.ini", "__MACOSX")  # what desktops leave behind
_MOVE = "Move it to {}"


class Strays:
    """A search for submissions in unexpected places.

    Attributes
    ----------
    claims : list
        Student, path as it is shown, and place of each that was found.
    left_out : list of LeftOut
        What may be a submission and does not tell whose it is, or to what.
    """

    def __init__(self, course: Course, assignments: Assignments, students: Students, expected: Iterable[Path]) -> None:
        self.claims: list[tuple[str, str, Place]] = []
        self.left_out: list[LeftOut] = []
        self._course = course
        self._assignments = assignments
        self._students = students
        self._expected = {str(path) for path in expected}

    def search(self) -> None:
        """Look into the folder of the submissions; students' and assignments' folders may stand in either order."""
        course = self._course
        structure = Path(os.path.normpath(course.format_path(course.submitted_directory, "\0student", "\0assignment")))
        names = [name for name in structure.parts if "\0" in name]
        begin = next((number for number, name in enumerate(structure.parts) if "\0" in name), 0)
        base = Path(*structure.parts[:begin])
        if names == ["\0student", "\0assignment"] and structure.parts[begin:] == tuple(names):
            self._look_into(base, sure=False)
        elif names == ["\0assignment", "\0student"]:
            for item in self._entries(base):
                if item.is_dir(follow_symlinks=False) and self._is_wanted(item.name):
                    self._look_into(Path(item.path, *structure.parts[begin + 1 : -1]), sure=True)

    def _look_into(self, folder: Path, *, sure: bool, nested: bool = False) -> None:
        """Look at the folders and files of many students; `sure` if all are of the assignment."""
        loose: dict[str, list[tuple[str, str]]] = {}
        for item in self._entries(folder):
            if item.path in self._expected:
                continue
            path, moodle = Path(item.path), of_moodle(item.name)
            if item.is_symlink():
                self._leave_out(path, "it is a symbolic link", "Replace it by what it links to")
            elif moodle and not (moodle[1] and item.is_file()):
                self._look_at_student(path, moodle[0], sure=sure)
            elif item.is_dir():
                self._look_at_folder(path, sure=sure, nested=nested)
            elif moodle:
                loose.setdefault(self._students.id_of(moodle[0]), []).append((item.name, moodle[1]))
            elif path.suffix.lower() == ".zip":
                self._look_at_archive(path, sure=sure)
            else:
                self._look_at_file(path, loose, sure=sure)
        for student, files in loose.items():
            self._claim_files(folder, student, files, sure=sure)

    def _look_at_folder(self, folder: Path, *, sure: bool, nested: bool) -> None:
        named = "" if sure else self._assignments.named(folder.name)
        of_many = not nested and any(of_moodle(item.name) for item in self._entries(folder))
        if named and not any(path.startswith(f"{folder}{os.sep}") for path in self._expected):
            if self._is_wanted(named):  # students' folders in that of the assignment
                self._look_into(folder, sure=True, nested=True)
        elif of_many:
            told = self._assignments.told([folder.name])
            if not told or self._is_wanted(told):
                self._look_into(folder, sure=sure or bool(told), nested=True)
        else:
            self._look_at_student(folder, folder.name, sure=sure)

    def _look_at_student(self, folder: Path, name: str, *, sure: bool) -> None:
        """Look at what a student has handed in without a folder of the assignment, or in one with another name."""
        items = self._entries(folder)
        own: list[os.DirEntry[str]] = []
        unknown: list[os.DirEntry[str]] = []
        beside: list[os.DirEntry[str]] = []
        others = False
        for item in items:
            if item.path in self._expected:
                others = True
                continue
            if item.is_symlink():
                beside.append(item)  # refused, with a note, when the submission is read
                continue
            told = self._told(item)
            if told is None:
                beside.append(item)
            elif self._is_wanted(told) or (not told and (sure or self._assignments.only)):
                own.append(item)
            elif told:
                others = True
            else:
                unknown.append(item)
        folders = [item for item in own if item.is_dir() and (self._is_wanted(item.name) or len(own) == 1)]
        rest = [item for item in own if item not in folders]
        student = self._students.id_of(name) if own or unknown else name
        if own and not student:
            self._leave_out(
                folder, "whose it is can't be told", _MOVE.format(expected_place(self._course, "<student>"))
            )
            return
        for item in folders:
            self._claim(student, Path(item.path), Place(Path(item.path)))
        if rest:
            chosen = {item.name: item.name for item in (*rest, *unknown, *beside)}
            shown = Path(rest[0].path) if len(rest) == 1 else folder
            self._claim(student, shown, Place(folder, chosen))
            return
        for item in unknown:
            what = "to which assignment it belongs can't be told"
            self._leave_out(Path(item.path), what, _MOVE.format(expected_place(self._course, student)), student)
        if beside and not (own or unknown or others):
            self._leave_out(
                folder, "it holds no notebook", _MOVE.format(expected_place(self._course, student)), student
            )

    def _look_at_archive(self, path: Path, *, sure: bool) -> None:
        """Look at an archive of a student's submission, or of many as Moodle makes it."""
        try:
            names = listed(path)
        except NotANotebookError as problem:
            self._leave_out(path, str(problem), "Ask for it again")
            return
        by_student: dict[str, list[tuple[str, str]]] = {}
        for name in names:
            # a folder around Moodle's may stand in it, too
            parts = PurePosixPath(name).parts
            for begin in range(len(parts[:2])):
                if found := of_moodle("/".join(parts[begin:])):
                    by_student.setdefault(found[0], []).append((name, found[1]))
                    break
        told = self._assignments.split(path.stem)[0]
        for student, files in sorted(by_student.items()):
            all_sure = sure or self._is_wanted(told)
            self._claim_files(path, self._students.id_of(student), files, sure=all_sure)
        if by_student:
            return
        told, rest, before = self._assignments.split(path.stem)
        inside = self._assignments.told(filter(is_notebook, names))
        if (told or inside) and not self._is_wanted(told or inside):
            return
        sure = sure or bool(inside)
        if student := self._owner(path, rest, told=bool(told), before=before, sure=sure):
            self._claim(student, path, Place(path.parent, {path.name: path.name}))

    def _look_at_file(self, path: Path, loose: dict[str, list[tuple[str, str]]], *, sure: bool) -> None:
        told, rest, before = self._assignments.split(path.stem)
        if told and not self._is_wanted(told):
            return
        if not is_notebook(path.name):
            hint = f"Move its notebook to {expected_place(self._course, '<student>')}"
            self._leave_out(path, "it is no notebook and no zip archive", hint)
        elif student := self._owner(path, rest, told=bool(told), before=before, sure=sure):
            loose.setdefault(student, []).append((path.name, self._assignments.notebook(path.stem)))

    def _owner(self, path: Path, rest: str, *, told: bool, before: bool, sure: bool) -> str:
        """Return whose a loose file is; empty if that is in doubt, or to what it belongs, which is listed then.

        `ps1_final` and `homework` may be of anybody: there, and where nothing tells the assignment, whose it is has to
        be a student who is known.
        """
        student = self._students.id_of(rest, guessed=True)
        to_what = told or sure or self._assignments.only
        if student and to_what and (before or (sure and not told) or student in self._students.known()):
            return student
        self._leave_out(path, *self._doubt(told=to_what))
        return ""

    def _claim_files(self, folder: Path, student: str, files: list[tuple[str, str]], *, sure: bool) -> None:
        """Claim files that lie among those of others, or in an archive: (name there, name in the submission)."""
        told = self._assignments.told(own for _, own in files if _is_gradable(own))
        gradable = [own for _, own in files if _is_gradable(own)]
        shown = folder / files[0][0]
        if told and not self._is_wanted(told):
            return
        if not gradable:
            self._leave_out(shown, "it holds no notebook", _MOVE.format(expected_place(self._course, student)), student)
        elif not student or not (told or sure or self._assignments.only):
            self._leave_out(shown, *self._doubt(told=bool(student)), student)
        else:
            chosen = dict(files)
            if len(set(chosen.values())) < len(chosen):
                chosen = {name: name for name in chosen}
            self._claim(student, shown, Place(folder, chosen))

    def _told(self, item: os.DirEntry[str]) -> str | None:
        """Return the assignment that a file or folder tells of, empty if it may be any; None if nothing is graded."""
        path = Path(item.path)
        if item.is_dir():
            if named := self._assignments.named(item.name):
                return named
            found = [name for name in _files_below(path) if _is_gradable(name)]
            return (self._assignments.split(item.name)[0] or self._assignments.told(found)) if found else None
        if is_notebook(item.name):
            return self._assignments.told([item.name])
        if path.suffix.lower() == ".zip":
            try:
                return self._assignments.told([item.name]) or self._assignments.told(listed(path))
            except NotANotebookError:
                return ""
        return None

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        """Return what lies in a folder, but what is hidden or the course ignores."""
        ignored = [*self._course.ignore, *_IGNORED]
        try:
            with os.scandir(folder) as found:
                items = sorted(found, key=lambda item: item.name)
        except FileNotFoundError:
            return []
        except OSError as problem:
            self._leave_out(folder, f"it can't be read ({problem.strerror})", "Give this account the right to read it")
            return []
        return [
            item
            for item in items
            if not item.name.startswith(".") and not any(fnmatch(item.name, pattern) for pattern in ignored)
        ]

    def _is_wanted(self, name: str) -> bool:
        return bool(name) and self._assignments.named(name) == self._assignments.wanted

    def _claim(self, student: str, shown: Path, place: Place) -> None:
        self.claims.append((student, shown_path(self._course, shown), place))

    def _leave_out(self, path: Path, problem: str, hint: str, student: str = "") -> None:
        item = LeftOut(shown_path(self._course, path), problem, hint, student)
        if item not in self.left_out:
            self.left_out.append(item)

    def _doubt(self, *, told: bool) -> tuple[str, str]:
        what = "whose it is can't be told" if told else "to which assignment it belongs can't be told"
        return what, _MOVE.format(expected_place(self._course, "<student>"))


def _is_gradable(name: str) -> bool:
    return is_notebook(name) or name.lower().endswith(".zip")


def _files_below(folder: Path) -> list[str]:
    """Return the names of files in a folder and its folders, no deeper than they are read."""
    names: list[str] = []
    for path, folders, files in os.walk(folder):
        names += files
        if len(names) > MAX_FOLDER_ENTRIES:
            break
        if len(Path(path).relative_to(folder).parts) >= MAX_FOLDER_DEPTH:
            folders.clear()
    return names
