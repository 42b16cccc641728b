"""What the weights of a network lead to: its scores, its loss, and how fast the loss rises along a direction."""

import numpy as np

NUDGE = 1e-6  # small: ReLU bends at every unit


def parameters_of(layers):
    """Return copies of weights and bias of each layer."""
    return [(np.array(layer.weights), np.array(layer.bias)) for layer in layers]


def rectified(x):
    """Return numbers with zeros in the place of negative ones."""
    return (x + np.abs(x)) / 2


def expected_scores(parameters, x, activate):
    """Return the output of the layers one after the other; `activate` tells after which of them negatives vanish."""
    for (weights, bias), activated in zip(parameters, activate, strict=True):
        x = x @ weights + bias
        x = rectified(x) if activated else x
    return x


def expected_loss(scores, labels):
    """Return the mean of |scores - one_hot|², written out: the label's score meets a 1, the others a 0."""
    label_scores = scores[np.arange(len(labels)), labels]
    return (np.sum(scores**2) - 2 * np.sum(label_scores) + len(labels)) / scores.size


def slopes(parameters, batch, directions):
    """Return how fast the loss rises along a direction of the weights, and one of the bias, of each layer: measured."""
    parameters = [(np.float64(weights), bias) for weights, bias in parameters]
    x, found = batch.data.data, []
    for number, (inputs, outputs) in enumerate(directions):
        sums = expected_scores(parameters[number : number + 1], x, [False])
        rest = parameters[number + 1 :]
        changes = NUDGE * np.stack([np.outer(x @ inputs, outputs), np.broadcast_to(outputs, sums.shape)])
        moved = sums + np.stack([changes, -changes])  # all four at once: reading the weights takes longest
        moved = rectified(moved) if rest else moved
        scores = expected_scores(rest, moved, [True] * (len(rest) - 1) + [False] * bool(rest))
        above, below = [[expected_loss(each, batch.labels.data) for each in way] for way in scores]
        found.append(np.subtract(above, below) / (2 * NUDGE))
        x = rectified(sums)
    return np.stack(found)
