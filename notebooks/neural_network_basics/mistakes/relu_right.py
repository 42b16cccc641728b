# ruff: noqa
# Right answers to the task ReLU, though unusual ones: each cell must pass the visible check and the hidden tests.


# %% maximum, mask from the input
class Relu(Function):
    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.maximum(0, x),)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        return (np.where(x > 0, grad_in, 0).astype(grad_in.dtype),)


def relu(x):
    return Relu()(x)


# %% product
class Relu(Function):
    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        activated_inputs = x * (x > 0)
        return (activated_inputs,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = (x > 0) * grad_in
        assert grad_x.shape == x.shape
        return (grad_x,)


def relu(x):
    return Relu()(x)


# %% where
class Relu(Function):
    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.where(x > 0, x, DTYPE(0)),)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        return (np.where(x > 0, grad_in, DTYPE(0)),)


def relu(x):
    return Relu()(x)


# %% the output of the forward pass kept, mask from it
class Relu(Function):
    name = "ReLU"

    def __init__(self):
        super().__init__()
        self.output = None

    def internal_forward(self, inputs):
        (x,) = inputs
        positive = x > 0
        self.output = x.copy()
        self.output[~positive] = 0
        return (self.output,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        derivative = self.output.copy()
        derivative[derivative > 0] = 1
        return (np.multiply(grad_in, derivative),)


def relu(x):
    return Relu()(x)


# %% mask kept
class Relu(Function):
    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        self.mask = (x > 0).astype(x.dtype)
        return (x * self.mask,)

    def internal_backward(self, inputs, gradients):
        return (gradients[0] * self.mask,)


def relu(x):
    return Relu()(x)


# %% mask from the output, computed again
class Relu(Function):
    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.clip(x, 0, None),)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        (output,) = self.internal_forward(inputs)
        return (grad_in * (output > 0),)


def relu(x):
    return Relu()(x)


# %% derivative 1 at exactly 0
class Relu(Function):
    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.maximum(x, 0),)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        return (grad_in * (x >= 0),)


def relu(x):
    return Relu()(x)


# %% half of x plus its absolute value
class Relu(Function):
    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        return ((x + np.abs(x)) / 2,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        return (grad_in * (np.sign(x) + 1) / 2,)


def relu(x):
    return Relu()(x)


# %% loop
class Relu(Function):
    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        activated_inputs = np.zeros_like(x)
        for index in np.ndindex(*x.shape):
            if x[index] > 0:
                activated_inputs[index] = x[index]
        return (activated_inputs,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.zeros_like(x)
        for index in np.ndindex(*x.shape):
            grad_x[index] = grad_in[index] if x[index] > 0 else 0
        return (grad_x,)


def relu(x):
    return Relu()(x)


# %% a copy changed in place
class Relu(Function):
    name = "ReLU"

    def internal_forward(self, inputs):
        activated_inputs = inputs[0].copy()
        activated_inputs[activated_inputs < 0] = 0
        return (activated_inputs,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        grad_x = np.array(gradients[0])
        grad_x[x <= 0] = 0
        return (grad_x,)


def relu(x):
    return Relu()(x)


# %% empty arrays, then filled
class Relu(Function):
    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        activated_inputs = np.empty(x.shape, dtype=DTYPE)
        np.maximum(x, 0, out=activated_inputs)
        return (activated_inputs,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.empty_like(grad_in)
        np.copyto(grad_x, grad_in)
        grad_x[np.nonzero(x <= 0)] = 0.0
        return (grad_x,)


def relu(x):
    return Relu()(x)


# %% helper methods and a print
class Relu(Function):
    name = "ReLU"
    calls = 0

    @staticmethod
    def derivative(x):
        return np.heaviside(x, 0).astype(DTYPE)

    def internal_forward(self, inputs):
        (x,) = inputs
        Relu.calls += 1
        print("forward", x.shape)
        return (self.derivative(x) * x,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        return (np.einsum("...,...->...", grad_in, self.derivative(x)),)


def relu(x):
    return Relu()(x)
