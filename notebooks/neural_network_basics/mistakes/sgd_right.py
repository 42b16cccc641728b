# ruff: noqa
# Right answers to the task SGD, though unusual ones: each cell must pass the visible check and the hidden tests.


# %% loop and append
class SGD(Optimizer):
    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        param_deltas = []
        for gradient in gradients:
            param_deltas.append(gradient * self.learning_rate)
        return param_deltas


# %% list of map
class SGD(Optimizer):
    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        return list(map(lambda gradient: np.multiply(gradient, self.learning_rate), gradients))


# %% new arrays filled in place
class SGD(Optimizer):
    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        param_deltas = [np.empty_like(gradient) for gradient in gradients]
        for delta, gradient in zip(param_deltas, gradients):
            np.multiply(gradient, self.learning_rate, out=delta)
        return param_deltas


# %% entry by entry
class SGD(Optimizer):
    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        param_deltas = []
        for gradient in gradients:
            delta = np.zeros(gradient.shape, dtype=gradient.dtype)
            for index in np.ndindex(*gradient.shape):
                delta[index] = self.learning_rate * gradient[index]
            param_deltas.append(delta)
        return param_deltas


# %% copy, then in place
class SGD(Optimizer):
    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        param_deltas = [gradient.copy() for gradient in gradients]
        for delta in param_deltas:
            delta *= self.learning_rate
        return param_deltas


# %% einsum
class SGD(Optimizer):
    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        return [np.einsum(",...->...", np.float32(self.learning_rate), gradient) for gradient in gradients]


# %% learning rate as a property, with a count and a print
class SGD(Optimizer):
    def __init__(self, lr=0.01):
        self._rate = lr
        self.num_calls = 0

    @property
    def learning_rate(self):
        return self._rate

    @learning_rate.setter
    def learning_rate(self, value):
        self._rate = value

    def run_update_rule(self, gradients, layer):
        self.num_calls += 1
        if self.num_calls == 1:
            print("first update", len(gradients))
        return [self._rate * gradient for gradient in gradients]


# %% helper method
class SGD(Optimizer):
    def __init__(self, lr):
        super().__init__()
        self.learning_rate = lr

    def delta(self, gradient):
        """What is subtracted from one parameter array."""
        return gradient * self.learning_rate

    def run_update_rule(self, gradients, _):
        return [self.delta(gradient) for gradient in gradients]


# %% minus the step against the gradient
class SGD(Optimizer):
    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        steps = [-self.learning_rate * gradient for gradient in gradients]
        return [-step for step in steps]


# %% learning rate as float32
class SGD(Optimizer):
    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        rate = DTYPE(self.learning_rate)
        param_deltas = [None] * len(gradients)
        for i in range(len(gradients)):
            param_deltas[i] = rate * gradients[i]
        return param_deltas


# %% float64 on the way
class SGD(Optimizer):
    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        return [(self.learning_rate * gradient.astype(np.float64)).astype(gradient.dtype) for gradient in gradients]


# %% keyword only, more options
class SGD(Optimizer):
    def __init__(self, lr, momentum=0.0):
        self.learning_rate = lr
        self.momentum = momentum
        self.history = []

    def run_update_rule(self, gradients, _):
        self.history.append(len(gradients))
        return [gradient * self.learning_rate + self.momentum * 0 for gradient in gradients]
