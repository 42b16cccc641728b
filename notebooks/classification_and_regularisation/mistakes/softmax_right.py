# ruff: noqa
# Right answers to the task Softmax, though unusual ones: each cell must pass the visible check and the hidden tests.


# %% by the logarithm of the sum
class Softmax(Function):
    def internal_forward(self, inputs):
        (x,) = inputs
        m = x.max(axis=-1, keepdims=True)
        self.y = np.exp(x - m - np.log(np.exp(x - m).sum(axis=-1, keepdims=True)))
        return (self.y,)

    def internal_backward(self, inputs, gradients):
        weighted = gradients[0] * self.y
        return (weighted - self.y * weighted.sum(axis=-1, keepdims=True),)


def softmax(x):
    return Softmax()(x)


# %% a loop over the rows
class Softmax(Function):
    def internal_forward(self, inputs):
        (x,) = inputs
        result = np.zeros_like(x)
        for index in np.ndindex(x.shape[:-1]):
            e = np.exp(x[index] - max(x[index]))
            result[index] = e / sum(e)
        self.y = result
        return (result,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        grad_x = np.zeros_like(grad_in)
        for index in np.ndindex(grad_in.shape[:-1]):
            y, g = self.y[index], grad_in[index]
            grad_x[index] = y * (g - g @ y)
        return (grad_x,)


def softmax(x):
    return Softmax()(x)


# %% the whole matrix of derivatives
class Softmax(Function):
    def internal_forward(self, inputs):
        (x,) = inputs
        e = np.exp(x - np.amax(x, -1)[..., None])
        self.y = e / np.add.reduce(e, -1)[..., None]
        return (self.y,)

    def internal_backward(self, inputs, gradients):
        y = self.y
        jacobian = y[..., :, None] * (np.eye(y.shape[-1], dtype=y.dtype) - y[..., None, :])
        return (np.einsum("...ck,...k->...c", jacobian, gradients[0]),)


def softmax(x):
    return Softmax()(x)


# %% recomputed on the way back
class Softmax(Function):
    def probabilities(self, x):
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True)

    def internal_forward(self, inputs):
        return (self.probabilities(inputs[0]),)

    def internal_backward(self, inputs, gradients):
        y = self.probabilities(inputs[0])
        return (y * (gradients[0] - np.sum(y * gradients[0], axis=-1, keepdims=True)),)


def softmax(x):
    return Softmax()(x)


# %% transposed, so that no keepdims is needed
class Softmax(Function):
    def internal_forward(self, inputs):
        t = np.moveaxis(inputs[0], -1, 0)
        e = np.exp(t - t.max(axis=0))
        self.t = e / e.sum(axis=0)
        return (np.moveaxis(self.t, 0, -1),)

    def internal_backward(self, inputs, gradients):
        g = np.moveaxis(gradients[0], -1, 0)
        return (np.moveaxis(self.t * (g - (self.t * g).sum(axis=0)), 0, -1),)


def softmax(x):
    return Softmax()(x)


# %% float64 inside, float32 outside
class Softmax(Function):
    def internal_forward(self, inputs):
        x = inputs[0].astype(np.float64)
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        self.y = e / e.sum(axis=-1, keepdims=True)
        return (self.y.astype(inputs[0].dtype),)

    def internal_backward(self, inputs, gradients):
        g = gradients[0]
        return ((self.y * (g - (self.y * g).sum(axis=-1, keepdims=True))).astype(g.dtype),)


def softmax(x):
    return Softmax()(x)


# %% one over the sum of exponentials of differences
class Softmax(Function):
    def internal_forward(self, inputs):
        (x,) = inputs
        with np.errstate(over="ignore"):
            self.y = 1 / np.exp(x[..., None, :] - x[..., :, None]).sum(axis=-1)
        return (self.y,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        grad_x = grad_in - (grad_in * self.y).sum(axis=-1, keepdims=True)
        grad_x *= self.y
        return (grad_x,)


softmax = lambda x: Softmax()(x)


# %% in steps of its own array
class Softmax(Function):
    name = "my softmax"

    def internal_forward(self, inputs):
        result = np.array(inputs[0])
        result -= np.expand_dims(result.max(-1), -1)
        np.exp(result, out=result)
        result /= np.expand_dims(result.sum(-1), -1)
        self.kept = result.copy()
        return (result,)

    def internal_backward(self, inputs, gradients):
        p, g = self.kept, gradients[0]
        return (p * g - p * np.expand_dims(np.sum(p * g, -1), -1),)


def softmax(x):
    return Softmax()(x)
