"""Functions without parameters: for each a class, and a function in lower case that creates and calls it."""

from length.functions.accuracy import Accuracy, accuracy
from length.functions.add import Add, add
from length.functions.dropout import Dropout, dropout
from length.functions.mean_squared_error import MeanSquaredError, mean_squared_error
from length.functions.relu import Relu, relu
from length.functions.sigmoid import Sigmoid, sigmoid
from length.functions.softmax import Softmax, softmax
from length.functions.softmax_cross_entropy import SoftmaxCrossEntropy, softmax_cross_entropy
from length.functions.sum import Sum, sum

# fmt: off
__all__ = [
    "Accuracy", "Add", "Dropout", "MeanSquaredError", "Relu", "Sigmoid", "Softmax", "SoftmaxCrossEntropy", "Sum",
    "accuracy", "add", "dropout", "mean_squared_error", "relu", "sigmoid", "softmax", "softmax_cross_entropy", "sum",
]
