"""End to end: the whole network, made of the student's own parts, predicts, learns and is evaluated."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.tasks.comparison import Comparison
from autograder.tasks.task import Arrays, Mistake, Property, Task

SIZES = (784, 512, 512, 10)
NUM_BATCHES = 3


def start(sizes: "Any", seed: "Any") -> "Any":
    """Weights and biases to start from: made on both sides from a seed, as they are too large to send."""
    rng, parameters = np.random.default_rng(int(seed)), []
    for inputs, outputs in zip(sizes[:-1], sizes[1:]):  # noqa: B905, RUF007 - of equal length
        # uniform, with a variance of 2 / inputs: normal numbers take five times as long
        weights = rng.random((outputs, inputs), np.float32)
        weights -= np.float32(0.5)
        weights *= np.float32(np.sqrt(24 / inputs))
        # transposed, so that a layer that keeps the shape (out, in) has its rows in one piece, as they usually are
        parameters.append((weights.T, rng.normal(0, 0.1, outputs).astype(np.float32)))
    return parameters


def probe_training(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """Predictions, losses and what has changed in each layer after a step for each batch."""
    from length.data_set import Batch
    from length.initializers import Xavier

    # first values are replaced below, and to draw them takes longer than all the steps
    draw, Xavier.__call__ = Xavier.__call__, lambda self, array: None  # type: ignore[method-assign]
    try:
        model = student["ActivatedMLP"]()
    finally:
        Xavier.__call__ = draw  # type: ignore[method-assign]
    parameters = start(case["sizes"], case["seed"])
    parts = [part for value in vars(model).values() for part in (value if isinstance(value, list) else [value])]
    layers = [part for part in parts if hasattr(part, "weights")]
    for layer, (weights, bias) in zip(layers, parameters, strict=True):
        layer.weights, layer.bias = weights.copy("K"), bias.copy()
    optimizer, predictions, losses = student["SGD"](float(case["rate"])), [], []
    names = sorted(name for name in case if name.startswith("data"))
    for name in [*names, names[0]]:
        model.forward(Batch(case[name].copy(), case[name.replace("data", "labels")].copy()))
        predictions.append(np.array(model.predictions.data))
        losses.append(float(model.loss.data))
        model.backward(optimizer)
    result = {"predictions": np.concatenate(predictions), "losses": np.array(losses)}
    for number, (layer, (weights, bias)) in enumerate(zip(layers, parameters, strict=True), start=1):
        result[f"change_of_weights_{number}"] = np.array((layer.weights - weights).sum(axis=1))
        result[f"change_of_bias_{number}"] = np.array(layer.bias - bias)
    return result


def training_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Three batches, the last of a single image, labels as data sets deliver them."""
    case = {"sizes": np.array(SIZES), "seed": rng.integers(0, 2**31, ()), "rate": np.array(0.5)}
    for number, size in enumerate((8, 5, 1)):
        case[f"data_{number}"] = (rng.random((size, SIZES[0])) * (rng.random((size, SIZES[0])) < 0.3)).astype(
            np.float32
        )
        case[f"labels_{number}"] = rng.integers(0, SIZES[-1], size).astype(np.uint8)
    return [case]


def training_reference(case: Arrays) -> Arrays:
    """The same network and steps written out in float64."""
    parameters = [
        (weights.astype(np.float64), bias.astype(np.float64)) for weights, bias in start(case["sizes"], case["seed"])
    ]
    first = list(parameters)
    predictions, losses = [], []
    for number in (*range(NUM_BATCHES), 0):
        values: list[NDArray[Any]] = [case[f"data_{number}"].astype(np.float64)]
        for weights, bias in parameters[:-1]:
            values.append(np.clip(values[-1] @ weights + bias, 0, None))
        predictions.append(values[-1] @ parameters[-1][0] + parameters[-1][1])
        errors = predictions[-1] - np.eye(SIZES[-1])[case[f"labels_{number}"]]
        losses.append(np.sum(errors**2) / errors.size)
        gradient, updated = 2 * errors / errors.size, []
        for value, (weights, bias) in zip(values[::-1], parameters[::-1], strict=True):
            step_w, step_b = value.T @ gradient, np.ones(len(value)) @ gradient
            updated.append((weights - case["rate"] * step_w, bias - case["rate"] * step_b))
            gradient = (gradient @ weights.T) * (value > 0)
        parameters = updated[::-1]
    expected = {"predictions": np.concatenate(predictions), "losses": np.array(losses)}
    for number, (after, before) in enumerate(zip(parameters, first, strict=True), start=1):
        expected[f"change_of_weights_{number}"] = np.sum(after[0] - before[0], axis=1)
        expected[f"change_of_bias_{number}"] = after[1] - before[1]
    return expected


