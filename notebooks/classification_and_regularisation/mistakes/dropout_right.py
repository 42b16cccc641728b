# ruff: noqa
# Right answers to the task Dropout, though unusual ones: each cell must pass the visible check and the hidden tests.


# %% binomial numbers
class Dropout(Function):
    def __init__(self, dropout_ratio=0.5, train=True):
        self.dropout_ratio = dropout_ratio
        self.train = train

    def internal_forward(self, inputs):
        (x,) = inputs
        stays = 1 - self.dropout_ratio if self.train else 1
        self.mask = np.random.binomial(1, stays, x.shape).astype(x.dtype) / DTYPE(stays)
        return (x * self.mask,)

    def internal_backward(self, inputs, gradients):
        return (gradients[0] * self.mask,)


def dropout(x, dropout_ratio=0.5, train=True):
    return Dropout(dropout_ratio, train)(x)


# %% a generator of its own
class Dropout(Function):
    rng = np.random.default_rng()

    def __init__(self, dropout_ratio=0.5, train=True):
        self.dropout_ratio = dropout_ratio
        self.train = train

    def internal_forward(self, inputs):
        (x,) = inputs
        if not self.train:
            self.mask = DTYPE(1)
            return (x.copy(),)
        self.mask = np.where(self.rng.random(x.shape) < self.dropout_ratio, DTYPE(0), DTYPE(1 / (1 - self.dropout_ratio)))
        return (x * self.mask,)

    def internal_backward(self, inputs, gradients):
        return (gradients[0] * self.mask,)


def dropout(x, dropout_ratio=0.5, train=True):
    return Dropout(dropout_ratio, train)(x)


# %% True and False, scaled later
class Dropout(Function):
    def __init__(self, dropout_ratio=0.5, train=True):
        self.ratio, self.train = dropout_ratio, train

    def internal_forward(self, inputs):
        x = inputs[0]
        self.keep = np.random.rand(*x.shape) > self.ratio if self.train else np.ones(x.shape, bool)
        self.scale = DTYPE(1 / (1 - self.ratio)) if self.train else DTYPE(1)
        return (np.where(self.keep, x, DTYPE(0)) * self.scale,)

    def internal_backward(self, inputs, gradients):
        return (np.where(self.keep, gradients[0], DTYPE(0)) * self.scale,)


def dropout(x, dropout_ratio=0.5, train=True):
    return Dropout(dropout_ratio, train)(x)


# %% zeros written into a copy
class Dropout(Function):
    def __init__(self, dropout_ratio=0.5, train=True):
        self.dropout_ratio = dropout_ratio
        self.train = train

    def internal_forward(self, inputs):
        (x,) = inputs
        result = x.copy()
        self.dropped = np.zeros(x.shape, bool)
        if self.train:
            self.dropped = np.random.uniform(0, 1, x.shape) < self.dropout_ratio
            result[self.dropped] = 0
            result /= 1 - self.dropout_ratio
        return (result,)

    def internal_backward(self, inputs, gradients):
        grad_x = gradients[0].copy()
        if self.train:
            grad_x[self.dropped] = 0
            grad_x /= 1 - self.dropout_ratio
        return (grad_x,)


def dropout(x, dropout_ratio=0.5, train=True):
    return Dropout(dropout_ratio=dropout_ratio, train=train)(x)


# %% ratio 0 outside training
class Dropout(Function):
    def __init__(self, dropout_ratio=0.5, train=True):
        self.dropout_ratio = dropout_ratio if train else 0

    def internal_forward(self, inputs):
        (x,) = inputs
        kept = np.random.random_sample(x.shape) >= self.dropout_ratio
        self.mask = kept.astype(np.float32) / np.float32(1 - self.dropout_ratio)
        return (np.multiply(x, self.mask),)

    def internal_backward(self, inputs, gradients):
        return (np.multiply(gradients[0], self.mask),)


def dropout(x, dropout_ratio=0.5, train=True):
    return Dropout(dropout_ratio, train)(x)


# %% a loop over all numbers
import random


class Dropout(Function):
    def __init__(self, dropout_ratio=0.5, train=True):
        self.dropout_ratio = dropout_ratio
        self.train = train

    def internal_forward(self, inputs):
        (x,) = inputs
        self.mask = np.ones(x.shape, dtype=x.dtype)
        if self.train:
            for index in np.ndindex(x.shape):
                self.mask[index] = 0 if random.random() < self.dropout_ratio else 1 / (1 - self.dropout_ratio)
        return (x * self.mask,)

    def internal_backward(self, inputs, gradients):
        return (gradients[0] * self.mask,)


def dropout(x, dropout_ratio=0.5, train=True):
    return Dropout(dropout_ratio, train)(x)


# %% choice of two factors
class Dropout(Function):
    def __init__(self, dropout_ratio=0.5, train=True):
        self.dropout_ratio = dropout_ratio
        self.train = train

    def internal_forward(self, inputs):
        (x,) = inputs
        r = self.dropout_ratio
        self.mask = np.random.choice([0, 1 / (1 - r)], size=x.shape, p=[r, 1 - r]).astype(x.dtype) if self.train else 1
        return (x * self.mask,)

    def internal_backward(self, inputs, gradients):
        return (gradients[0] * self.mask,)


def dropout(x, dropout_ratio=0.5, train=True):
    return Dropout(dropout_ratio, train)(x)


# %% the function decides whether there is anything to do
class Dropout(Function):
    def __init__(self, dropout_ratio=0.5, train=True):
        self.dropout_ratio = dropout_ratio
        self.train = train

    def internal_forward(self, inputs):
        (x,) = inputs
        mask = np.ones_like(x)
        if self.train:
            mask[np.random.random(x.shape) < self.dropout_ratio] = 0
            mask *= 1 / (1 - self.dropout_ratio)
        self.mask = mask
        return [x * mask]

    def internal_backward(self, inputs, gradients):
        return [self.mask * gradients[0]]


def dropout(x, dropout_ratio=0.5, train=True):
    if train:
        return Dropout(dropout_ratio)(x)
    return Dropout(dropout_ratio, train=False)(x)
