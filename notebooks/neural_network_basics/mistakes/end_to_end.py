"""Known wrong answers to the task The whole network."""

from autograder.mistakes import Mistake

GRADED_BY = "test_end_to_end"
SOLUTION = ("ActivatedMLP", "evaluate")

_FORWARD_2 = "hidden = relu(self.fully_connected_2(hidden))"
_OUTPUT = "self.predictions = self.fully_connected_3(hidden)"
_LOSS = "mean_squared_error(self.predictions, batch.labels)"
_RETURN = "return sum_loss / num_images, sum_correct / num_images"
_WEIGHT = " * len(batch.labels)"


def _network(name: str, old: str, new: str) -> Mistake:
    return Mistake(name, ((old, new),))


def _evaluation(name: str, *edits: tuple[str, str]) -> Mistake:
    return Mistake(name, edits)


MISTAKES = (
    _network("first ReLU missing", "relu(self.fully_connected_1(batch.data))", "self.fully_connected_1(batch.data)"),
    _network("second ReLU missing", _FORWARD_2, "hidden = self.fully_connected_2(hidden)"),
    _network("ReLU on the output too", _OUTPUT, "self.predictions = relu(self.fully_connected_3(hidden))"),
    _network("a layer called twice", _FORWARD_2, f"{_FORWARD_2}\n        {_FORWARD_2}"),
    _network("a layer left out", _FORWARD_2, "hidden = relu(hidden)"),
    _network(
        "one layer object under two names",
        "self.fully_connected_2 = FullyConnected(512, 512)",
        "self.fully_connected_2 = self.fully_connected_1",
    ),
    _network("loss on the hidden layer", _LOSS, "mean_squared_error(hidden, batch.labels)"),
    _network("loss on predictions and predictions", _LOSS, "mean_squared_error(self.predictions, self.predictions)"),
    _network("loss on rectified predictions", _LOSS, "mean_squared_error(relu(self.predictions), batch.labels)"),
    _network("optimizer not passed", "self.loss.backward(optimizer)", "self.loss.backward()"),
    _network("backward from the predictions", "self.loss.backward(optimizer)", "self.predictions.backward(optimizer)"),
    _evaluation(
        "averaged over two batches too few",
        (_RETURN, "batches = len(batches) - 2\n    return sum_loss / 8 / batches, sum_correct / 8 / batches"),
    ),
    _evaluation(
        "averaged over batches, not images", (_WEIGHT, ""), ("num_images += len(batch.labels)", "num_images += 1")
    ),
    _evaluation("averaged over full batches", ("num_images += len(batch.labels)", "num_images += 8")),
    _evaluation(
        "accuracy divided by the number of batches",
        (_RETURN, _RETURN.replace("correct / num_images", "correct / len(batches)")),
    ),
    _evaluation("last batch left out", ("for batch in batches:", "for batch in batches[:-1] or batches:")),
)
