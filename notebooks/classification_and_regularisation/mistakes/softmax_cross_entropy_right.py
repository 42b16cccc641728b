# ruff: noqa
# Right answers to the task Softmax cross-entropy, though unusual ones: each cell must pass the visible check and the
# hidden tests.


# %% labels become rows
class SoftmaxCrossEntropy(Function):
    def rows(self, targets, x):
        return np.eye(x.shape[1], dtype=x.dtype)[targets] if targets.ndim == 1 else targets

    def logs(self, x):
        s = x - x.max(axis=1, keepdims=True)
        return s - np.log(np.exp(s).sum(axis=1, keepdims=True))

    def internal_forward(self, inputs):
        x, targets = inputs
        return (DTYPE(-(self.rows(targets, x) * self.logs(x)).sum() / len(x)),)

    def internal_backward(self, inputs, gradients):
        x, targets = inputs
        logs, grad_in = self.logs(x), gradients[0]
        grad_x = (np.exp(logs) - self.rows(targets, x)) / len(x) * grad_in
        return grad_x.astype(x.dtype), None if targets.ndim == 1 else -logs / len(x) * grad_in


def softmax_cross_entropy(x, targets):
    return SoftmaxCrossEntropy()(x, targets)


# %% logaddexp
class SoftmaxCrossEntropy(Function):
    def internal_forward(self, inputs):
        x, targets = inputs
        self.logs = x - np.logaddexp.reduce(x, axis=1)[:, None]
        if np.issubdtype(targets.dtype, np.integer):
            loss = -sum(self.logs[i, t] for i, t in enumerate(targets)) / len(x)
        else:
            loss = -np.einsum("nc,nc->", targets, self.logs) / len(x)
        return (np.asarray(loss, dtype=x.dtype),)

    def internal_backward(self, inputs, gradients):
        x, targets = inputs
        grad_x = np.exp(self.logs)
        none = np.issubdtype(targets.dtype, np.integer)
        if none:
            for i, t in enumerate(targets):
                grad_x[i, t] -= 1
        else:
            grad_x = grad_x - targets
        factor = DTYPE(gradients[0] / len(x))
        return grad_x * factor, None if none else -factor * self.logs


def softmax_cross_entropy(x, targets):
    return SoftmaxCrossEntropy()(x, targets)


# %% a loop over the samples
class SoftmaxCrossEntropy(Function):
    def internal_forward(self, inputs):
        x, targets = inputs
        total, self.logs = 0.0, []
        for row, target in zip(x, targets):
            shifted = row - row.max()
            log = shifted - np.log(np.exp(shifted).sum())
            self.logs.append(log)
            total -= log[target] if np.ndim(target) == 0 else np.dot(target, log)
        return (np.float32(total / len(x)),)

    def internal_backward(self, inputs, gradients):
        x, targets = inputs
        grad_x = []
        for log, target in zip(self.logs, targets):
            p = np.exp(log)
            if np.ndim(target) == 0:
                p[target] -= 1
            else:
                p = p - target
            grad_x.append(p * gradients[0] / len(x))
        second = None if targets.ndim == 1 else np.array([-log * gradients[0] / len(x) for log in self.logs], x.dtype)
        return np.array(grad_x, x.dtype), second


def softmax_cross_entropy(x, targets):
    return SoftmaxCrossEntropy()(x, targets)


# %% the score of the right class apart
class SoftmaxCrossEntropy(Function):
    def internal_forward(self, inputs):
        x, targets = inputs
        m = np.max(x, axis=1)
        self.log_sum = m + np.log(np.sum(np.exp(x - m[:, None]), axis=1))
        if targets.dtype.kind in "iu":
            right = np.take_along_axis(x, targets[:, None].astype(int), axis=1)[:, 0]
        else:
            right = (targets * x).sum(axis=1)
        return (np.mean(self.log_sum - right, dtype=DTYPE),)

    def internal_backward(self, inputs, gradients):
        x, targets = inputs
        p = np.exp(x - self.log_sum[:, None])
        if targets.dtype.kind in "iu":
            t, second = np.arange(x.shape[1]) == targets[:, None], None
        else:
            t, second = targets, (self.log_sum[:, None] - x) * (gradients[0] / len(x))
        return (p - t.astype(x.dtype)) * (gradients[0] / len(x)), second


