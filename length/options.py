"""Options of a training run, which refuse names that nobody reads."""

from __future__ import annotations

from typing import Any

from length.errors import UnknownOptionError


class Options:
    """Base of options: derive from it and give each option its default value.

    Parameters
    ----------
    **values
        Options that differ from their defaults.

    Notes
    -----
    Without this a misspelt name makes a new attribute, and the training goes on with the old value. Derived classes
    may be dataclasses as well.

    Examples
    --------
    >>> class TrainOptions(Options):
    ...     batch_size = 64
    ...     learning_rate = 0.1
    >>> TrainOptions(batch_size=32)
    TrainOptions(batch_size=32, learning_rate=0.1)
    >>> TrainOptions().batchsize = 128
    Traceback (most recent call last):
    length.errors.UnknownOptionError: TrainOptions: there is no option 'batchsize'. Did you mean 'batch_size'?
    """

    __slots__ = ()

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of all options, in the order in which they are defined."""
        classes = [base for base in reversed(cls.__mro__) if issubclass(base, Options) and base is not Options]
        members = {}
        for base in classes:
            members |= dict.fromkeys(vars(base).get("__slots__", ()))  # only there fields stand as they were written
            members |= vars(base)
        return [name for name, member in members.items() if not name.startswith("_") and not is_method(member)]

    def __setattr__(self, name: str, value: Any) -> None:
        names = self.names()
        if name not in names:
            from difflib import get_close_matches  # only where it is needed: it makes the import slower

            close = get_close_matches(name, names, n=1, cutoff=0.5)
            mend = f"Did you mean {close[0]!r}?" if close else f"There are {', '.join(names)}"
            raise UnknownOptionError(type(self).__name__, f"there is no option {name!r}", mend)
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.names())
        return f"{type(self).__name__}({values})"


def is_method(member: Any) -> bool:
    """Tell what a class does from what it holds."""
    return callable(member) or isinstance(member, staticmethod | classmethod | property)
