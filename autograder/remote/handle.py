"""Handles: what a test holds in the place of an object that lives in a student's process.

A handle is never asked to judge itself: comparing it, or using it as a number or a truth value, is refused.
"""

import sys
import types
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, Protocol

from autograder.remote.errors import JudgesItself
from autograder.sandbox.inside.objects import BINARY, IN_PLACE, OTHERS


class Asker(Protocol):
    """Asks the student's process for operations on its objects."""

    def ask(self, operation: str, detail: str, *arguments: Any) -> Any:
        """Return the answer; `detail` says for the contract which attribute or operator it is."""
        ...


class Handle:
    """An object in a student's process. All attributes are that object's."""

    __slots__ = ("_handle_state",)

    def __init__(self, asker: Asker, number: int, kinds: tuple[tuple[str, str], ...], is_callable: bool) -> None:
        _STATE.__set__(self, (asker, number, kinds, is_callable))

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":
            return _claimed_class(self)
        if name.startswith("__") and name.endswith("__") and name not in _TOLD:
            # NumPy, pickle and others look for these on every object: only what a handle has itself is there
            return object.__getattribute__(self, name)
        return _ask(self, "get", name, self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        _ask(self, "set", name, self, name, value)

    def __delattr__(self, name: str) -> None:
        _ask(self, "delete", name, self, name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return _ask(self, "call", "", self, list(arguments), named)

    def __iter__(self) -> Iterator[Any]:
        return iter(_operate("list", self))

    def __len__(self) -> int:
        return int(_operate("len", self))

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        array = _operate("array", self)
        return array if dtype is None else array.astype(dtype)

    def __repr__(self) -> str:
        return str(_operate("repr", self))

    def __str__(self) -> str:
        return str(_operate("str", self))

    def __dir__(self) -> list[str]:
        return list(_operate("dir", self))

    def __enter__(self) -> Any:
        return _operate("enter", self)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        # whatever it answers: it must not swallow a failed assertion
        _operate("exit", self, None, None, None)

    def __hash__(self) -> int:
        return object.__hash__(self)  # not its number, which counts anew in another process: equal hashes are compared

    def __bool__(self) -> NoReturn:
        _refuse(self, "asks whether it is true")

    def __float__(self) -> NoReturn:
        _refuse(self, "takes it for a number")

    __int__ = __index__ = __complex__ = __round__ = __trunc__ = __abs__ = __float__

    def __instancecheck__(self, value: Any) -> bool:
        return bool(_ask(self, "operate", "isinstance", "isinstance", [value, self]))

    def __subclasscheck__(self, kind: Any) -> bool:
        return bool(_ask(self, "operate", "issubclass", "issubclass", [kind, self]))

    def __eq__(self, other: object) -> NoReturn:
        _refuse(self, "compares it")

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__


# Of the names that Python gives a meaning, those that are the student's object's own.
_TOLD = frozenset(
    f"__{name}__"
    for name in ("name", "qualname", "module", "doc", "dict", "annotations", "defaults", "kwdefaults", "code")
)
# Types of Python's own that no module has by the name that they give: functions, generators, …
_UNNAMED = {kind.__name__: kind for kind in vars(types).values() if isinstance(kind, type)}

_STATE: Any = Handle.__dict__["_handle_state"]


def state(handle: Handle) -> tuple[Asker, int, tuple[tuple[str, str], ...], bool]:
    """Return who is asked for a handle, its number, the types that the object claims, and whether it can be called."""
    found: tuple[Asker, int, tuple[tuple[str, str], ...], bool] = _STATE.__get__(handle)
    return found


def described(handle: Handle) -> str:
    """Return what a message calls the object."""
    kinds = state(handle)[2]
    return f"an object of type {kinds[0][1]}" if kinds else "an object"


def source_of(handle: Handle) -> str:
    """Return the text of a function or class, as the student's process tells it."""
    return str(_operate("source", handle))


def _ask(handle: Handle, operation: str, detail: str, *arguments: Any) -> Any:
    return _STATE.__get__(handle)[0].ask(operation, detail, *arguments)


def _operate(name: str, handle: Handle, *others: Any) -> Any:
    return _ask(handle, "operate", name, name, [handle, *others])


def _refuse(handle: Handle, what: str) -> NoReturn:
    raise JudgesItself(f"expected a plain value (a number, a text, an array), got {described(handle)}; the test {what}")


def _claimed_class(handle: Handle) -> type:
    """Return the class that `isinstance` looks at: the nearest of the claimed ones that this process has, too.

    This is a claim: tests may tell kinds of objects apart by it, and nothing here relies on it.
    """
    for module, name in state(handle)[2]:
        # not by getattr: some modules import others when they are asked for a name
        found = getattr(sys.modules.get(module), "__dict__", {}).get(name) if module != "__main__" else None
        if found is None and module == "builtins":
            found = _UNNAMED.get(name)
        if isinstance(found, type):
            return found
    return Handle


def _operator(name: str, *, swapped: bool = False) -> Callable[..., Any]:
    def operate(self: Handle, *others: Any) -> Any:
        operands = [*others, self] if swapped else [self, *others]
        return _ask(self, "operate", name, name, operands)

    return operate


for _name in BINARY:
    setattr(Handle, f"__{_name.rstrip('_')}__", _operator(_name))
    setattr(Handle, f"__r{_name.rstrip('_')}__", _operator(_name, swapped=True))
for _name in (*IN_PLACE, *OTHERS, "next"):
    setattr(Handle, f"__{_name}__", _operator(_name))
