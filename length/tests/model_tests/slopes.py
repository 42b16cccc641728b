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
        x = x @ np.float64(weights) + bias
        x = rectified(x) if activated else x
    return x


def expected_loss(scores, labels):
    """Return the mean of |scores - one_hot|², written out: the label's score meets a 1, the others a 0."""
    label_scores = scores[np.arange(len(labels)), labels]
    return (np.sum(scores**2) - 2 * np.sum(label_scores) + len(labels)) / scores.size


def slopes(parameters, batch, directions):
    """Return how fast the loss rises along a direction of the weights, and one of the bias, of each layer: measured."""
    x, found = batch.data.data, []
    for number, (inputs, outputs) in enumerate(directions):
        sums = expected_scores(parameters[number : number + 1], x, [False])
        rest = parameters[number + 1 :]
        for change in (np.outer(x @ inputs, outputs), outputs):
            losses = []
            for moved in (sums + NUDGE * change, sums - NUDGE * change):
                moved = rectified(moved) if rest else moved
                scores = expected_scores(rest, moved, [True] * (len(rest) - 1) + [False] * bool(rest))
                losses.append(expected_loss(scores, batch.labels.data))
            found.append((losses[0] - losses[1]) / (2 * NUDGE))
        x = rectified(sums)
    return np.reshape(found, (-1, 2))
