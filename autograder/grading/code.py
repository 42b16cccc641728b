"""The code that grades, as a hash: what is graded with another one may get other grades."""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def code_digest() -> bytes:
    """Hash the source of `length` and `autograder` as they are installed here, 32 bytes."""
    state = hashlib.sha256()
    for package in ("length", "autograder"):
        found = find_spec(package)
        assert found is not None, f"{package} is installed wherever this module is"
        assert found.origin is not None, f"{package} is a package with a source file"
        for path in sorted(Path(found.origin).parent.rglob("*.py")):
            state.update(path.read_bytes())
    return state.digest()
