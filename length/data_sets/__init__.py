"""Data sets that the course trains on: real images, found in the nearest place that has them."""

from length.data_sets.fashion_mnist import FashionMNIST
from length.data_sets.mnist import MNIST

__all__ = ["MNIST", "FashionMNIST"]
