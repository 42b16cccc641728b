"""A multilayer perceptron of the student's fully connected layers and loss."""

from length import functions as F  # noqa: N812 - the name that the notebooks use
from length import layers


class MLP:
    """Three fully connected layers for images of 784 pixels and 10 classes, without activations between them.

    Attributes
    ----------
    predictions : Graph, shape (N, 10)
        The scores that the last forward pass gave to the classes.
    loss : Graph
        Their mean squared error, one number.
    """

    def __init__(self):
        self.fully_connected_1 = layers.FullyConnected(784, 512)
        self.fully_connected_2 = layers.FullyConnected(512, 512)
        self.fully_connected_3 = layers.FullyConnected(512, 10)
        self.predictions = None
        self.loss = None

    def forward(self, batch, train=True):
        """Compute `predictions` and `loss` of a batch: data (N, 784), labels (N,)."""
        hidden = self.fully_connected_1(batch.data)
        hidden = self.fully_connected_2(hidden)
        self.predictions = self.fully_connected_3(hidden)
        self.loss = F.mean_squared_error(self.predictions, batch.labels)

    def backward(self, optimizer):
        """Compute the gradients of the last loss and let the optimizer update all layers."""
        self.loss.backward(optimizer)
