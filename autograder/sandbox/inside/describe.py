"""Describes the Python that it runs in: where its files lie, and where it finds modules, without importing them.

Any Python 3 can run this: that one is too old has to be told of as well.
"""

import importlib.util
import json
import os
import site
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_PACKAGES = ("site-packages", "dist-packages")


def describe(modules: "Iterable[str]") -> "dict[str, Any]":
    """Return version, executable, prefixes, folders of packages, and the place of each module; None if there is none.

    A module without a file of its own, as some of the standard library, has the place "".
    """
    # those of a person are no part of an environment
    folders = [path for path in sys.path if os.path.basename(path) in _PACKAGES and path != site.USER_SITE]
    return {
        "version": list(sys.version_info[:2]),
        "executable": sys.executable,
        "prefixes": [sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix],
        "folders": [path for path in folders if os.path.isdir(path)],
        "modules": {name: _place(name) for name in modules},
    }


def _place(name: str) -> "str | None":
    found = importlib.util.find_spec(name)
    if found is None:
        return None
    if found.submodule_search_locations:
        return os.path.realpath(next(iter(found.submodule_search_locations)))
    return os.path.realpath(str(found.origin)) if found.has_location else ""


if __name__ == "__main__":
    print(json.dumps(describe(sys.argv[1:])))
