# ruff: noqa
# Right answers to the task fully connected layer, though unusual ones: each cell must pass the visible check and the
# hidden tests.


# %% new arrays in the update
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    @property
    def weights(self):
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights = value.T

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.dot(x, self._weights.T) + self.bias,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.dot(grad_in, self._weights)
        grad_w = np.dot(grad_in.T, x)
        grad_b = np.sum(grad_in, axis=0)
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights = self._weights - delta_w
        self.bias = self.bias - delta_b


# %% matrix product operator
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    @property
    def weights(self):
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights = value.T

    def internal_forward(self, inputs):
        (x,) = inputs
        result = x @ self._weights.T
        result += self.bias
        return (result,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = grad_in @ self._weights
        grad_w = grad_in.T @ x
        grad_b = grad_in.sum(axis=0)
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights -= delta_w
        self.bias -= delta_b


# %% einsum
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    @property
    def weights(self):
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights = value.T

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.einsum("ni,oi->no", x, self._weights) + self.bias,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.einsum("no,oi->ni", grad_in, self._weights)
        grad_w = np.einsum("no,ni->oi", grad_in, x)
        grad_b = np.einsum("no->o", grad_in)
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights -= delta_w
        self.bias -= delta_b


# %% weights stored as the outside sees them
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros((num_inputs, num_outputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    @property
    def weights(self):
        return self._weights

    @weights.setter
    def weights(self, value):
        self._weights = value

    def internal_forward(self, inputs):
        (x,) = inputs
        return (x @ self._weights + self.bias,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = grad_in @ self._weights.T
        grad_w = x.T @ grad_in
        grad_b = grad_in.sum(0)
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights -= delta_w
        self.bias -= delta_b


# %% weights stored as the outside sees them, under another name, copied
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._matrix = np.zeros((num_inputs, num_outputs), dtype=DTYPE)
        weight_init(self._matrix)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    @property
    def weights(self):
        return self._matrix

    @weights.setter
    def weights(self, value):
        self._matrix = np.array(value)

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.dot(x, self._matrix) + self.bias,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.dot(grad_in, self._matrix.T)
        grad_w = np.dot(x.T, grad_in)
        grad_b = np.sum(grad_in, axis=0)
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._matrix -= delta_w
        self.bias -= delta_b


# %% setter copies into the array
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    @property
    def weights(self):
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights[...] = np.transpose(value)

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.dot(x, self._weights.T) + self.bias,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.dot(grad_in, self._weights)
        grad_w = np.dot(grad_in.T, x)
        grad_b = np.sum(grad_in, axis=0)
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights -= delta_w
        self.bias -= delta_b


# %% empty array, then the initializer
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.empty((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.empty((num_outputs,), dtype=DTYPE)
        self.bias.fill(0)

    @property
    def weights(self):
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights = value.T

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.dot(x, self._weights.T) + self.bias,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.dot(grad_in, self._weights)
        grad_w = np.dot(grad_in.T, x)
        grad_b = np.sum(grad_in, axis=0)
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights -= delta_w
        self.bias -= delta_b


# %% loops over the batch
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    @property
    def weights(self):
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights = value.T

    def internal_forward(self, inputs):
        (x,) = inputs
        result = np.zeros((len(x), len(self.bias)), dtype=DTYPE)
        for n in range(len(x)):
            result[n] = self._weights.dot(x[n]) + self.bias
        return (result,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x, grad_w, grad_b = np.zeros_like(x), np.zeros_like(self._weights), np.zeros_like(self.bias)
        for n in range(len(x)):
            grad_x[n] = grad_in[n].dot(self._weights)
            grad_w += np.outer(grad_in[n], x[n])
            grad_b += grad_in[n]
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights -= delta_w
        self.bias -= delta_b


# %% broadcast products
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    @property
    def weights(self):
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights = value.T

    def internal_forward(self, inputs):
        (x,) = inputs
        result = np.sum(x[:, None, :] * self._weights[None, :, :], axis=2) + self.bias
        return (result,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.sum(grad_in[:, :, None] * self._weights[None, :, :], axis=1)
        grad_w = np.sum(grad_in[:, :, None] * x[:, None, :], axis=0)
        grad_b = np.sum(grad_in, axis=0)
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        np.subtract(self._weights, delta_w, out=self._weights)
        np.subtract(self.bias, delta_b, out=self.bias)


# %% bias gradient by ones, tensordot
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    @property
    def weights(self):
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights = value.T

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.tensordot(x, self._weights, axes=(1, 1)) + self.bias[np.newaxis],)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.tensordot(grad_in, self._weights, axes=1)
        grad_w = np.tensordot(grad_in, x, axes=(0, 0))
        grad_b = np.ones(len(x), dtype=DTYPE) @ grad_in
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights = self._weights - delta_w
        self.bias = self.bias - delta_b


# %% helpers, shapes kept, prints
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self.num_inputs, self.num_outputs = num_inputs, num_outputs
        self._weights = np.zeros(shape=(num_outputs, num_inputs), dtype=DTYPE)
        self.weight_init = weight_init
        self.weight_init(self._weights)
        self.bias = np.zeros(shape=(num_outputs,), dtype=DTYPE)
        print("created", self._weights.shape)

    @property
    def weights(self):
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights = value.T

    def linear(self, x):
        return np.dot(x, self._weights.T) + self.bias

    def internal_forward(self, inputs):
        (x,) = inputs
        return (self.linear(x),)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.dot(grad_in, self._weights)
        grad_w = np.dot(grad_in.T, x)
        grad_b = np.sum(grad_in, axis=0)
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        print(delta_w.shape, delta_b.shape)
        self._weights = self._weights - delta_w
        self.bias = self.bias - delta_b


# %% weights created by zeros_like and a copy of the setter's value
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros_like(np.ones((num_outputs, num_inputs), DTYPE))
        weight_init(self._weights)
        self.bias = np.zeros_like(self._weights[:, 0])

    @property
    def weights(self):
        return np.transpose(self._weights)

    @weights.setter
    def weights(self, value):
        self._weights = np.ascontiguousarray(value.T)

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.add(np.matmul(x, np.transpose(self._weights)), self.bias),)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_b = np.add.reduce(grad_in, axis=0)
        grad_w = np.matmul(x.T, grad_in).T
        grad_x = np.matmul(self._weights.T, grad_in.T).T
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self.bias = self.bias + -1 * delta_b
        self._weights = self._weights + -1 * delta_w


# %% float64 on the way
class FullyConnected(Layer):
    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    @property
    def weights(self):
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights = value.T

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.dot(x.astype(np.float64), self._weights.T.astype(np.float64)).astype(DTYPE) + self.bias,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        grad_x = np.dot(grad_in.astype(np.float64), self._weights).astype(DTYPE)
        grad_w = np.dot(grad_in.T.astype(np.float64), x).astype(DTYPE)
        grad_b = np.sum(grad_in, axis=0, dtype=np.float64).astype(DTYPE)
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights -= delta_w
        self.bias -= delta_b
