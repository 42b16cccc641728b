"""The places of the students' answers."""

import pytest

import length.functions as F  # noqa: N812
import length.layers
import length.optimizers
from length.errors import LengthError, TaskMissingError

PLACES = [
    (length.optimizers.SGD, "length.optimizers.SGD", "SGD"),
    (length.optimizers.Adam, "length.optimizers.Adam", "Adam"),
    (length.layers.FullyConnected, "length.layers.FullyConnected", "Fully connected layer"),
    (F.MeanSquaredError, "length.functions.MeanSquaredError", "Mean squared error"),
    (F.mean_squared_error, "length.functions.mean_squared_error", "Mean squared error"),
    (F.Relu, "length.functions.Relu", "ReLU"),
    (F.relu, "length.functions.relu", "ReLU"),
    (F.Sigmoid, "length.functions.Sigmoid", "Sigmoid"),
    (F.sigmoid, "length.functions.sigmoid", "Sigmoid"),
    (F.Softmax, "length.functions.Softmax", "Softmax"),
    (F.softmax, "length.functions.softmax", "Softmax"),
    (F.SoftmaxCrossEntropy, "length.functions.SoftmaxCrossEntropy", "Softmax cross-entropy"),
    (F.softmax_cross_entropy, "length.functions.softmax_cross_entropy", "Softmax cross-entropy"),
    (F.Dropout, "length.functions.Dropout", "Dropout"),
    (F.dropout, "length.functions.dropout", "Dropout"),
]


@pytest.mark.parametrize(("place", "path", "task"), PLACES)
@pytest.mark.parametrize(
    ("arguments", "options"), [((), {}), ((0.1,), {}), ((784, 512), {}), ((0.1,), {"train": True})]
)
def test_used_too_early(place, path, task, arguments, options):
    """Does a missing answer, however it is called, name its task and the line that puts it in place?"""
    with pytest.raises(TaskMissingError) as caught:
        place(*arguments, **options)
    message, name = str(caught.value), path.rpartition(".")[2]
    assert message.startswith(f"{path}: ")
    assert repr(task) in message
    assert f".{name} = {name}`" in message
    assert isinstance(caught.value, LengthError)


@pytest.mark.parametrize(("place", "path", "task"), PLACES)
def test_known_as_a_placeholder(place, path, task):
    """Can a check tell a placeholder from an answer without using it?"""
    assert place.task_missing is True
