"""The place of the mean squared error that the student writes."""

from length.function import Function
from length.placeholders import placeholder_class, placeholder_function

MeanSquaredError = placeholder_class("length.functions.MeanSquaredError", "Mean squared error", Function)
mean_squared_error = placeholder_function("length.functions.mean_squared_error", "Mean squared error")