def probe_evaluate(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """Loss and accuracy of a stand-in model that takes its data for predictions and their mean for the loss."""
    from length.data_set import Batch
    from length.graph import Graph

    class Model:
        """Has what `evaluate` needs of a model."""

        def forward(self, batch, train=True):  # type: ignore[no-untyped-def]
            self.predictions, self.loss = Graph(batch.data), Graph(np.mean(batch.data))

    ends = [int(end) for end in case["ends"]]
    batches = [
        Batch(case["data"][begin:end].copy(), case["labels"][begin:end].copy())
        for begin, end in zip([0, *ends[:-1]], ends)  # noqa: B905 - of equal length
    ]
    loss, accuracy = student["evaluate"](Model(), batches)
    return {"loss": np.array(float(loss)), "accuracy": np.array(float(accuracy))}


def evaluate_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Batches of one size with a smaller last one, a single batch, batches of many sizes."""
    cases: list[Arrays] = []
    for ends in ((8, 16, 24, 27), (5,), (1, 4, 14, 21)):
        labels = rng.integers(0, 10, ends[-1])
        data = rng.normal(0, 1, (ends[-1], 10)) + np.arange(ends[-1])[:, None]
        right = rng.random(ends[-1]) < 0.6
        right[-2:] = False  # the last batch is worse than the others: leaving it out shows
        data[right, labels[right]] += 10
        cases.append(
            {"data": data.astype(np.float32), "labels": labels.astype(np.uint8), "ends": np.array(ends)},
        )
    return cases


def evaluate_reference(case: Arrays) -> Arrays:
    """Every image counts once: the means over all of them."""
    data = case["data"].astype(np.float64)
    hits = [int(np.argsort(row)[-1]) == int(label) for row, label in zip(data, case["labels"], strict=True)]
    return {"loss": np.array(data.sum() / data.size), "accuracy": np.array(sum(hits) / len(hits))}


_FORWARD_2 = "hidden = relu(self.fully_connected_2(hidden))"
_OUTPUT = "self.predictions = self.fully_connected_3(hidden)"
_LOSS = "mean_squared_error(self.predictions, batch.labels)"
_RETURN = "return sum_loss / num_images, sum_correct / num_images"
_WEIGHT = " * len(batch.labels)"


def _network(name: str, old: str, new: str) -> Mistake:
    # Two properties: `evaluate` is given to students, so it counts only for a network that learns.
    return Mistake(name, ((old, new),), costs=2)


def _evaluation(name: str, *edits: tuple[str, str]) -> Mistake:
    return Mistake(name, edits)


TASK = Task(
    name="end_to_end",
    title="The whole network",
    properties=(
        Property(
            "predicts and learns",
            1.25,
            probe_training,
            training_cases,
            training_reference,
            # sums of many float32 products, several steps deep
            Comparison(rtol=5e-3, atol=2e-5),
            helpers=(start,),
        ),
        Property(
            "evaluate: every image counts once",
            0.75,
            probe_evaluate,
            evaluate_cases,
            evaluate_reference,
            supporting=True,  # students get it complete: alone it is no answer
        ),
    ),
    mistakes=(
        _network(
            "first ReLU missing", "relu(self.fully_connected_1(batch.data))", "self.fully_connected_1(batch.data)"
        ),
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
        _network(
            "loss on predictions and predictions", _LOSS, "mean_squared_error(self.predictions, self.predictions)"
        ),
        _network("loss on rectified predictions", _LOSS, "mean_squared_error(relu(self.predictions), batch.labels)"),
        _network("optimizer not passed", "self.loss.backward(optimizer)", "self.loss.backward()"),
        _network(
            "backward from the predictions", "self.loss.backward(optimizer)", "self.predictions.backward(optimizer)"
        ),
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
    ),
    solution_cells=("ActivatedMLP", "evaluate"),
    check_cell="test_end_to_end",
    needs=("sgd", "fully_connected", "mean_squared_error", "relu"),
)
