"""A multilayer perceptron: fully connected layers with sigmoids between them."""

from itertools import pairwise

from length import functions as F  # noqa: N812 - the name that the notebooks use
from length import layers
from length.errors import FunctionError


class MLP:
    """A classifier that is trained with the softmax cross-entropy.

    Parameters
    ----------
    sizes : sequence of int
        The number of inputs, of units of each hidden layer, and of classes.

    Attributes
    ----------
    predictions : Graph, shape (N, classes)
        The scores that the last forward pass gave to the classes.
    loss : Graph
        The loss of the last forward pass, one number.

    Raises
    ------
    TaskMissingError
        `length.layers.FullyConnected` is not there yet: it is the student's. It is looked up when a model is created.
    FunctionError
        There are fewer than two sizes.

    Examples
    --------
    >>> length.layers.FullyConnected = FullyConnected  # doctest: +SKIP
    >>> model = MLP(sizes=(784, 100, 10))  # doctest: +SKIP
    """

    def __init__(self, sizes=(784, 512, 512, 10)):
        if len(sizes) < 2:
            raise FunctionError(
                "MLP", f"expected at least two sizes, got {sizes}", "Give inputs and classes: (784, 10)"
            )
        self.layers = [layers.FullyConnected(*pair) for pair in pairwise(sizes)]
        self.predictions = None
        self.loss = None

    def forward(self, batch, train=True):
        """Compute `predictions` and `loss` of a batch.

        Parameters
        ----------
        batch : Batch
            Data (N, inputs) and labels (N,).
        train : bool
            Whether the pass is for training; this network does the same for both.
        """
        hidden = batch.data
        for layer in self.layers[:-1]:
            hidden = F.sigmoid(layer(hidden))
        self.predictions = self.layers[-1](hidden)
        self.loss = F.softmax_cross_entropy(self.predictions, batch.labels)

    def backward(self, optimizer):
        """Compute the gradients of the last loss and let the optimizer update all layers."""
        self.loss.backward(optimizer)
