"""Which instance of the hidden inputs a student gets: chosen by the course's secret, which nobody else can guess.

Instance 0 is the one by which known answers are judged. Without a secret all students get it; with one, nobody does.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from autograder.errors import GradingError

# How many there are beside instance 0: the solution and all known answers were tried with each.
INSTANCES = 16
FILE = ".autograder_secret"
_BYTES = 32
_OTHERS = 0o077


def new_secret(root: Path) -> Path:
    """Write a course's secret, which this account alone can read.

    Raises
    ------
    GradingError
        If the course has one: by another one, students would get other inputs when they are graded again.
    """
    path = root / FILE
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{secrets.token_hex(_BYTES)}\n")
    except FileExistsError:
        hint = "Keep it: with another one, students get other inputs when they are graded again"
        raise GradingError(str(path), "the course has a secret already", hint) from None
    except OSError as error:
        hint = f"Give this account the right to write {root}"
        raise GradingError(str(path), f"it can't be written ({error.strerror})", hint) from error
    return path


def read_secret(root: Path) -> bytes:
    """Return a course's secret; empty if it has none.

    Raises
    ------
    GradingError
        If it can't be read, or others can read it.
    """
    path = root / FILE
    try:
        others = path.stat().st_mode & _OTHERS
        found = path.read_bytes().strip()
    except FileNotFoundError:
        return b""
    except OSError as error:
        hint = "Grade with the account that it belongs to"
        raise GradingError(str(path), f"it can't be read ({error.strerror})", hint) from error
    if others:
        raise GradingError(str(path), "other accounts may read it", f"Run `chmod 600 {FILE}`")
    if not found:
        raise GradingError(str(path), "it is empty", "Restore it, or delete it and run `autograder secret`")
    return found


def instance_of(secret: bytes, assignment: str, student: str) -> int:
    """Return the number of the instance that a student gets in an assignment, the same each time."""
    if not secret:
        return 0
    # no name of an assignment holds a zero byte
    told = f"{assignment}\0{student}".encode(errors="surrogateescape")
    found = hmac.digest(secret, told, hashlib.sha256)
    return 1 + int.from_bytes(found) % INSTANCES
