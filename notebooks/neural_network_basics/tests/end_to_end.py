"""The whole network: made of the student's own parts it predicts, learns and is evaluated."""

import numpy as np

from autograder.testing import close, points
from length.data_set import Batch
from length.tests.model_tests.test_mlp import KnownModel

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
    """Return the predictions for each batch, before the step that follows from it."""
    found = []
    for data, labels in batches:
        values = [data.astype(np.float64)]
        for weights, bias in parameters[:-1]:
            values.append(np.clip(values[-1] @ weights + bias, 0, None))
        found.append(values[-1] @ parameters[-1][0] + parameters[-1][1])
        _, errors = loss_and_errors(found[-1], labels)
        gradient, updated = 2 * errors / errors.size, []
        for value, (weights, bias) in zip(values[::-1], parameters[::-1]):
            updated.append((weights - RATE * value.T @ gradient, bias - RATE * gradient.sum(axis=0)))
            gradient = (gradient @ weights.T) * (value > 0)
        parameters = updated[::-1]
    return found


@points(1.25)
def training(ActivatedMLP, FullyConnected, SGD, rng):
    """predicts and learns"""
    # The network as it is, with weights that only the student's process knows.
    model, images = ActivatedMLP(), images_and_labels(rng, 4, 784)
    model.forward(images)
    loss = np.asarray(model.loss.data)
    # an array of one entry is a number, too
    loss = loss.reshape(()) if loss.size == 1 else loss
    close(loss, loss_and_errors(model.predictions.data, images.labels)[0], "loss")

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
    for steps, (images, expected) in enumerate(zip(batches, reference(parameters, batches))):
        if steps:
            model.backward(optimizer)
        model.forward(images)
        # before training and at its end, with roundings of float32 that are several steps deep
        if images is batches[0]:
            close(model.predictions.data, expected, f"predictions after {steps} steps", rtol=1e-3, atol=1e-5)


@points(0.75, supporting=True)
def evaluation(evaluate, rng):
    """evaluate: every image counts once"""
    # students get it complete: alone it is no answer. The model takes its data for predictions, the largest for the loss
    batches, hits = [], []
    for size in (8, 1, 6):
        data, labels = rng.normal(len(batches), 1, (size, 10)), rng.integers(0, 10, size)
        # the last batch is worse than the others: leaving it out shows
        right = (np.arange(size) % 3 > 0) & (len(batches) < 2)
        data[right, labels[right]] += 10
        batches.append(Batch(data.astype(np.float32), labels.astype(np.uint8)))
        hits += [row.argsort()[-1] == label for row, label in zip(data, labels)]
    loss, accuracy = evaluate(KnownModel(), batches)
    close(float(loss), sum(len(data) * float(data.max()) for data, _ in batches) / len(hits), "loss")
    close(float(accuracy), sum(hits) / len(hits), "accuracy")
