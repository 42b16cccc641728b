"""Checks of the whole network: its forward pass, one step of training, and the count of right answers."""

from functools import partial

import numpy as np

from length.data_set import Batch, DataSet
from length.errors import CheckFailedError
from length.graph import Graph
from length.layer import Layer
from length.optimizers import SGD
from length.tests.checking import SEED, NotGivenYet, check, required
from length.tests.comparing import compare

ActivatedMLP = NotGivenYet()
evaluate = NotGivenYet()

FORWARD, BACKWARD = "ActivatedMLP.forward", "ActivatedMLP.backward"
NUM_INPUTS, NUM_CLASSES = 784, 10


def random_batch(rng, size):
    """Return images of noise with labels as data sets have them."""
    images = rng.random((size, NUM_INPUTS), np.float32)
    return Batch(images, rng.integers(0, NUM_CLASSES, size).astype(np.uint8))


def layers_of(model):
    """Return the layers of a model, in the order in which it got them."""
    attributes = [value if isinstance(value, list | tuple) else [value] for value in vars(model).values()]
    layers = [value for values in attributes for value in values if isinstance(value, Layer)]
    if len(layers) < 2 or len({id(layer) for layer in layers}) < len(layers):
        problem = f"expected several layers, each an object of its own, got {len({id(layer) for layer in layers})}"
        raise CheckFailedError("ActivatedMLP.__init__", problem, "Create a FullyConnected for each and keep it in self")
    return layers


def expected_scores(layers, x, activate):
    """Return the output of the layers one after the other; `activate` tells after which of them negatives vanish."""
    for layer, activated in zip(layers, activate, strict=True):
        x = x @ np.float64(layer.weights) + layer.bias
        x = (x + np.abs(x)) / 2 if activated else x
    return x


@check("MLP")
def test_mlp():
    """Check the forward pass of a new network, then train it for some steps."""
    required(ActivatedMLP, "mlp_tests.ActivatedMLP")
    required(SGD, "mlp_tests.SGD")
    model, rng = ActivatedMLP(), np.random.default_rng(SEED)
    layers = layers_of(model)
    check_forward(model, layers, rng)
    losses = check_training(model, layers, rng)
    trained = f"3 steps of training, loss from {losses[0]:.4f} to {losses[-1]:.4f}"
    return f"{len(layers)} layers, predictions and loss for batches of 5 and 1, {trained}"


def check_forward(model, layers, rng):
    """Compare predictions and loss with what the network's own weights lead to."""
    first_values = [layer.bias for layer in layers]
    for layer in layers:
        # first values are small and a bias starts at zero: here neither may hide a slip
        layer.bias = rng.normal(0, 0.5, np.shape(layer.bias)).astype(np.float32)
    last = len(layers) - 1
    for size in (5, 1):
        batch = random_batch(rng, size)
        model.forward(batch)
        expected = expected_scores(layers, batch.data.data, [True] * last + [False])
        hints = (
            (
                partial(expected_scores, layers, batch.data.data, [False] * (last + 1)),
                "Is ReLU missing between the layers?",
            ),
            (partial(expected_scores, layers, batch.data.data, [True] * (last + 1)), "No ReLU after the last layer"),
        )
        mend = "Does the data go through each layer once, in order, with ReLU after each but the last?"
        scores = model.predictions.data
        compare(FORWARD, "predictions", scores, expected, hints=hints, mend=mend, rtol=1e-3, atol=1e-5, float32=True)
        # |scores - one_hot|², written out: the label's score meets a 1, the others a 0
        label_scores = expected[np.arange(size), batch.labels.data]
        loss = (np.sum(expected**2) - 2 * np.sum(label_scores) + size) / expected.size
        mend = "The loss compares the predictions with the labels of the batch"
        compare(FORWARD, "loss", np.reshape(model.loss.data, ()), loss, mend=mend, rtol=1e-3)
    for layer, bias in zip(layers, first_values, strict=True):
        layer.bias = bias


def check_training(model, layers, rng):
    """Check that steps of training reach every weight array and every bias; return the loss before and after each."""
    batch, optimizer = random_batch(rng, 16), SGD(0.5)
    before = [(np.array(layer.weights), np.array(layer.bias)) for layer in layers]
    losses = []
    for _ in range(3):
        model.forward(batch)
        losses.append(float(np.reshape(model.loss.data, ())))
        model.backward(optimizer)
    model.forward(batch)
    losses.append(float(np.reshape(model.loss.data, ())))
    for number, (layer, old) in enumerate(zip(layers, before, strict=True), start=1):
        for name, now, was in zip(("weights", "bias"), (layer.weights, layer.bias), old, strict=True):
            if np.array_equal(now, was):
                problem = f"after 3 steps of training the {name} of layer {number} are as they were"
                mend = "Does the optimizer reach backward, and is each layer's output used?"
                raise CheckFailedError(BACKWARD, problem, mend)
    if not losses[0] > losses[1] > losses[2] > losses[3]:
        text = ", ".join(f"{loss:.5f}" for loss in losses)
        problem = f"the loss must fall with each step on the same batch, got {text}"
        raise CheckFailedError(BACKWARD, problem, "Check the tasks before: a gradient's sign, or an update's")
    return losses


class KnownModel:
    """A model whose scores are its input and whose loss is the batch's largest number."""

    def forward(self, batch, train=True):
        self.predictions = Graph(batch.data.data)
        self.loss = Graph(batch.data.data.max())


@check("Evaluation")
def test_evaluate():
    """Check loss and accuracy computed by hand, with a last batch that is smaller than the others."""
    required(evaluate, "mlp_tests.evaluate", a_class=False)
    right, wrong = [2.0, 1.0, 0.0], [0.0, 1.0, 2.0]
    # batches of 4, 4 and 1: of them 3, 2 and 1 are right, their losses 2, 4 and 8
    rows = [right, right, right, wrong, right, right, [0, 3, 0], [0, 4, 1], [8.0, 1, 1]]
    for data, loss, accuracy in ((rows, (4 * 2 + 4 * 4 + 8) / 9, 6 / 9), (rows[:8], 3.0, 5 / 8)):
        data = np.array(data, np.float32)
        labels = np.zeros(len(data), np.uint8)
        results = evaluate(KnownModel(), DataSet(4, test=(data, labels)).test)
        mend = "Weigh each batch with its number of images, and divide by the number of all images"
        compare("evaluate", f"the mean loss of {len(data)} images", results[0], loss, mend=mend)
        compare("evaluate", f"the accuracy of {len(data)} images", results[1], accuracy, mend=mend)
    return "9 images in batches of 4, 4 and 1, loss and accuracy by hand"
