# ---
# jupyter:
#   jupytext:
#     cell_metadata_filter: nbgrader,tags
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Neural network basics

# %%
import numpy as np

import length.functions as F
import length.tests.function_tests.test_mean_squared_error as mse_tests
import length.tests.function_tests.test_relu as relu_tests
import length.tests.layer_tests.test_fully_connected as fc_tests
import length.tests.model_tests.test_mlp as mlp_tests
import length.tests.optimizer_tests.test_sgd as sgd_tests
from length.constants import DTYPE
from length.data_sets import MNIST, FashionMNIST
from length.function import Function
from length.initializers.xavier import Xavier
from length.layer import Layer
from length.optimizer import Optimizer

# %% [markdown]
# ## Task 1: SGD

# %% nbgrader={"grade": false, "grade_id": "sgd", "locked": false, "schema_version": 3, "solution": true, "task": false}
class SGD(Optimizer):
    """Stochastic gradient descent: the step is the gradient times the learning rate."""

    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        """Return a list with one delta per array in the list `gradients`, in the same order."""
        # TODO: compute the list `param_deltas`
        # Hint: the delta is what gets subtracted later on, so no minus sign is needed here
        # Hint: [do_something(g) for g in gradients] builds a new list with one entry per array
        ### BEGIN SOLUTION
        param_deltas = [self.learning_rate * gradient for gradient in gradients]
        ### END SOLUTION
        return param_deltas


# %% nbgrader={"grade": false, "grade_id": "check_sgd", "locked": true, "schema_version": 3, "solution": false, "task": false}
sgd_tests.SGD = SGD
sgd_tests.test_sgd()

# %% nbgrader={"grade": true, "grade_id": "test_sgd", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Task 1 is graded here (2 points) once you have submitted your notebook.
### BEGIN HIDDEN TESTS
from autograder.hidden_tests import grade

grade("sgd")
### END HIDDEN TESTS

# %% [markdown]
# ## Task 2: Fully connected layer

