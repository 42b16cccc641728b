"""Checks of the whole network: its forward pass, steps of training, and the count of right answers."""

from functools import partial

import numpy as np

from length.checks import describe
from length.data_set import Batch, DataSet
from length.errors import CheckFailedError
from length.graph import Graph
from length.layer import Layer
from length.optimizers import SGD
from length.tests.checking import SEED, NotGivenYet, check, required, returned
from length.tests.comparing import compare
from length.tests.model_tests.slopes import expected_loss, expected_scores, parameters_of, slopes

ActivatedMLP = NotGivenYet()
evaluate = NotGivenYet()

FORWARD, BACKWARD = "ActivatedMLP.forward", "ActivatedMLP.backward"
TRAINING = "ActivatedMLP in training"
NUM_INPUTS, NUM_CLASSES = 784, 10
RATE = 0.5


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


@check("The whole network", "forward, three steps of training")
def test_mlp():
    """Check the forward pass of a new network, then train it for some steps."""
    required(ActivatedMLP, "mlp_tests.ActivatedMLP")
    required(SGD, "mlp_tests.SGD")
    model, rng = ActivatedMLP(), np.random.default_rng(SEED)
    layers = layers_of(model)
    check_forward(model, layers, rng)
    check_training(model, layers, rng)


def check_forward(model, layers, rng):
    """Compare predictions and loss with what the network's own weights lead to."""
    first_values = [layer.bias for layer in layers]
    for layer in layers:
        # first values are small and a bias starts at zero: here neither may hide a mistake
        layer.bias = rng.normal(0, 0.5, np.shape(layer.bias)).astype(np.float32)
    parameters, last = parameters_of(layers), len(layers) - 1
    for size in (5, 1):
        batch = random_batch(rng, size)
        model.forward(batch)
        for name in ("predictions", "loss"):
            made = getattr(model, name, None)
            if not isinstance(made, Graph):
                problem = f"self.{name} must be a node of the graph after it, got {describe(made)}"
                raise CheckFailedError(FORWARD, problem, f"Assign self.{name}, and let each function return its node")
        expected = expected_scores(parameters, batch.data.data, [True] * last + [False])
        hints = (
            (
                partial(expected_scores, parameters, batch.data.data, [False] * (last + 1)),
                "Is ReLU missing between the layers?",
            ),
            (
                partial(expected_scores, parameters, batch.data.data, [True] * (last + 1)),
                "No ReLU after the last layer",
            ),
        )
        hint = "Does the data go through each layer once, in order, with ReLU after each but the last?"
        scores = model.predictions.data
        compare(FORWARD, "predictions", scores, expected, hints=hints, hint=hint, rtol=1e-3, atol=1e-5, float32=True)
        loss = expected_loss(expected, batch.labels.data)
        hint = "The loss compares the predictions with the labels of the batch"
        compare(FORWARD, "loss", np.reshape(model.loss.data, ()), loss, hint=hint, rtol=1e-3)
    for layer, bias in zip(layers, first_values, strict=True):
        layer.bias = bias


def check_step(before, after, batch, rng):
    """Compare the first step of all parameters with the slope of the loss, the last layer first."""
    directions = [[rng.choice([-1.0, 1.0], size) for size in np.shape(weights)] for weights, _ in before]
    expected, last, size = slopes(before, batch, directions), len(before) - 1, len(batch.labels)
    for number in reversed(range(last + 1)):
        hint = "Run the checks of the tasks before once more: which of them has changed since?"
        if number < last:
            hint = (
                f"Layer {number + 2} moves as it must. So look at what it hands back, grad_x of FullyConnected, and at "
                "grad_x of ReLU"
            )
        inputs, outputs = directions[number]
        weights, bias = (old - new for old, new in zip(before[number], after[number], strict=True))
        # float32 is exact enough for the weights, and takes half the time
        steps = {"bias": (bias @ outputs, 1), "weights": (np.float32(inputs) @ weights @ outputs, 0)}
        for name, (step, position) in steps.items():
            slope = expected[number, position]
            hints = ((slope / size, f"Is it averaged over the {size} samples? Gradients are added"),)
            what = f"the slope that the first step of the {name} of layer {number + 1} follows,"
            tolerance = {"rtol": 0.05, "atol": 2e-4}  # a unit close to 0 passes in one of both
            source = "differences of the loss give"
            compare(TRAINING, what, step / RATE, slope, source=source, hints=hints, hint=hint, **tolerance)


def check_training(model, layers, rng):
    """Check that a step reaches all parameters and follows the slope of the loss, and that each makes the loss fall."""
    batch, optimizer, losses, before = random_batch(rng, 6), SGD(RATE), [], parameters_of(layers)
    for step in range(4):
        model.forward(batch)
        losses.append(float(np.reshape(model.loss.data, ())))
        if step == 1:
            check_reached(before, layers)
            check_step(before, parameters_of(layers), batch, rng)
        if step < 3:
            model.backward(optimizer)
    if not losses[0] > losses[1] > losses[2] > losses[3]:
        text = ", ".join(f"{loss:.5f}" for loss in losses)
        problem = f"the loss must fall with each step on the same batch, got {text}"
        raise CheckFailedError(BACKWARD, problem, "Check the tasks before: a gradient's sign, or an update's")


def check_reached(before, layers):
    """Refuse a step after which a parameter is as it was."""
    for number, (layer, old) in enumerate(zip(layers, before, strict=True), start=1):
        for name, now, was in zip(("weights", "bias"), (layer.weights, layer.bias), old, strict=True):
            if np.array_equal(now, was):
                problem = f"after a step of training the {name} of layer {number} are as they were"
                hint = "Does the optimizer reach backward, and is each layer's output used?"
                raise CheckFailedError(BACKWARD, problem, hint)


class KnownModel:
    """A model whose scores are its input and whose loss is the batch's largest number."""

    def forward(self, batch, train=True):
        self.predictions = Graph(batch.data.data)
        self.loss = Graph(batch.data.data.max())


@check("The whole network", "evaluate")
def test_evaluate():
    """Check loss and accuracy computed by hand, with a last batch that is smaller than the others."""
    required(evaluate, "mlp_tests.evaluate", a_class=False)
    right, wrong = [2.0, 1.0, 0.0], [0.0, 1.0, 2.0]
    # batches of 4, 4 and 1: of them 3, 2 and 1 are right, their losses 2, 4 and 8
    rows = [right, right, right, wrong, right, right, [0, 3, 0], [0, 4, 1], [8.0, 1, 1]]
    for data, loss, accuracy in ((rows, (4 * 2 + 4 * 4 + 8) / 9, 6 / 9), (rows[:8], 3.0, 5 / 8)):
        data = np.array(data, np.float32)
        labels = np.zeros(len(data), np.uint8)
        results = returned(
            "evaluate", evaluate(KnownModel(), DataSet(4, test=(data, labels)).test), ("loss", "accuracy")
        )
        hint = "Weigh each batch with its number of images, and divide by the number of all images"
        compare("evaluate", f"the mean loss of {len(data)} images", results[0], loss, hint=hint)
        compare("evaluate", f"the accuracy of {len(data)} images", results[1], accuracy, hint=hint)
