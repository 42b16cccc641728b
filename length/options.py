"""Options of a training run, which refuse names that nobody reads and values that nobody can use."""

import math
from numbers import Integral, Real
from typing import Any

from length.errors import OptionError

KINDS = ((bool, "True or False"), (str, "a text"), (Integral, "a whole number"), (Real, "a number"))


class OneOf(str):
    """The default of an option that knows all its values: the first of them."""

    __slots__ = ("choices",)

    def __new__(cls, *choices: str) -> "OneOf":
        default = super().__new__(cls, choices[0])
        default.choices = choices
        return default


class Options:
    """Base of options: derive from it and give each option its default value.

    Notes
    -----
    Without this a misspelt name makes a new attribute, and the training goes on with the old value. A value must be
    of its default's kind: text, True or False, a whole number, a number (a whole one will do); a number whose default
    is greater than 0 must be so as well. `OneOf("sgd", "adam")` is a default that lists all its values.

    Examples
    --------
    >>> class TrainOptions(Options):
    ...     batch_size = 64
    ...     learning_rate = 0.1
    >>> TrainOptions(batch_size=32)
    TrainOptions(batch_size=32, learning_rate=0.1)
    >>> TrainOptions().batchsize = 128
    Traceback (most recent call last):
    length.errors.OptionError: TrainOptions: there is no option 'batchsize'. Did you mean 'batch_size'?
    >>> TrainOptions(learning_rate="0.1")
    Traceback (most recent call last):
    length.errors.OptionError: TrainOptions: learning_rate must be a number > 0, got '0.1'. Its usual value is 0.1
    """

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """Return all options with their usual values, in the order in which they are defined."""
        members = {name: member for base in reversed(cls.__mro__) for name, member in vars(base).items()}
        methods = {name for name, member in members.items() if hasattr(member, "__get__")}
        return {name: members[name] for name in members if not name.startswith("_") and name not in methods}

    def __setattr__(self, name: str, value: Any) -> None:
        defaults = self.defaults()
        if name not in defaults:
            from difflib import get_close_matches  # only where it is needed: it makes the import slower

            close = get_close_matches(name, defaults, n=1, cutoff=0.5)
            hint = f"Did you mean {close[0]!r}?" if close else f"There are {', '.join(defaults)}"
            raise OptionError(type(self).__name__, f"there is no option {name!r}", hint)
        expected = unmet(value, defaults[name])
        if expected:
            problem = f"{name} must be {expected}, got {value!r}"
            raise OptionError(type(self).__name__, problem, f"Its usual value is {defaults[name]!r}")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.defaults())
        return f"{type(self).__name__}({values})"


def unmet(value: Any, default: Any) -> str:
    """Return what a value must be to take the place of a default, or empty if it is that."""
    if isinstance(default, OneOf):
        return "" if value in default.choices else f"one of {', '.join(map(repr, default.choices))}"
    for kind, words in KINDS:
        if isinstance(default, kind):
            fits = isinstance(value, kind) and isinstance(value, bool) == isinstance(default, bool)
            if kind in (Integral, Real):
                fits = fits and math.isfinite(value) and (value > 0 or default <= 0)
                words += " > 0" if default > 0 else ""
            return "" if fits else words
    return ""
