# ruff: noqa
# Right answers to the task Sigmoid, though unusual ones: each cell must pass the visible check and the hidden tests.


# %% the first form as it is, with its warning
class Sigmoid(Function):
    def internal_forward(self, inputs):
        (x,) = inputs
        self.y = 1 / (1 + np.exp(-x))
        return (self.y,)

    def internal_backward(self, inputs, gradients):
        return (gradients[0] * self.y * (1 - self.y),)


def sigmoid(x):
    return Sigmoid()(x)


# %% by the hyperbolic tangent
class Sigmoid(Function):
    def internal_forward(self, inputs):
        return (DTYPE(0.5) * (1 + np.tanh(DTYPE(0.5) * inputs[0])),)

    def internal_backward(self, inputs, gradients):
        t = np.tanh(inputs[0] / 2)
        return (gradients[0] * (1 - t * t) / 4,)


def sigmoid(x):
    return Sigmoid()(x)


# %% two masks
class Sigmoid(Function):
    name = "Sigmoid"

    def internal_forward(self, inputs):
        (x,) = inputs
        result = np.empty_like(x)
        positive = x >= 0
        result[positive] = 1 / (1 + np.exp(-x[positive]))
        e = np.exp(x[~positive])
        result[~positive] = e / (1 + e)
        self.output = result
        return (result,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        return (grad_in * (self.output - self.output**2),)


def sigmoid(x):
    return Sigmoid()(x)


# %% a loop over all numbers
import math


class Sigmoid(Function):
    def internal_forward(self, inputs):
        (x,) = inputs
        result = np.zeros(x.shape, dtype=x.dtype)
        for index in np.ndindex(x.shape):
            value = float(x[index])
            result[index] = 1 / (1 + math.exp(-value)) if value > -700 else 0.0
        self.y = result
        return (result,)

    def internal_backward(self, inputs, gradients):
        return (np.multiply(gradients[0], np.multiply(self.y, 1 - self.y)),)


def sigmoid(x):
    return Sigmoid()(x)


# %% clipped inputs
class Sigmoid(Function):
    def internal_forward(self, inputs):
        (x,) = inputs
        self.y = 1 / (1 + np.exp(-np.clip(x, -80, 80)))
        return (self.y,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        grad_x = grad_in.copy()
        grad_x *= self.y
        grad_x *= 1 - self.y
        return (grad_x,)


def sigmoid(x):
    return Sigmoid()(x)


# %% by logaddexp, recomputed on the way back
class Sigmoid(Function):
    def curve(self, x):
        return np.exp(-np.logaddexp(0, -x)).astype(x.dtype)

    def internal_forward(self, inputs):
        return (self.curve(inputs[0]),)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        return (gradients[0] * self.curve(x) * self.curve(-x),)


def sigmoid(x):
    return Sigmoid()(x)


# %% float64 inside, float32 outside
class Sigmoid(Function):
    def internal_forward(self, inputs):
        with np.errstate(over="ignore"):
            self.y = 1 / (1 + np.exp(-inputs[0].astype(np.float64)))
        return (self.y.astype(inputs[0].dtype),)

    def internal_backward(self, inputs, gradients):
        return ((gradients[0] * self.y * (1 - self.y)).astype(gradients[0].dtype),)


sigmoid = lambda x: Sigmoid()(x)


# %% lists in place of tuples, a helper function
def squeeze(x):
    smaller = np.exp(-np.absolute(x))
    return np.where(x < 0, smaller / (1 + smaller), 1 / (1 + smaller))


class Sigmoid(Function):
    def internal_forward(self, inputs):
        x = inputs[0]
        return [squeeze(x)]

    def internal_backward(self, inputs, gradients):
        y = squeeze(inputs[0])
        return [y * (1 - y) * gradients[0]]


def sigmoid(x):
    return Sigmoid()(x)
