"""Opens nbgrader's gradebook, and says in one line what keeps it from being read or written."""

from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader.api import Gradebook
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from autograder.errors import NotFiled

_LOCK_SECONDS = 30  # that another program may hold the gradebook; SQLite's own limit is 5

_OLDER = "An older nbgrader made it: run `nbgrader db upgrade`, which keeps a backup"
# What a database says, and what to do; for all else there is what it says.
_HINTS = {
    "is locked": "Another program is writing to it: end that (a formgrader, another run), then run the command again",
    "readonly": "Give this account the right to write the file and its folder",
    "unable to open": "See that its folder exists, and that this account may read and write it and the file",
    "is full": "Make room on its disk, then run the command again",
    "disk i/o": "See that its disk has room and is writable, then run the command again",
    "not a database": "Put a backup of the gradebook in its place",
    "malformed": "Put a backup of the gradebook in its place",
    "no such": _OLDER,
    "has no column": _OLDER,
}


def open_gradebook(db_url: str, course_id: str) -> Gradebook:
    """Open the gradebook, with patience where others write to it.

    Raises
    ------
    NotFiled
        If it can't be opened.
    """
    with said_of_gradebook(db_url):
        url = make_url(db_url)
        if url.get_backend_name() == "sqlite" and "timeout" not in url.query:
            url = url.update_query_dict({"timeout": str(_LOCK_SECONDS)})
        return Gradebook(url.render_as_string(hide_password=False), course_id)


@contextmanager
def said_of_gradebook(db_url: str) -> Iterator[None]:
    """Raise what a database says of its own state as `NotFiled`; an error in what is written to it stays as it is.

    Raises
    ------
    NotFiled
        If the gradebook is locked, damaged, not to be written or of another version.
    """
    try:
        yield
    except (DatabaseError, ArgumentError, NoSuchModuleError) as error:
        # its subclasses but one are about rows and statements
        if isinstance(error, DatabaseError) and type(error) not in (DatabaseError, OperationalError):
            raise
        said = " ".join(str(getattr(error, "orig", None) or error).split())
        hint = next((hint for sign, hint in _HINTS.items() if sign in said.lower()), "See to it, then run this again")
        raise NotFiled(
            f"gradebook {_place(db_url)}", said, f"{hint}. What is not recorded is graded again then"
        ) from error


def _place(db_url: str) -> str:
    try:
        url = make_url(db_url)
    except ArgumentError:
        return db_url
    return url.database if url.get_backend_name() == "sqlite" and url.database else url.render_as_string()