# %% nbgrader={"grade": false, "grade_id": "fully_connected", "locked": false, "schema_version": 3, "solution": true, "task": false}
class FullyConnected(Layer):
    """A weight between every input and every output, and a bias for every output."""

    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        # TODO: create `self._weights` (zeros, shape (num_outputs, num_inputs), dtype DTYPE),
        #       let `weight_init` fill it, and create `self.bias` (zeros, one per output, dtype DTYPE)
        # Hint: an initializer is called like a function; it fills the array that it gets and returns nothing
        # Hint: pass dtype=DTYPE when you create an array, or NumPy makes it float64
        ### BEGIN SOLUTION
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)
        ### END SOLUTION

    @property
    def weights(self):
        """The weights as the outside sees them, shape (num_inputs, num_outputs)."""
        return self._weights.T

    @weights.setter
    def weights(self, value):
        self._weights = value.T

    def internal_forward(self, inputs):
        (x,) = inputs
        # TODO: compute `result`, shape (batch, num_outputs)
        # Hint: the small example above does the same with the names x, w and b
        ### BEGIN SOLUTION
        result = np.dot(x, self._weights.T) + self.bias
        ### END SOLUTION
        return (result,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        # TODO: compute `grad_x`, `grad_w` and `grad_b`
        # Hint: every gradient has the shape of what it belongs to; find the product whose inner axes cancel to it
        # Hint: the batch has many rows and the layer has one bias: what happens to gradients that meet in one place?
        ### BEGIN SOLUTION
        grad_x = np.dot(grad_in, self._weights)
        grad_w = np.dot(grad_in.T, x)
        grad_b = np.sum(grad_in, axis=0)
        ### END SOLUTION
        assert grad_x.shape == x.shape, f"grad_x must have shape {x.shape}, got {grad_x.shape}"
        assert grad_w.shape == self._weights.shape, f"grad_w must have shape {self._weights.shape}, got {grad_w.shape}"
        assert grad_b.shape == self.bias.shape, f"grad_b must have shape {self.bias.shape}, got {grad_b.shape}"
        return grad_x, grad_w, grad_b

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        # TODO: subtract the deltas from `self._weights` and `self.bias`
        # Hint: the learning rate is in the deltas already
        ### BEGIN SOLUTION
        self._weights -= delta_w
        self.bias -= delta_b
        ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check_fully_connected", "locked": true, "schema_version": 3, "solution": false, "task": false}
fc_tests.FullyConnected = FullyConnected
fc_tests.test_initialization()
fc_tests.test_fully_connected_forward()
fc_tests.test_fully_connected_backward()
fc_tests.test_fully_connected_update()

# %% nbgrader={"grade": true, "grade_id": "test_fully_connected", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
# Task 2 is graded here (6 points) once you have submitted your notebook.
### BEGIN HIDDEN TESTS
from autograder.hidden_tests import grade

grade("fully_connected")
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3: Mean squared error

# %% nbgrader={"grade": false, "grade_id": "mean_squared_error", "locked": false, "schema_version": 3, "solution": true, "task": false}
class MeanSquaredError(Function):
    """The mean of the squared differences between predictions and targets."""

    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        """Return an array of the given shape (batch, classes) with a 1 at each sample's label in `data`, 0 elsewhere."""
        # TODO: create and return the one-hot array (dtype DTYPE)
        # Hint: start from zeros and set the 1 of each row; a loop does it, and so do two index arrays,
        #       because array[rows, columns] picks one entry for every pair of row and column
        ### BEGIN SOLUTION
        one_hot = np.zeros(shape, dtype=DTYPE)
        one_hot[np.arange(len(data)), data] = 1
        return one_hot
        ### END SOLUTION

    def internal_forward(self, inputs):
        x1, x2 = inputs
        # TODO: compute `error`, one number of dtype DTYPE
        # Hint: np.issubdtype(x2.dtype, np.integer) tells whether x2 holds labels; those become one-hot rows first
        # Hint: np.mean averages over all entries, and takes a dtype
        ### BEGIN SOLUTION
        if np.issubdtype(x2.dtype, np.integer):
            x2 = self.create_one_hot(x2, x1.shape)
        error = np.mean((x1 - x2) ** 2, dtype=DTYPE)
        ### END SOLUTION
        return (error,)

    def internal_backward(self, inputs, gradients):
        x1, x2 = inputs
        (grad_in,) = gradients
        # TODO: compute `gradient_1` and `gradient_2`, the gradients for x1 and x2
        # Hint: x1.size is the number of entries, batch times classes; don't forget the incoming gradient
        # Hint: swapping x1 and x2 leaves the error as it is: what does that say about the two gradients?
        # Hint: integer labels have no gradient: `gradient_2` is None for them
        ### BEGIN SOLUTION
        labels = np.issubdtype(x2.dtype, np.integer)
        if labels:
            x2 = self.create_one_hot(x2, x1.shape)
        gradient_1 = (x1 - x2) * (2 / x1.size * grad_in)
        gradient_2 = None if labels else -gradient_1
        ### END SOLUTION
        return gradient_1, gradient_2


def mean_squared_error(input_1, input_2):
    """Return the mean squared error of predictions and targets (or integer labels)."""
    return MeanSquaredError()(input_1, input_2)


# %% nbgrader={"grade": false, "grade_id": "check_mean_squared_error", "locked": true, "schema_version": 3, "solution": false, "task": false}
mse_tests.MeanSquaredError = MeanSquaredError
mse_tests.mean_squared_error = mean_squared_error
mse_tests.test_create_one_hot()
mse_tests.test_mean_squared_error_forward_zero_loss()
mse_tests.test_mean_squared_error_forward_loss()
mse_tests.test_mean_squared_error_forward_int_input()
mse_tests.test_mean_squared_error_backward()
mse_tests.test_mean_squared_error_backward_with_label()

# %% nbgrader={"grade": true, "grade_id": "test_mean_squared_error", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# Task 3 is graded here (4 points) once you have submitted your notebook.
### BEGIN HIDDEN TESTS
from autograder.hidden_tests import grade

grade("mean_squared_error")
### END HIDDEN TESTS

# %% [markdown]
# ## Task 4: ReLU

# %% nbgrader={"grade": false, "grade_id": "relu", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Relu(Function):
    """The rectified linear unit: positive inputs pass, all others become zero."""

    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        # TODO: compute `activated_inputs`, a new array (x stays as it is: other functions may need it)
        # Hint: NumPy compares whole arrays: x > 0 is an array of True and False
        ### BEGIN SOLUTION
        activated_inputs = np.maximum(x, 0)
        ### END SOLUTION
        return (activated_inputs,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        # TODO: compute `grad_x`
        # Hint: which inputs did the forward pass let through? Their gradients pass, too, and no others
        ### BEGIN SOLUTION
        grad_x = grad_in * (x > 0)
        ### END SOLUTION
        assert grad_x.shape == x.shape, f"grad_x must have shape {x.shape}, got {grad_x.shape}"
        return (grad_x,)


def relu(x):
    """Return x with every negative entry set to zero."""
    return Relu()(x)


# %% nbgrader={"grade": false, "grade_id": "check_relu", "locked": true, "schema_version": 3, "solution": false, "task": false}
relu_tests.Relu = Relu
relu_tests.relu = relu
relu_tests.test_relu_forward()
relu_tests.test_relu_backward()

# %% nbgrader={"grade": true, "grade_id": "test_relu", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Task 4 is graded here (3 points) once you have submitted your notebook.
### BEGIN HIDDEN TESTS
from autograder.hidden_tests import grade

grade("relu")
### END HIDDEN TESTS

# %% [markdown]
# ## A multilayer perceptron

# %%
class ActivatedMLP:
    """Three fully connected layers with ReLU between them, trained with the mean squared error."""

    def __init__(self):
        self.fully_connected_1 = FullyConnected(784, 512)
        self.fully_connected_2 = FullyConnected(512, 512)
        self.fully_connected_3 = FullyConnected(512, 10)
        self.predictions = None
        self.loss = None

    def forward(self, batch, train=True):
        hidden = relu(self.fully_connected_1(batch.data))
        hidden = relu(self.fully_connected_2(hidden))
        self.predictions = self.fully_connected_3(hidden)
        self.loss = mean_squared_error(self.predictions, batch.labels)

    def backward(self, optimizer):
        self.loss.backward(optimizer)


# %% [markdown]
# ## The training loop

# %%
def evaluate(model, batches):
    """Return the mean loss and the accuracy of the model, every image counted once."""
    num_images, sum_loss, sum_correct = 0, 0.0, 0.0
    for batch in batches:
        model.forward(batch, train=False)
        sum_loss += float(model.loss.data) * len(batch.labels)
        sum_correct += float(F.accuracy(model.predictions, batch.labels).data) * len(batch.labels)
        num_images += len(batch.labels)
    return sum_loss / num_images, sum_correct / num_images


# %% nbgrader={"grade": false, "grade_id": "check_mlp", "locked": true, "schema_version": 3, "solution": false, "task": false}
mlp_tests.ActivatedMLP = ActivatedMLP
mlp_tests.SGD = SGD
mlp_tests.evaluate = evaluate
mlp_tests.test_mlp_forward()
mlp_tests.test_mlp_training_step()
mlp_tests.test_evaluate()

# %% nbgrader={"grade": true, "grade_id": "test_end_to_end", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Your whole network is trained for a few steps and graded here (2 points) once you have submitted your notebook.
### BEGIN HIDDEN TESTS
from autograder.hidden_tests import grade

grade("end_to_end")
### END HIDDEN TESTS

# %% tags=["training"]
# training runs carry the tag "training": grading leaves them out

# %% [markdown]
# ## Bonus task: Adam

# %% nbgrader={"grade": false, "grade_id": "adam", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Adam(Optimizer):
    """Adam (https://arxiv.org/abs/1412.6980): a step per weight, scaled by running moments of its gradient."""

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        # for each layer (by its id): lists of moment arrays, one per gradient, and the number of steps so far
        self.m_values = {}
        self.v_values = {}
        self.t_values = {}

    def initialize(self, key, gradients):
        """Start the moments of a layer that is seen for the first time."""
        self.m_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.v_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.t_values[key] = 0

    def run_update_rule(self, gradients, layer):
        key = id(layer)
        if key not in self.t_values:
            self.initialize(key, gradients)
        # TODO: update the step count and both moments of this layer, and compute the list `param_deltas`
        # Hint: the step count rises once per call, not once per gradient, and is 1 in the first step
        # Hint: zip walks through the layer's first moments, second moments and gradients side by side
        # Hint: the corrected moments are for this step alone; the next one starts from the uncorrected ones
        ### BEGIN SOLUTION
        self.t_values[key] += 1
        t = self.t_values[key]
        param_deltas = []
        for m, v, gradient in zip(self.m_values[key], self.v_values[key], gradients):
            m += (1 - self.beta1) * (gradient - m)
            v += (1 - self.beta2) * (gradient * gradient - v)
            m_corrected = m / (1 - self.beta1**t)
            v_corrected = v / (1 - self.beta2**t)
            param_deltas.append(self.learning_rate * m_corrected / (np.sqrt(v_corrected) + self.eps))
        ### END SOLUTION
        return param_deltas


# %% nbgrader={"grade": false, "grade_id": "check_adam", "locked": true, "schema_version": 3, "solution": false, "task": false}
import length.tests.optimizer_tests.test_adam as adam_tests

adam_tests.Adam = Adam
adam_tests.test_adam()

# %% nbgrader={"grade": true, "grade_id": "test_adam", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# The Adam bonus (up to 3 extra points) is graded here once you have submitted your notebook.
### BEGIN HIDDEN TESTS
from autograder.hidden_tests import grade

grade("adam")
### END HIDDEN TESTS

# %% [markdown]
# ## Bonus question

# %% nbgrader={"grade": false, "grade_id": "fashion_question", "locked": false, "schema_version": 3, "solution": true, "task": false}
# TODO: set `hardest_class` and `most_confused_with`, each to a label from 0 to 9
### BEGIN SOLUTION
hardest_class = 6
most_confused_with = 0
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_fashion_question", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# The bonus question (up to 2 extra points) is graded here once you have submitted your notebook.
### BEGIN HIDDEN TESTS
from autograder.hidden_tests import grade

grade("fashion_question")
### END HIDDEN TESTS
