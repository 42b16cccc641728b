"""The place of the fully connected layer that the student writes."""

from length.layer import Layer
from length.placeholders import placeholder_class

FullyConnected = placeholder_class("length.layers.FullyConnected", "Fully connected layer", Layer)
