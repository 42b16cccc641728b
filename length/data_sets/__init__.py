"""Data sets that the course trains on: real images, found in the nearest place that has them."""

from length.data_sets.image_data_set import MNIST, FashionMNIST

__all__ = ["MNIST", "FashionMNIST"]
