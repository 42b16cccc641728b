"""Adding is where a graph joins two ways: the gradient goes back along both."""

from length.function import Function


class Add(Function):
    """The sum of two arrays, of one shape or of shapes that NumPy broadcasts: `y = x1 + x2`."""

    def internal_forward(self, inputs):
        x1, x2 = inputs
        return (x1 + x2,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        # before any call nothing was broadcast
        shape1, shape2 = [x.shape for x in inputs] or [grad_in.shape] * 2
        # two arrays: a function further back may work in place on its gradient
        return sum_to(grad_in, shape1), sum_to(grad_in, shape2).copy()


def sum_to(gradient, shape):
    """Sum over the axes along which an array of the given shape was repeated to have the gradient's shape."""
    if gradient.shape == shape:
        return gradient
    added = tuple(range(gradient.ndim - len(shape)))
    gradient = gradient.sum(axis=added)
    repeated = tuple(axis for axis, size in enumerate(shape) if size == 1 and gradient.shape[axis] != 1)
    return gradient.sum(axis=repeated, keepdims=True)


def add(x1, x2):
    """Return the sum of two arrays: see `Add`."""
    return Add()(x1, x2)
