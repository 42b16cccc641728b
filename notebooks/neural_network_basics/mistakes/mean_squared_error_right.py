# ruff: noqa
# Right answers to the task mean squared error, though unusual ones: each cell must pass the visible check and the
# hidden tests.


# %% two formulas, one-hot by loop, intermediate result kept
class MeanSquaredError(Function):
    name = "MeanSquaredError"

    def __init__(self):
        super().__init__()
        self.error = None

    @staticmethod
    def create_one_hot(data, shape):
        assert len(shape) == 2, "labels need predictions with two axes"
        result = np.zeros(shape, dtype=DTYPE)
        for i in range(len(data)):
            result[i, data[i]] = 1
        return result

    def internal_forward(self, inputs):
        x1, x2 = inputs
        if np.issubdtype(x2.dtype, np.integer):
            x2 = self.create_one_hot(x2, x1.shape)
        self.error = np.mean((x2 - x1) ** 2).astype(DTYPE)
        return (self.error,)

    def internal_backward(self, inputs, gradients):
        x1, x2 = inputs
        (gx,) = gradients
        if np.issubdtype(x2.dtype, np.integer):
            x2 = self.create_one_hot(x2, x1.shape)
            return 2 / x1.size * -1 * (x2 - x1) * gx, None
        gradient_1 = 2 / x1.size * -1 * (x2 - x1) * gx
        gradient_2 = 2 / x2.size * (x2 - x1) * gx
        return gradient_1, gradient_2


def mean_squared_error(input_1, input_2):
    return MeanSquaredError()(input_1, input_2)


# %% one-hot by eye, difference kept from the forward pass
class MeanSquaredError(Function):
    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        return np.eye(shape[1], dtype=DTYPE)[data]

    def internal_forward(self, inputs):
        x1, x2 = inputs
        self.labels = x2.dtype.kind in "iu"
        targets = self.create_one_hot(x2, x1.shape) if self.labels else x2
        self.difference = x1 - targets
        return (np.square(self.difference).mean(),)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        gradient = 2 * grad_in * self.difference / self.difference.size
        return gradient, (None if self.labels else -gradient)


def mean_squared_error(input_1, input_2):
    return MeanSquaredError()(input_1, input_2)


# %% sum over size
class MeanSquaredError(Function):
    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        one_hot = np.zeros(shape, dtype=DTYPE)
        one_hot[range(shape[0]), data.astype(int)] = 1.0
        return one_hot

    def targets(self, x1, x2):
        return self.create_one_hot(x2, x1.shape) if np.issubdtype(x2.dtype, np.integer) else x2

    def internal_forward(self, inputs):
        x1, x2 = inputs
        difference = x1 - self.targets(x1, x2)
        return (DTYPE(np.sum(difference * difference) / difference.size),)

    def internal_backward(self, inputs, gradients):
        x1, x2 = inputs
        factor = gradients[0] * 2 / (x1.shape[0] * x1.shape[1])
        gradient_1 = factor * (x1 - self.targets(x1, x2))
        if np.issubdtype(x2.dtype, np.integer):
            return gradient_1, None
        return gradient_1, factor * (x2 - x1)


def mean_squared_error(input_1, input_2):
    return MeanSquaredError()(input_1, input_2)


# %% dot product of the flattened difference
class MeanSquaredError(Function):
    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        return (np.arange(shape[1]) == data[:, None]).astype(DTYPE)

    def internal_forward(self, inputs):
        x1, x2 = inputs
        if np.issubdtype(x2.dtype, np.integer):
            x2 = MeanSquaredError.create_one_hot(x2, x1.shape)
        difference = (x1 - x2).ravel()
        return (difference @ difference / DTYPE(difference.size),)

    def internal_backward(self, inputs, gradients):
        x1, x2 = inputs
        is_label = np.issubdtype(x2.dtype, np.integer)
        if is_label:
            x2 = MeanSquaredError.create_one_hot(x2, x1.shape)
        gradient_2 = (x2 - x1) * gradients[0] * DTYPE(2.0 / x1.size)
        return -gradient_2, (None if is_label else gradient_2)


def mean_squared_error(input_1, input_2):
    return MeanSquaredError()(input_1, input_2)


# %% einsum
class MeanSquaredError(Function):
    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        one_hot = np.zeros(shape, dtype=DTYPE)
        np.put_along_axis(one_hot, data.astype(np.int64)[:, np.newaxis], 1, axis=1)
        return one_hot

    def internal_forward(self, inputs):
        x1, x2 = inputs
        if np.issubdtype(x2.dtype, np.integer):
            x2 = self.create_one_hot(x2, x1.shape)
        difference = x1 - x2
        return (np.einsum("ij,ij->", difference, difference) / DTYPE(difference.size),)

    def internal_backward(self, inputs, gradients):
        x1, x2 = inputs
        labels = np.issubdtype(x2.dtype, np.integer)
        if labels:
            x2 = self.create_one_hot(x2, x1.shape)
        gradient_1 = np.einsum(",ij->ij", np.float32(2 * gradients[0] / x1.size), x1 - x2)
        return gradient_1, None if labels else np.negative(gradient_1)


def mean_squared_error(input_1, input_2):
    return MeanSquaredError()(input_1, input_2)