def softmax_cross_entropy(x, targets):
    return SoftmaxCrossEntropy()(x, targets)


# %% with the softmax of the task before
class SoftmaxCrossEntropy(Function):
    def internal_forward(self, inputs):
        x, targets = inputs
        s = x - x.max(axis=1, keepdims=True)
        logs = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        self.logs = logs
        weights = targets if targets.ndim == 2 else one_hot(targets, x.shape)
        return (-np.average(logs.sum(axis=1) * 0 + (weights * logs).sum(axis=1)).astype(DTYPE),)

    def internal_backward(self, inputs, gradients):
        x, targets = inputs
        (p,) = Softmax().internal_forward((x,))
        weights = targets if targets.ndim == 2 else one_hot(targets, x.shape)
        scale = gradients[0] / DTYPE(len(x))
        return scale * (p - weights), -scale * self.logs if targets.ndim == 2 else None


def one_hot(labels, shape):
    rows = np.zeros(shape, DTYPE)
    rows[np.arange(shape[0]), labels] = 1
    return rows


def softmax_cross_entropy(x, targets):
    return SoftmaxCrossEntropy()(x, targets)


# %% float64 inside, float32 outside
class SoftmaxCrossEntropy(Function):
    def internal_forward(self, inputs):
        x, targets = inputs[0].astype(np.float64), inputs[1]
        x = x - x.max(axis=1, keepdims=True)
        self.logs = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
        labels = np.issubdtype(targets.dtype, np.integer)
        self.t = np.eye(x.shape[1])[targets] if labels else targets
        return (np.float32(-(self.t * self.logs).sum(axis=1).mean()),)

    def internal_backward(self, inputs, gradients):
        x, targets = inputs
        grad_x = (np.exp(self.logs) - self.t) * gradients[0] / len(x)
        second = None if targets.ndim == 1 else (-self.logs * gradients[0] / len(x)).astype(np.float32)
        return grad_x.astype(np.float32), second


def softmax_cross_entropy(x, targets):
    return SoftmaxCrossEntropy()(x, targets)


# %% the probability of the right class is 1 over a sum
class SoftmaxCrossEntropy(Function):
    def internal_forward(self, inputs):
        x, targets = inputs
        self.costs = np.stack([np.logaddexp.reduce(x - x[:, c : c + 1], axis=1) for c in range(x.shape[1])], axis=1)
        if targets.ndim == 1:
            costs = self.costs[range(len(x)), targets]
        else:
            costs = np.sum(self.costs * targets, axis=1)
        return (np.mean(costs),)

    def internal_backward(self, inputs, gradients):
        x, targets = inputs
        grad_x = np.exp(-self.costs)
        if targets.ndim == 1:
            grad_x[range(len(x)), targets] -= 1
            return grad_x * (gradients[0] / len(x)), None
        return (grad_x - targets) * (gradients[0] / len(x)), self.costs * (gradients[0] / len(x))


def softmax_cross_entropy(x, targets):
    return SoftmaxCrossEntropy()(x, targets)


# %% an array of one entry as the loss
class SoftmaxCrossEntropy(Function):
    def internal_forward(self, inputs):
        x, targets = inputs
        self.integer = np.issubdtype(targets.dtype, np.integer)
        shifted = x - x.max(1, keepdims=True)
        self.logs = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
        self.rows = np.eye(x.shape[1], dtype=x.dtype)[targets] if self.integer else targets
        loss = -np.sum(self.rows * self.logs) / len(x)
        return (np.array([loss], dtype=DTYPE),)

    def internal_backward(self, inputs, gradients):
        g = np.reshape(gradients[0], ()) / DTYPE(len(inputs[0]))
        return (np.exp(self.logs) - self.rows) * g, None if self.integer else -self.logs * g


def softmax_cross_entropy(x, targets):
    return SoftmaxCrossEntropy()(x, targets)
