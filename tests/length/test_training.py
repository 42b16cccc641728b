"""A training run: what it keeps, and how it ends."""

import numpy as np
import pytest

import length.functions as F  # noqa: N812
from length import Graph
from length.errors import FunctionError
from length.training import EPOCH, Training

VALUES = (0.1, 2.0, 0.5, 1.0, 0.75)
END = dict(zip(EPOCH, VALUES, strict=True))


def test_history(capsys):
    """Does the history hold each batch's loss, and each epoch's values, which are printed?"""
    with Training(2, 3) as training:
        for epoch in range(2):
            for batch in range(3):
                training.step(Graph(np.float32(epoch + batch)), 0.1)
            training.end_epoch(**END)
    assert training.history == {
        "batch_loss": [0.0, 1.0, 2.0, 1.0, 2.0, 3.0],
        **{name: [value, value] for name, value in END.items()},
    }
    first, second = capsys.readouterr().out.splitlines()
    assert first == "epoch 0: learning rate 0.1, train loss 2, train accuracy 0.5, test loss 1, test accuracy 0.75"
    assert second.startswith("epoch 1: ")


def test_interrupt(capsys):
    """Does an interrupt end the run in one line, with what was there, the lists of one length?"""
    with Training(2, 3) as training:
        for _ in range(3):
            training.step(Graph(np.float32(1)), 0.1)
        training.end_epoch(**END)
        training.step(Graph(np.float32(1)), 0.1)
        training.history["learning_rate"].append(0.1)  # the interrupt comes before the next list
        raise KeyboardInterrupt
    assert [len(values) for values in training.history.values()] == [4, 1, 1, 1, 1, 1]
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Interrupted, the model keeps its weights. Training ends in epoch 1, after 1 of 3 batches; "
        "the history holds 1 whole epoch."
    ]


@pytest.mark.parametrize("loss", [np.nan, np.inf])
def test_a_loss_that_is_no_number(loss, capsys):
    """Does such a loss end the run before the backward pass, with the learning rate as the likely cause?"""
    with Training(1, 3) as training:
        training.step(Graph(np.float32(1)), 50.0)
        training.step(Graph(np.float32(loss)), 50.0)
        pytest.fail("the block goes on")
    assert training.history["batch_loss"] == [1.0]
    (line,) = capsys.readouterr().out.splitlines()
    assert f"The loss is {loss}: most likely the learning rate 50 is too high. Try 5." in line


def test_a_first_loss_that_is_no_number(capsys):
    """Is the learning rate not blamed before the first step?"""
    with Training(1, 3) as training:
        training.step(Graph(np.float32(np.nan)), 0.1)
    assert "before the first step" in capsys.readouterr().out


def test_other_errors_pass():
    """Does an error of the student's code come out as it is?"""
    with pytest.raises(ZeroDivisionError), Training(1, 1):
        raise ZeroDivisionError


def test_a_loss_of_several_numbers(answers):
    """Is a loss that is no single number refused, with the function that made it?"""
    with (
        pytest.raises(FunctionError, match=r"Square: the loss must be one number, got shape \(3,\)"),
        Training(1, 1) as t,
    ):
        t.step(answers.Square()(np.ones(3, np.float32)), 0.1)


def test_float64_is_told(answers, capsys):
    """Is a layer that gives back float64 named in the first steps, once, and does the training go on?"""
    layer, rule = answers.Scale(3), answers.Step(0.1)  # its parameters are float64
    with Training(1, 4) as training:
        for _ in range(4):
            loss = F.sum(layer(np.ones((2, 3), np.float32)))
            training.step(loss, 0.1)
            loss.backward(rule)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert "Scale.internal_forward gives back float64 (2, 3), expected float32" in lines[0]
    assert len(training.history["batch_loss"]) == 4
