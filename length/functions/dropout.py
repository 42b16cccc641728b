"""The place of dropout that the student writes."""

from length.function import Function
from length.placeholders import placeholder_class, placeholder_function

Dropout = placeholder_class("length.functions.Dropout", "Dropout", Function)
dropout = placeholder_function("length.functions.dropout", "Dropout")
