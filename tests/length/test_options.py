"""Options that refuse names that nobody reads and values that nobody can use."""

import re
from dataclasses import dataclass

import numpy as np
import pytest

from length.errors import OptionError
from length.options import OneOf, Options


class Plain(Options):
    num_epochs = 5
    batch_size = 64
    data_set = "mnist"

    def check(self):
        return self.batch_size > 0


@dataclass
class Fields(Options):
    num_epochs: int = 5
    batch_size: int = 64
    data_set: str = "mnist"

    def check(self):
        return self.batch_size > 0


both = pytest.mark.parametrize("kind", [Plain, Fields])


@both
def test_defaults_and_values(kind):
    """Do options have their defaults, and take values when created and later, each object its own?"""
    options, other = kind(num_epochs=2), kind()
    options.batch_size = 128
    assert (options.num_epochs, options.batch_size, options.data_set) == (2, 128, "mnist")
    assert (other.num_epochs, other.batch_size) == (5, 64)
    assert options.check()


@both
@pytest.mark.parametrize(
    ("wrong", "meant"), [("batchsize", "batch_size"), ("dataset", "data_set"), ("epochs", "num_epochs")]
)
def test_a_misspelt_name(kind, wrong, meant):
    """Is a name that is no option refused, with the one that was meant?"""
    with pytest.raises(OptionError, match=f"no option '{wrong}'. Did you mean '{meant}'?"):
        setattr(kind(), wrong, 1)


@both
def test_a_name_like_no_other(kind):
    """Are all names listed when none is near?"""
    with pytest.raises(AttributeError, match="There are num_epochs, batch_size, data_set"):
        kind().zzz = 1


@both
def test_a_method_is_no_option(kind):
    """Are methods safe from being overwritten by mistake?"""
    with pytest.raises(OptionError, match="no option 'check'"):
        kind().check = False


def test_an_unknown_name_at_creation():
    """Is a misspelt name refused at creation too?"""
    with pytest.raises(OptionError, match="Did you mean 'num_epochs'"):
        Plain(num_epoch=3)


def test_derived_options():
    """Do derived options keep those of their base, and is the text of them all options?"""

    class More(Plain):
        learning_rate = 0.1

    options = More(batch_size=1)
    options.learning_rate = 0.2
    assert repr(options) == "More(num_epochs=5, batch_size=1, data_set='mnist', learning_rate=0.2)"


class Checked(Options):
    num_epochs = 5
    learning_rate = 0.1
    optimizer = OneOf("sgd", "adam")
    shuffle = False
    name = "run"
    schedule = None


@dataclass
class CheckedFields(Options):
    num_epochs: int = 5
    learning_rate: float = 0.1
    optimizer: str = OneOf("sgd", "adam")
    shuffle: bool = False
    name: str = "run"
    schedule: object = None


both_checked = pytest.mark.parametrize("kind", [Checked, CheckedFields])


@both_checked
@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("learning_rate", "0.1", "a number > 0, got '0.1'. Its usual value is 0.1"),
        ("learning_rate", float("nan"), "a number > 0, got nan"),
        ("learning_rate", True, "a number > 0, got True"),
        ("learning_rate", -0.1, "a number > 0, got -0.1"),
        ("num_epochs", 2.5, "a whole number > 0, got 2.5. Its usual value is 5"),
        ("num_epochs", -1, "a whole number > 0, got -1"),
        ("num_epochs", True, "a whole number > 0, got True"),
        ("optimizer", "adma", "one of 'sgd', 'adam', got 'adma'. Its usual value is 'sgd'"),
        ("shuffle", 1, "True or False, got 1"),
        ("name", 3, "a text, got 3"),
    ],
)
def test_a_value_that_cannot_be_used(kind, name, value, expected):
    """Is it refused when created and later, with what is expected, and does the old value stay?"""
    options = kind()
    for setting in (lambda: kind(**{name: value}), lambda: setattr(options, name, value)):
        with pytest.raises(OptionError, match=re.escape(f"{kind.__name__}: {name} must be {expected}")):
            setting()
    assert getattr(options, name) == getattr(kind(), name)


@both_checked
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 1),
        ("learning_rate", np.float32(0.5)),
        ("num_epochs", np.int64(2)),
        ("optimizer", "adam"),
        ("schedule", len),
    ],
)
def test_a_value_of_the_same_kind(kind, name, value):
    """Is it taken: a whole number for a number, NumPy's numbers, anything where the default is None?"""
    assert getattr(kind(**{name: value}), name) == value