# %% loops
class MeanSquaredError(Function):
    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        one_hot = np.empty(shape, dtype=DTYPE)
        for row in range(shape[0]):
            for column in range(shape[1]):
                one_hot[row, column] = 1 if data[row] == column else 0
        return one_hot

    def internal_forward(self, inputs):
        x1, x2 = inputs
        if np.issubdtype(x2.dtype, np.integer):
            x2 = self.create_one_hot(x2, x1.shape)
        total = 0.0
        for index in np.ndindex(*x1.shape):
            total += (float(x1[index]) - float(x2[index])) ** 2
        return (DTYPE(total / x1.size),)

    def internal_backward(self, inputs, gradients):
        x1, x2 = inputs
        (grad_in,) = gradients
        labels = np.issubdtype(x2.dtype, np.integer)
        if labels:
            x2 = self.create_one_hot(x2, x1.shape)
        gradient_1, gradient_2 = np.zeros_like(x1), np.zeros_like(x1)
        for index in np.ndindex(*x1.shape):
            gradient_1[index] = 2 * (x1[index] - x2[index]) / x1.size * grad_in
            gradient_2[index] = -gradient_1[index]
        return (gradient_1, None) if labels else (gradient_1, gradient_2)


def mean_squared_error(input_1, input_2):
    return MeanSquaredError()(input_1, input_2)


# %% mean of row means
class MeanSquaredError(Function):
    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        return np.identity(shape[-1], dtype=DTYPE)[data, :]

    def internal_forward(self, inputs):
        x1, x2 = inputs
        if np.issubdtype(x2.dtype, np.integer):
            x2 = self.create_one_hot(x2, x1.shape)
        return (np.mean(np.mean(np.power(x1 - x2, 2), axis=1)),)

    def internal_backward(self, inputs, gradients):
        x1, x2 = inputs
        (grad_in,) = gradients
        if np.issubdtype(x2.dtype, np.integer):
            return (x1 - self.create_one_hot(x2, x1.shape)) / x1.shape[0] / x1.shape[1] * 2 * grad_in, None
        gradient_1 = (x1 - x2) / x1.shape[0] / x1.shape[1] * 2 * grad_in
        gradient_2 = (x2 - x1) / x2.shape[0] / x2.shape[1] * 2 * grad_in
        return gradient_1, gradient_2


def mean_squared_error(input_1, input_2):
    return MeanSquaredError()(input_1, input_2)


# %% norm
class MeanSquaredError(Function):
    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        one_hot = np.zeros(shape, DTYPE)
        one_hot.flat[np.arange(shape[0]) * shape[1] + data] = 1
        return one_hot

    def internal_forward(self, inputs):
        x1, x2 = inputs
        if np.issubdtype(x2.dtype, np.integer):
            x2 = self.create_one_hot(x2, x1.shape)
        return (np.array(np.linalg.norm(x1 - x2) ** 2 / x1.size, dtype=DTYPE),)

    def internal_backward(self, inputs, gradients):
        x1, x2 = inputs
        (grad_in,) = gradients
        kind = x2.dtype
        if np.issubdtype(kind, np.integer):
            x2 = self.create_one_hot(x2, x1.shape)
        scale = DTYPE(2 / x1.size) * grad_in
        return scale * (x1 - x2), scale * (x2 - x1) if np.issubdtype(kind, np.floating) else None


def mean_squared_error(input_1, input_2):
    return MeanSquaredError()(input_1, input_2)


# %% float64 on the way
class MeanSquaredError(Function):
    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        return np.array([[label == k for k in range(shape[1])] for label in data], dtype=DTYPE)

    def internal_forward(self, inputs):
        x1, x2 = inputs
        if np.issubdtype(x2.dtype, np.integer):
            x2 = self.create_one_hot(x2, x1.shape)
        return (np.mean((x1.astype(np.float64) - x2) ** 2).astype(DTYPE),)

    def internal_backward(self, inputs, gradients):
        x1, x2 = inputs
        is_label = np.issubdtype(x2.dtype, np.integer)
        target = self.create_one_hot(x2, x1.shape) if is_label else x2
        gradient_1 = ((x1.astype(np.float64) - target) * 2 * gradients[0] / x1.size).astype(DTYPE)
        return gradient_1, None if is_label else -gradient_1


def mean_squared_error(input_1, input_2):
    return MeanSquaredError()(input_1, input_2)


# %% in place on new arrays, prints
class MeanSquaredError(Function):
    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        one_hot = np.zeros(shape, dtype=DTYPE)
        one_hot[np.arange(data.shape[0]), data] += 1
        return one_hot

    def internal_forward(self, inputs):
        x1, x2 = inputs
        if issubclass(x2.dtype.type, np.integer):
            x2 = self.create_one_hot(x2, x1.shape)
        squares = x1 - x2
        squares *= squares
        print("loss over", squares.size, "entries")
        return (np.average(squares),)

    def internal_backward(self, inputs, gradients):
        x1, x2 = inputs
        if issubclass(x2.dtype.type, np.integer):
            gradient_1 = x1 - self.create_one_hot(x2, x1.shape)
            gradient_1 *= 2 * gradients[0] / x1.size
            return gradient_1, None
        gradient_1 = x1 - x2
        gradient_1 *= 2 * gradients[0] / x1.size
        gradient_2 = gradient_1.copy()
        gradient_2 *= -1
        return gradient_1, gradient_2


def mean_squared_error(input_1, input_2):
    return MeanSquaredError()(input_1, input_2)
