"""The place of the softmax cross-entropy that the student writes."""

from length.function import Function
from length.placeholders import placeholder_class, placeholder_function

SoftmaxCrossEntropy = placeholder_class("length.functions.SoftmaxCrossEntropy", "Softmax cross-entropy", Function)
softmax_cross_entropy = placeholder_function("length.functions.softmax_cross_entropy", "Softmax cross-entropy")
