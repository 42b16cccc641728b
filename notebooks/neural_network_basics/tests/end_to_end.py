"""The whole network: made of the student's own parts it predicts, learns and is evaluated."""

import numpy as np

from autograder.testing import close, points
from length.data_set import Batch
from length.graph import Graph

# As many classes as in the notebook; few inputs and units, whose weights are sent in no time.
SIZES = (12, 8, 8, 10)
RATE = 0.5


def images_and_labels(rng, size, inputs):
    """Return images, most of whose pixels are black, with labels as data sets deliver them."""
    data = rng.random((size, inputs)) * (rng.random((size, inputs)) < 0.6)
    return Batch(data.astype(np.float32), rng.integers(0, SIZES[-1], size).astype(np.uint8))


def loss_and_errors(predictions, labels):
    """Return the loss, and the errors."""
    errors = predictions - np.eye(SIZES[-1])[labels]
    return np.sum(errors**2) / errors.size, errors


def reference(parameters, batches):
    """Return the predictions for the last batch, after a step with each batch before it."""
    for batch in batches:
        values = [batch.data.data.astype(np.float64)]
        for weights, bias in parameters[:-1]:
            values.append(np.clip(values[-1] @ weights + bias, 0, None))
        predictions = values[-1] @ parameters[-1][0] + parameters[-1][1]
        _, errors = loss_and_errors(predictions, batch.labels.data)
        gradient, updated = 2 * errors / errors.size, []
        for value, (weights, bias) in zip(values[::-1], parameters[::-1]):
            updated.append((weights - RATE * value.T @ gradient, bias - RATE * gradient.sum(axis=0)))
            gradient = (gradient @ weights.T) * (value > 0)
        parameters = updated[::-1]
    return predictions


@points(1.25)
def training(ActivatedMLP, FullyConnected, SGD, rng):
    """predicts and learns"""
    # The network as it is, with weights that only the student's process knows.
    model, images = ActivatedMLP(), images_and_labels(rng, 4, 784)
    model.forward(images)
    loss = np.asarray(model.loss.data)
    # an array of one entry is a number, too
    loss = loss.reshape(()) if loss.size == 1 else loss
    close(loss, loss_and_errors(model.predictions.data, images.labels.data)[0], "loss")

    # The same network with smaller layers, whose weights are known: every number counts.
    parameters = []
    for number, (inputs, outputs) in enumerate(zip(SIZES, SIZES[1:]), start=1):
        weights, bias = rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs)), rng.normal(0, 0.1, outputs)
        layer = FullyConnected(inputs, outputs)
        layer.weights, layer.bias = weights.astype(np.float32), bias.astype(np.float32)
        setattr(model, f"fully_connected_{number}", layer)
        parameters.append((weights, bias))
    optimizer = SGD(RATE)
    batches = [images_and_labels(rng, size, SIZES[0]) for size in (8, 1)]
    batches.append(batches[0])
    model.forward(batches[0])
    for images in batches[1:]:
        model.backward(optimizer)
        model.forward(images)
    # every pass shows in the last one, with roundings of float32 that are several steps deep
    expected = reference(parameters, batches)
    close(model.predictions.data, expected, "predictions after two steps of training", rtol=1e-3, atol=1e-5)


class Model:
    """Takes its data for predictions and their mean for the loss."""

    def forward(self, batch, train=True):
        data = batch.data.data
        self.predictions, self.loss = Graph(data), Graph(np.mean(data))


@points(0.75, supporting=True)
def evaluation(evaluate, rng):
    """evaluate: every image counts once"""
    # students get it complete: alone it is no answer
    batches, hits = [], []
    for size in (8, 3):
        data, labels = rng.normal(len(batches), 1, (size, 10)), rng.integers(0, 10, size)
        # the last batch is worse than the other: leaving it out shows
        right = (np.arange(size) % 3 > 0) & (len(batches) < 1)
        data[right, labels[right]] += 10
        batches.append(Batch(data.astype(np.float32), labels.astype(np.uint8)))
        hits += [row.argsort()[-1] == label for row, label in zip(data, labels)]
    loss, accuracy = evaluate(Model(), batches)
    close(float(loss), np.concatenate([batch.data.data for batch in batches]).mean(dtype=np.float64), "loss")
    close(float(accuracy), sum(hits) / len(hits), "accuracy")
