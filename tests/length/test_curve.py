"""The curve that grows while a training runs."""

import sys
from types import SimpleNamespace

import pytest

import length.curve
from length.curve import SHORTEST, Curve

HISTORY = {"batch_loss": [0.1, 0.09, 0.08], "test_loss": [0.1], "train_accuracy": [0.3], "test_accuracy": [0.4]}


@pytest.fixture
def clock():
    """A clock that stands still until it is set."""
    return SimpleNamespace(now=0.0)


@pytest.fixture
def shown(monkeypatch, clock):
    """Return what is displayed and updated in one notebook output."""
    states = []

    def display(content, metadata, **options):
        assert options == {"raw": True, "display_id": True}
        states.append((content, metadata))
        return SimpleNamespace(update=lambda content, metadata, raw: states.append((content, metadata)))

    monkeypatch.setattr(length.curve, "shows_pictures", lambda: True)
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    monkeypatch.setattr(length.curve, "perf_counter", lambda: clock.now)
    return states


def test_one_output_is_updated(shown, clock):
    """Is the curve drawn at once, then four times a second at most, and at last in any case?"""
    curve = Curve(HISTORY, 2, 2, "a run")
    drawn = []
    for now in (0.0, 0.1, 0.2, SHORTEST + 0.01, 0.4):
        clock.now = now
        curve.update()
        drawn.append(len(shown))
    assert drawn == [1, 1, 1, 2, 2]
    curve.update(last=True)
    content, metadata = shown[-1]
    assert len(shown) == 3
    assert content["image/png"].startswith(b"\x89PNG")
    assert content["text/plain"] == "a run: epoch 2 of 2"
    assert "a run: epoch 2 of 2" in metadata["image/png"]["alt"]


def test_nothing_to_draw(shown):
    """Is a run that ends before its first batch no error?"""
    Curve({"batch_loss": []}, 2, 2, "").update(last=True)
    assert shown == []


def test_without_a_notebook(capsys):
    """Is the title printed where no picture is shown, and nothing else?"""
    Curve(HISTORY, 2, 2, "a run").update(last=True)
    assert capsys.readouterr().out == "a run\n"


@pytest.mark.parametrize("losses", [[0.1], [0.0], [0.0, 1e30], [0.1, 0.1]])
def test_any_losses(shown, losses):
    """Can the first batch be drawn alone, and a loss of zero, without a warning?"""
    Curve({"batch_loss": losses}, 1, 100, "").update(last=True)
    assert len(shown) == 1


def test_time_that_is_left(shown, clock):
    """Is the rest of the time told while the run lasts, and no more when it was ended early?"""
    curve = Curve({"batch_loss": [0.1]}, 1, 100, "a run")
    clock.now = 1.0
    curve.update()
    curve.update(last=True)
    assert [content["text/plain"] for content, _ in shown] == [
        "a run: epoch 1 of 1, about 99 s left",
        "a run: epoch 1 of 1",
    ]
