"""What names tell: the assignment that a file or folder belongs to, and the student whose it is."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import PurePosixPath

from autograder.repair.text import show

_WORD = re.compile(r"[^\W_]+")
_COPY = re.compile(r" ?\(\d+\)$")  # what a browser adds to the name of a second download
_MOST_NAMED = 10
_SEPARATORS = " _-.,"
# Moodle's folder of a student, or the file where it was told to make no folders
_MOODLE = re.compile(r"(?P<student>[^/]+?)_\d+_assignsubmission_[a-z]+_?/?(?P<file>.*)", re.DOTALL)


def of_moodle(path: str) -> tuple[str, str] | None:
    """Return the student's name and the file's of a path as Moodle writes it; None for any other."""
    found = _MOODLE.fullmatch(path)
    return (found["student"], found["file"]) if found else None


def folded(name: str) -> str:
    """Return a name without regard to capitals, and to how macOS writes an umlaut."""
    return unicodedata.normalize("NFC", name).casefold()


def meant(name: str, known: Iterable[str], kind: str) -> str:
    """Return a hint that names what may have been meant, and what there is."""
    by_fold = {folded(item): show(item) for item in sorted(known)}
    close = [by_fold[key] for key in get_close_matches(folded(name), by_fold, n=3)]
    more = f" and {len(by_fold) - _MOST_NAMED:,} more" if len(by_fold) > _MOST_NAMED else ""
    named = f"Known {kind}: {', '.join([*by_fold.values()][:_MOST_NAMED]) or 'none'}{more}"
    return f"Did you mean {' or '.join(close)}? {named}" if close else named


class Assignments:
    """The assignments of a course.

    Parameters
    ----------
    wanted : str
        The assignment that is graded.
    notebooks : mapping
        The names of each assignment's notebooks, without their ending.
    """

    def __init__(self, wanted: str, notebooks: Mapping[str, Sequence[str]]) -> None:
        self.wanted = wanted
        self.only = set(notebooks) == {wanted}
        self._notebooks = {_words(name): name for name in notebooks.get(wanted, ())}
        self._labels: dict[tuple[str, ...], set[str]] = {}
        for assignment, names in notebooks.items():
            for name in (assignment, *names):
                self._labels.setdefault(_words(name), set()).add(assignment)
        self._named: dict[tuple[str, ...], list[str]] = {}
        for assignment in notebooks:
            self._named.setdefault(_words(assignment), []).append(assignment)

    def named(self, name: str) -> str:
        """Return the assignment that is called so, capitals and separators aside; empty if none is, or several are."""
        found = self._named.get(_words(name), [])
        return name if name in found else found[0] if len(found) == 1 else ""

    def told(self, names: Iterable[str]) -> str:
        """Return the one assignment that file names tell of, by its own name or a notebook's; empty if not one."""
        found = {self.split(PurePosixPath(name).stem)[0] for name in names} - {""}
        return found.pop() if len(found) == 1 else ""

    def split(self, stem: str) -> tuple[str, str, bool]:
        """Return the assignment that a name tells of, what else stands in it, and whether that stands before it."""
        stem = _COPY.sub("", unicodedata.normalize("NFC", stem))
        words = [(found.group().casefold(), found.span()) for found in _WORD.finditer(stem)]
        taken: set[int] = set()
        told: list[set[str]] = []
        for label in sorted(self._labels, key=len, reverse=True):  # "ps1 bonus" before "ps1"
            for begin in range(len(words) - len(label) + 1):
                place = range(begin, begin + len(label))
                if (
                    label
                    and taken.isdisjoint(place)
                    and tuple(word for word, _ in words[begin:][: len(label)]) == label
                ):
                    taken.update(place)
                    told.append(self._labels[label])
        assignment = set.intersection(*told) if told else set()
        if len(assignment) != 1:
            return "", stem, False
        first, last = words[min(taken)][1][0], words[max(taken)][1][1]
        before, after = stem[:first].strip(_SEPARATORS), stem[last:].strip(_SEPARATORS)
        return assignment.pop(), before or after, bool(before and not after)

    def notebook(self, stem: str) -> str:
        """Return the file name of the notebook that a name tells of, else that of the assignment."""
        inside = f" {' '.join(_words(stem))} "
        found = [label for label in self._notebooks if f" {' '.join(label)} " in inside]
        return f"{self._notebooks[max(found, key=len)] if found else self.wanted}.ipynb"


class Students:
    """Whose a name is.

    Parameters
    ----------
    roster : function
        Returns the full name of each student that the gradebook knows, by id; asked only when it is needed.
    folders : iterable of str
        Students who have a folder where nbgrader expects it.
    """

    def __init__(self, roster: Callable[[], Mapping[str, str]], folders: Iterable[str]) -> None:
        self._read = roster
        self._folders = set(folders)

    @cached_property
    def _roster(self) -> Mapping[str, str]:
        return self._read()

    def known(self) -> set[str]:
        """Return the ids of all that are known."""
        return {*self._roster, *self._folders}

    def id_of(self, name: str, *, guessed: bool = False) -> str:
        """Return a student's id; empty where that is in doubt.

        Parameters
        ----------
        name : str
            An id or a full name. That of a folder is an id in any case, as it is for nbgrader.
        guessed : bool
            Whether it is a part of a file's name. Such a student has to be known, if any is, or be called in one word.
        """
        name = unicodedata.normalize("NFC", name).strip()
        if not name or name.startswith(".") or "/" in name:
            return ""
        if name in self._folders or name in self._roster:
            return name
        alike = {student for student in self.known() if folded(student) == folded(name)}
        alike = alike or {key for key, full in self._roster.items() if full and _parts(full) == _parts(name)}
        if alike:
            return alike.pop() if len(alike) == 1 else ""
        return "" if guessed and (self._roster or len(_words(name)) != 1) else name


def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded(name)))


def _parts(full_name: str) -> list[str]:
    return sorted(_words(full_name))  # "Weber, Anna" and "Anna Weber"
