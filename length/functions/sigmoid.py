"""The place of the sigmoid that the student writes."""

from length.function import Function
from length.placeholders import placeholder_class, placeholder_function

Sigmoid = placeholder_class("length.functions.Sigmoid", "Sigmoid", Function)
sigmoid = placeholder_function("length.functions.sigmoid", "Sigmoid")
