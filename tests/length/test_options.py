"""Options that refuse names that nobody reads."""

from dataclasses import dataclass

import pytest

from length.errors import UnknownOptionError
from length.options import Options


class Plain(Options):
    num_epochs = 5
    batch_size = 64
    data_set = "mnist"

    def check(self):
        return self.batch_size > 0


@dataclass(slots=True)
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
    with pytest.raises(UnknownOptionError, match=f"no option '{wrong}'. Did you mean '{meant}'?"):
        setattr(kind(), wrong, 1)


@both
def test_a_name_like_no_other(kind):
    """Are all names listed when none is near?"""
    with pytest.raises(AttributeError, match="There are num_epochs, batch_size, data_set"):
        kind().zzz = 1


@both
def test_a_method_is_no_option(kind):
    """Are methods safe from being overwritten by mistake?"""
    with pytest.raises(UnknownOptionError, match="no option 'check'"):
        kind().check = False


def test_an_unknown_name_at_creation():
    """Is a misspelt name refused at creation too?"""
    with pytest.raises(UnknownOptionError, match="Did you mean 'num_epochs'"):
        Plain(num_epoch=3)


def test_derived_options():
    """Do derived options keep those of their base, and is the text of them all options?"""

    class More(Plain):
        learning_rate = 0.1

    options = More(batch_size=1)
    options.learning_rate = 0.2
    assert repr(options) == "More(num_epochs=5, batch_size=1, data_set='mnist', learning_rate=0.2)"
