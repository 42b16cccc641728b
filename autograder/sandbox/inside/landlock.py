"""Landlock limits which files student code can open, where bubblewrap gives it no file system of its own."""

import ctypes
import os
from collections.abc import Iterable, Mapping

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_ASK_VERSION = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_FIRST_VERSION = (1 << 13) - 1  # all rights of the first version; later ones each add some
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_ADDED = {2: _REFER, 3: _TRUNCATE, 5: _IOCTL_DEV}
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_NO_TCP, _NO_SIGNALS_OUT = 3, 3

READ = _EXECUTE | _READ_FILE | _READ_DIR
READ_AND_WRITE_FILE = _READ_FILE | _WRITE_FILE
ALL = _FIRST_VERSION | _REFER | _TRUNCATE

_libc = ctypes.CDLL(None, use_errno=True)


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def restrict_files(allowed: Mapping[int, Iterable[str]]) -> None:
    """Refuse this process and its children all files but these; also TCP and signals to others, on newer kernels.

    Parameters
    ----------
    allowed : mapping of int to iterable of str
        For a set of rights (`READ`, `READ_AND_WRITE_FILE`, `ALL`) the files, and folders with all in them. A path that
        does not exist is left out.

    Raises
    ------
    OSError
        The kernel has no Landlock.
    """
    version = _call(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    handled = _FIRST_VERSION
    for since, right in _ADDED.items():
        handled |= right if version >= since else 0
    attributes = (ctypes.c_uint64 * 3)(handled, _NO_TCP, _NO_SIGNALS_OUT)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _call(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    try:
        for rights, paths in allowed.items():
            for path in paths:
                _allow(rules, path, rights & handled)
        _call(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _OF_FILES
        _call(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(_Beneath(rights, place)), 0)
    finally:
        os.close(place)


def _call(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"Landlock: {os.strerror(error)}")
    return result
