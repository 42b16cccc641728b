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
# # Neural networks from scratch
#
# A neural network that reads handwriting fits on a few pages of code, and in this notebook you write the pages that matter.
# You start with the single line that makes a network learn, add a layer, a loss and an activation, and end with a network of 669,706 parameters that tells handwritten digits apart.
# Nothing is hidden in a big framework: all you need is NumPy and a little calculus.
#
# **What you will build**
#
# | | Task | You write | Minutes | Points |
# |---|---|---|---:|---:|
# | 1 | [Stochastic gradient descent](#task-1) | how a gradient becomes a step | 10 | {points:test_sgd} |
# | 2 | [Fully connected layer](#task-2) | forward pass, backward pass, update | 40 | {points:test_fully_connected} |
# | 3 | [Mean squared error](#task-3) | a loss, its gradients, one-hot labels | 30 | {points:test_mean_squared_error} |
# | 4 | [ReLU](#task-4) | the bend between two layers | 10 | {points:test_relu} |
# | | [End to end](#end-to-end) | nothing more: your four parts train together | 15 | {points:test_end_to_end} |
# | | **Sum** | | **105** | **{points:total}** |
# | | [Experiments](#experiments) | nothing: you guess, then look | 30 | |
# | ★ | [Bonus: the Adam optimizer](#adam) | a cleverer step | 40 | +{points:test_adam} |
# | ★ | [Bonus: a question about FashionMNIST](#fashion) | two numbers | 10 | +{points:test_fashion_question} |
#
# The two bonus parts are counted apart. You reach 100 % without them.

# %% [markdown]
# ## How this notebook works
#
# **Your cells.** Wherever a cell says `TODO`, something is missing.
# Replace the line `raise NotImplementedError(...)` below it with your own code, and keep the names that the comments ask for.
# You may add cells, helper functions and prints as you like.
#
# **Checks.** After each task there is a cell that checks your answer, in well under a second; a green line says that it passed.
# Change your code, run its cell again, run the check again: that loop is the way to work.
# (Running the check alone tests your *old* code.)
#
# **When a check fails** it ends in an error of a few lines. Here is one:
#
# ```text
# CheckFailedError: SGD.run_update_rule: at learning rate 0.5, delta 0[1, 0] is -3,
# expected 3: yours has the opposite sign.
# The layer subtracts the delta later on: no minus sign is needed here
#
# It comes from Cell In[7], line 16:
# ----> 16 param_deltas = [-self.learning_rate * g for g in gradients]
# ```
#
# It says *where* (this method, learning rate 0.5, row 1 and column 0 of the first delta), *what* (your number, then the expected one), how the two are related, and often what may be the cause.
# The arrow points to the line of yours that the number comes from.
# If the numbers are few, a picture shows all of them: yours, those expected and the difference.
# Three kinds of messages are frequent:
#
# * a *shape* differs: look for a transpose or a wrong axis;
# * numbers differ *by a factor* (half, double, the sign, the batch size): a term of the formula is missing or there twice;
# * the *type* is `float64`: an array was created without `dtype=DTYPE`.
#
# If the error is no `CheckFailedError`, your code itself has stopped at the line with the arrow: a name has no value, say, or two shapes don't fit.
# *The whole traceback* below it unfolds and shows the way there through the library; you will rarely need it.
# A check that fails doesn't keep *Run All* from going on with the cells below.
#
# **Grading.** The checks are there to help you on.
# Points come from further tests after you have submitted, with other numbers and other shapes, so a passed check is a good sign and no promise.
# Each of those tests looks at one property of your code, so one slip costs a part of a task's points and not all of them.
#
# **Training cells** take a while: from ten seconds to a minute each, about five minutes all together, on two cores and the full data.
# They are left out in grading, so no points depend on what they print.
#
# You may interrupt one at any time (■ in the toolbar): the network keeps what it has learned, and no other training of the cell or of *Run All* begins.
#
# Run the cells from top to bottom once; after that, any cell again.
# If a cell needs a name that isn't there yet, it says which cell to run first.

# %% [markdown]
# ## Set-up
#
# The notebook needs the course's library `length`, which came with it as a wheel file.
# In the course's environment it is installed already, and the next cell does nothing.
# On Colab, upload the `.whl` file beside this notebook (the folder symbol on the left); on Kaggle, add it as a data set.
# Then the cell finds and installs it.

# %%
import importlib.util

if importlib.util.find_spec("length") is None:
    import subprocess
    import sys
    from pathlib import Path

    folders = [Path(), Path(".."), Path("/content"), *Path("/kaggle/input").glob("**/")]
    wheels = [wheel for folder in folders for wheel in sorted(folder.glob("length*.whl"))]
    if not wheels:
        raise ModuleNotFoundError("`length` is missing: put its wheel, length….whl, beside this notebook, then run this")
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", str(wheels[0])], check=True)

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

# %%
import matplotlib.pyplot as plt

from length.graph import Graph
from length.optimizers import Adam  # a stand-in, until your own Adam takes its place in the bonus task
from length.options import OneOf, Options
from length.run_first import explain_missing_names
from length.training import Training

explain_missing_names()  # a name that isn't there yet is told with the cell to run first
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.dpi": 90})

# %% [markdown]
# ### Meet the data
#
# MNIST holds 70,000 handwritten digits, scanned in the 1990s, each a grey image of 28 × 28 pixels with a *label* from 0 to 9.
# 60,000 of them are for training and 10,000 for testing.
# A data set hands them out in *batches*; `batch.data` has one flattened image per row, and `batch.labels` has the digits.
# Both are nodes of a *graph*, which you will meet in a moment; the array in a node is its `.data`.
#
# If the full data set can't be found or downloaded, a small sample of it takes its place and a notice says so.
# All cells run with the sample, too, but a network that has seen 2,000 images knows less than one that has seen 60,000: the accuracies in this text are those of the full set.

# %%
def show_images(images, titles, columns=10):
    """Draw flattened images of 28 x 28 pixels in a grid, each with a title."""
    rows = -(-len(images) // columns)
    _, axes = plt.subplots(rows, columns, figsize=(columns, 1.3 * rows), squeeze=False)
    for axis in axes.flat:
        axis.axis("off")
    for axis, image, title in zip(axes.flat, images, titles):
        axis.imshow(image.reshape(28, 28), cmap="gray_r")
        axis.set_title(title, fontsize=9)
    plt.tight_layout()
    plt.show()

# %% tags=["training"]
data_set = MNIST(batch_size=64)
print(data_set)

batch = next(iter(data_set.train))
images, labels = batch.data.data, batch.labels.data
print("data:  ", images.shape, images.dtype, "from", images.min(), "to", images.max())
print("labels:", labels.shape, labels.dtype)
show_images(images[:20], labels[:20])

# %% [markdown]
# ### Forward and backward
#
# A network is a chain of *functions*.
# Going forward, each one takes arrays and returns an array; the last one returns the *loss*, a single number that says how wrong the network is.
# Going backward, each one is told how the loss would react to a change of its output, and works out how the loss would react to a change of its input:
#
# ![A chain: x goes into FullyConnected (with W and b), ReLU, FullyConnected (with W and b) and MSE, which also gets the labels and returns the loss. Values go forward along it, gradients go backward.](pictures/forward_backward.svg)
#
# In code, every function has two methods:
#
# * `internal_forward(inputs)` gets a tuple of arrays and returns a tuple of arrays;
# * `internal_backward(inputs, gradients)` gets the same inputs again, and for each output the gradient of the loss with respect to it.
#   It returns for each input the gradient of the loss with respect to that.
#   In this notebook the incoming gradient is called `grad_in`, and `grad_x` is the gradient for `x`.
#
# Tuples with one element are written with a trailing comma: `(x,) = inputs` unpacks one, `return (result,)` makes one.
#
# Calling a function returns a `Graph`: it holds the result in `.data` and remembers where it came from.
# That is enough to walk all the way back from the loss to the input, calling each `internal_backward` on the way; `backward()` does it for you.
# Here is a small example with functions that the library has already. Their module is called `F`:

# %%
x = Graph([[0.0, -1.0, 2.0]])
doubled = F.add(x, x)
total = F.sum(doubled)
total.backward()

print("The sum of x + x is", total.data)
print("and its gradient for x is", x.grad)
total.visualize()

# %% [markdown]
# <a id="task-1"></a>
#
# ## Task 1: Stochastic gradient descent
#
# Let $w$ be some parameter of the network and $L$ the loss.
# The gradient $\frac{\partial L}{\partial w}$ says in which direction the loss rises, so a step in the other direction makes it fall:
#
# $$
# w \;\leftarrow\; w - \underbrace{\mathtt{learning\_rate} \cdot \frac{\partial L}{\partial w}}_{\mathtt{delta}}
# $$
#
# The *learning rate* sets the length of the step.
# *Stochastic* means that the gradient comes from one small batch of images and not from all 60,000: it is a bit noisy, and much cheaper.
#
# In `length` two parties share this work.
# The **optimizer** computes the delta, and the **layer** subtracts it from its parameters (you will write that part in Task 2).
# So the minus sign in the formula belongs to the layer.
#
# A layer has several parameter arrays, hence `gradients` is a *list* of arrays of different shapes, and your answer is a list with one delta for each of them.

# %% nbgrader={"grade": false, "grade_id": "sgd", "locked": false, "schema_version": 3, "solution": true, "task": false}
class SGD(Optimizer):
    """Stochastic gradient descent: the step is the gradient times the learning rate."""

    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        """Return a list with one delta per array in the list `gradients`, in the same order.

        >>> SGD(0.1).run_update_rule([np.array([5, -2]), np.array([[3]])], None)
        [array([ 0.5, -0.2]), array([[0.3]])]
        """
        # TODO: compute the list `param_deltas`
        # Hint: the delta is what gets subtracted later on, so no minus sign is needed here
        # Hint: [do_something(g) for g in gradients] builds a new list with one entry per array
        ### BEGIN SOLUTION
        param_deltas = [self.learning_rate * gradient for gradient in gradients]
        ### END SOLUTION
        return param_deltas

# %% [markdown]
# Run the check. If it fails, read its message, change the cell above and run **both** cells again.

# %% nbgrader={"grade": true, "grade_id": "test_sgd", "locked": true, "schema_version": 3, "solution": false, "task": false}
sgd_tests.SGD = SGD
sgd_tests.test_sgd()

# Task 1 is graded here ({points:test_sgd} points) once you have submitted your notebook.
### HIDDEN TESTS tests/sgd.py

# %% [markdown]
# <a id="task-2"></a>
#
# ## Task 2: Fully connected layer
#
# A fully connected layer has a weight for every pair of one input and one output, and a bias for every output.
# Here is one with 2 inputs and 3 outputs:
#
# ![Two inputs and three outputs, with an arrow from each input to each output: y₀ = W₀₀ x₀ + W₀₁ x₁ + b₀, y₁ = W₁₀ x₀ + W₁₁ x₁ + b₁, y₂ = W₂₀ x₀ + W₂₁ x₁ + b₂.](pictures/fully_connected.svg)
#
# The first index of $W$ counts the outputs $o$ and the second one the inputs $i$.
# Networks work on a whole batch at a time, so there is an index $n$ for the sample as well:
#
# $$
# y_{no} = \sum_{i} x_{ni}\, W_{oi} + b_o
# $$
#
# A sum over a shared index is a matrix product.
# In `np.dot(A, B)` the *last* axis of `A` meets the *first* axis of `B`: both must have the same length, and both vanish.
# To bring the inputs' axis of $W$ to the front, it is transposed, which is written `W.T`:
#
# ![x with N rows and in columns, times W.T with in rows and out columns, plus b with out entries, is y with N rows and out columns. The inner axes meet and vanish; b is added to each row.](pictures/matrix_product.svg)
#
# Try it with numbers that you can check in your head, and play with the sizes:

# %%
batch_size, num_inputs, num_outputs = 4, 2, 3

x = np.arange(batch_size * num_inputs).reshape(batch_size, num_inputs)
w = np.array([[1, 0], [0, 1], [1, 1]])
b = np.array([0, 0, 100])
y = np.dot(x, w.T) + b

for name, array in {"x": x, "w": w, "w.T": w.T, "b": b, "y": y}.items():
    print(f"{name}, shape {array.shape}:\n{array}\n")

# %% [markdown]
# ### The way back
#
# The layer receives `grad_in`, the gradient of the loss with respect to its outputs, with entries $\mathtt{grad\_in}_{no} = \frac{\partial L}{\partial y_{no}}$.
# It has to return three gradients.
# The chain rule tells how: for a number that takes part in several outputs, add up what comes back from each of them.
#
# **The input** $x_{ni}$ takes part in all outputs $o$ of its own sample $n$, and its factor there is $W_{oi}$:
#
# $$
# \mathtt{grad\_x}_{ni} = \sum_{o} \frac{\partial L}{\partial y_{no}} \frac{\partial y_{no}}{\partial x_{ni}} = \sum_{o} \mathtt{grad\_in}_{no}\, W_{oi}
# $$
#
# **The weight** $W_{oi}$ takes part in output $o$ of every sample $n$, and its factor there is $x_{ni}$:
#
# $$
# \mathtt{grad\_w}_{oi} = \sum_{n} \frac{\partial L}{\partial y_{no}} \frac{\partial y_{no}}{\partial W_{oi}} = \sum_{n} \mathtt{grad\_in}_{no}\, x_{ni}
# $$
#
# **The bias** $b_o$ takes part in output $o$ of every sample $n$, too, and its factor is 1:
#
# $$
# \mathtt{grad\_b}_{o} = \sum_{n} \frac{\partial L}{\partial y_{no}} \frac{\partial y_{no}}{\partial b_{o}} = \sum_{n} \mathtt{grad\_in}_{no}
# $$
#
# This is a *sum* over the batch, not a mean.
# (The division by the number of samples happens once, in the loss.
# Dividing here again would do it twice.)
#
# Two of the three are matrix products.
# Which axis vanishes in each, and what has to be transposed so that the two copies of this axis meet?
# Let the shapes lead you:
#
# | | made from | vanishing axis | result |
# |---|---|---|---|
# | `grad_x` | `grad_in` (N, out), `W` (out, in) | out | (N, in), like `x` |
# | `grad_w` | `grad_in` (N, out), `x` (N, in) | N | (out, in), like `W` |
# | `grad_b` | `grad_in` (N, out) | N | (out,), like `b` |

# %% [markdown]
# ### The layer
#
# Some of the class is given. What is good to know before you fill the gaps:
#
# * The layer keeps its weights in `self._weights`, in the shape (out, in) that $W$ has above.
#   From outside they are seen through the property `weights`, which shows them transposed.
# * `weight_init` is an *initializer*.
#   All weights must not start with the same value, since equal weights get equal gradients and stay equal for ever.
#   The initializer fills the array with small random numbers.
#   The biases can start at zero.
# * `DTYPE` is `float32`, the type of all arrays in `length`: half the memory of NumPy's `float64`, and faster.
# * After `internal_backward`, the optimizer turns `[grad_w, grad_b]` into deltas, and `internal_update` receives these.

# %% nbgrader={"grade": false, "grade_id": "fully_connected", "locked": false, "schema_version": 3, "solution": true, "task": false}
class FullyConnected(Layer):
    """A weight between every input and every output, and a bias for every output."""

    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        """Create the weights and the bias.

        >>> layer = FullyConnected(4, 2)
        >>> layer._weights.shape, layer.bias
        ((2, 4), array([0., 0.], dtype=float32))
        """
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
        """Return the outputs for a batch of inputs.

        >>> layer = FullyConnected(2, 1)
        >>> layer.weights, layer.bias = np.array([[2.0], [3.0]]), np.array([10.0])
        >>> layer.internal_forward((np.array([[1.0, 4.0]]),))
        (array([[24.]]),)
        """
        (x,) = inputs
        # TODO: compute `result`, shape (batch, num_outputs)
        # Hint: the small example above does the same with the names x, w and b
        ### BEGIN SOLUTION
        result = np.dot(x, self._weights.T) + self.bias
        ### END SOLUTION
        return (result,)

    def internal_backward(self, inputs, gradients):
        """Return the gradients of the inputs, the weights and the bias.

        >>> layer = FullyConnected(2, 1)
        >>> layer.weights = np.array([[2.0], [3.0]])
        >>> layer.internal_backward((np.array([[1.0, 4.0]]),), (np.array([[10.0]]),))
        (array([[20., 30.]]), array([[10., 40.]]), array([10.]))
        """
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
        """Change the weights and the bias.

        >>> layer = FullyConnected(2, 1)
        >>> layer.weights, layer.bias = np.array([[2.0], [3.0]]), np.array([10.0])
        >>> layer.internal_update([np.array([[0.5, 0.5]]), np.array([1.0])])
        >>> layer._weights, layer.bias
        (array([[1.5, 2.5]]), array([9.]))
        """
        delta_w, delta_b = parameter_deltas
        # TODO: subtract the deltas from `self._weights` and `self.bias`
        # Hint: the learning rate is in the deltas already
        ### BEGIN SOLUTION
        self._weights -= delta_w
        self.bias -= delta_b
        ### END SOLUTION

# %% [markdown]
# The check compares your gradients with *numerical* ones: it nudges each number a little up and down and looks at how the output reacts.
# That needs no formula, it is only far too slow for training.
# Where a message says "differences give", it shows such a numerical gradient: trust it.

# %% nbgrader={"grade": true, "grade_id": "test_fully_connected", "locked": true, "schema_version": 3, "solution": false, "task": false}
fc_tests.FullyConnected = FullyConnected
fc_tests.test_initialization()
fc_tests.test_fully_connected_forward()
fc_tests.test_fully_connected_backward()
fc_tests.test_fully_connected_update()

# Task 2 is graded here ({points:test_fully_connected} points) once you have submitted your notebook.
### HIDDEN TESTS tests/fully_connected.py

# %% [markdown]
# <a id="task-3"></a>
#
# ## Task 3: Mean squared error
#
# A network learns by making its *loss* smaller.
# Let $x_1$ be the predictions and $x_2$ the targets, both of the shape (N, C) with N samples and C classes.
# The mean squared error is the average over all entries of the squared difference:
#
# $$
# E = \frac{1}{N \cdot C} \sum_{n, c} \left( x_{1,nc} - x_{2,nc} \right)^2
# $$
#
# **Labels become vectors.** Our labels are class numbers, like 2, 3, 0. It would make no sense to call a 3 "nearly a 4", so each label is turned into a row with a 1 in the column of its class and 0 everywhere else.
# This is called *one-hot*.
# For three samples and four classes:
#
# ![The labels 2, 3, 0 become the rows 0 0 1 0, then 0 0 0 1, then 1 0 0 0.](pictures/one_hot.svg)
#
# The network is asked to give 1 for the right class and 0 for all others, and its answer is the class with the largest output.
# If `x2` holds floats, they are targets already and stay as they are.
#
# **The way back.** The loss of a batch is one number, so `grad_in` is one number, too: usually 1, but other code may scale or combine losses, and so it must not be forgotten.
# By the chain rule,
#
# $$
# \mathtt{gradient\_1}_{nc} = \mathtt{grad\_in} \cdot \frac{\partial E}{\partial x_{1,nc}}
# $$
#
# Only one term of the sum contains $x_{1,nc}$, which makes the derivative short.
# Find it on paper, then test it on this example: for $x_1 = (1, 2)$ and $x_2 = (0, 4)$, as a batch of one sample, the error is $\frac{1^2 + 2^2}{2} = 2.5$, and with `grad_in` = 1 the gradients are $(1, -2)$ for $x_1$ and $(-1, 2)$ for $x_2$.
#
# Class labels can't be changed by a tiny amount, so there is no gradient for them: return `None` in its place.

# %% nbgrader={"grade": false, "grade_id": "mean_squared_error", "locked": false, "schema_version": 3, "solution": true, "task": false}
class MeanSquaredError(Function):
    """The mean of the squared differences between predictions and targets."""

    name = "MeanSquaredError"

    @staticmethod
    def create_one_hot(data, shape):
        """Return an array of the given shape (batch, classes) with a 1 at each sample's label in `data`, 0 elsewhere.

        >>> MeanSquaredError.create_one_hot(np.array([1, 0]), (2, 3))
        array([[0., 1., 0.],
               [1., 0., 0.]], dtype=float32)
        """
        # TODO: create and return the one-hot array (dtype DTYPE)
        # Hint: start from zeros and set the 1 of each row; a loop does it, and so do two index arrays,
        #       because array[rows, columns] picks one entry for every pair of row and column
        ### BEGIN SOLUTION
        one_hot = np.zeros(shape, dtype=DTYPE)
        one_hot[np.arange(len(data)), data] = 1
        return one_hot
        ### END SOLUTION

    def internal_forward(self, inputs):
        """Return the error of a batch.

        >>> (error,) = MeanSquaredError().internal_forward((np.array([[1.0, 2.0]]), np.array([[0.0, 4.0]])))
        >>> float(error)
        2.5
        """
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
        """Return the gradients of predictions and targets.

        >>> x1, x2, grad_in = np.array([[1.0, 2.0]]), np.array([[0.0, 4.0]]), 1.0
        >>> MeanSquaredError().internal_backward((x1, x2), (grad_in,))
        (array([[ 1., -2.]]), array([[-1.,  2.]]))
        """
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

# %% [markdown]
# The check works through the class in small steps.
# The first message that you see is about the first step that goes wrong, so fix that one first.

# %% nbgrader={"grade": true, "grade_id": "test_mean_squared_error", "locked": true, "schema_version": 3, "solution": false, "task": false}
mse_tests.MeanSquaredError = MeanSquaredError
mse_tests.mean_squared_error = mean_squared_error
mse_tests.test_create_one_hot()
mse_tests.test_mean_squared_error_forward_zero_loss()
mse_tests.test_mean_squared_error_forward_loss()
mse_tests.test_mean_squared_error_forward_int_input()
mse_tests.test_mean_squared_error_backward()
mse_tests.test_mean_squared_error_backward_with_label()

# Task 3 is graded here ({points:test_mean_squared_error} points) once you have submitted your notebook.
### HIDDEN TESTS tests/mean_squared_error.py

# %% [markdown]
# <a id="task-4"></a>
#
# ## Task 4: ReLU
#
# Two fully connected layers in a row are no better than one: a weighted sum of weighted sums is again a weighted sum.
# What makes depth worthwhile is a bend in between.
# The *rectified linear unit* is the simplest one that works:
#
# $$
# \mathrm{relu}(x) = \max(x, 0)
# $$
#
# ![Left, relu of x: zero for negative x, and a line of slope 1 from the origin on. Right, its slope: 0 for negative x, 1 for positive x.](pictures/relu.svg)
#
# It works on each entry by itself.
# Where the input was positive, its slope is 1 and the incoming gradient passes unchanged.
# Where it was negative, its slope is 0 and the gradient stops.
# At exactly 0 there is no slope: choose one of the two, no test looks at it.
#
# Make sure that it is the *input* that decides what passes.
# The incoming gradient has a sign of its own, which is no reason to stop it:
#
# | `x` | −2 | 3 | 1 | −1 |
# |---|---:|---:|---:|---:|
# | `grad_in` | 5 | −7 | 2 | −4 |
# | `grad_x` | 0 | −7 | 2 | 0 |

# %% nbgrader={"grade": false, "grade_id": "relu", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Relu(Function):
    """The rectified linear unit: positive inputs pass, all others become zero."""

    name = "ReLU"

    def internal_forward(self, inputs):
        """Return the inputs, with zeros in place of the negative ones.

        >>> Relu().internal_forward((np.array([[-2.0, 3.0]]),))
        (array([[0., 3.]]),)
        """
        (x,) = inputs
        # TODO: compute `activated_inputs`, a new array (x stays as it is: other functions may need it)
        # Hint: NumPy compares whole arrays: x > 0 is an array of True and False
        ### BEGIN SOLUTION
        activated_inputs = np.maximum(x, 0)
        ### END SOLUTION
        return (activated_inputs,)

    def internal_backward(self, inputs, gradients):
        """Return the gradient of the inputs.

        >>> Relu().internal_backward((np.array([[-2.0, 3.0]]),), (np.array([[5.0, -7.0]]),))
        (array([[ 0., -7.]]),)
        """
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

# %% nbgrader={"grade": true, "grade_id": "test_relu", "locked": true, "schema_version": 3, "solution": false, "task": false}
relu_tests.Relu = Relu
relu_tests.relu = relu
relu_tests.test_relu_forward()
relu_tests.test_relu_backward()

# Task 4 is graded here ({points:test_relu} points) once you have submitted your notebook.
### HIDDEN TESTS tests/relu.py

# %% [markdown]
# <a id="end-to-end"></a>
#
# ## Building the network
#
# All parts are there, so let us put them together.
# A *multilayer perceptron*, or MLP, is a stack of fully connected layers with an activation between each two:
#
# ![From top to bottom: image (N, 784); FullyConnected (N, 512) with W (512, 784) and b (512,), 401,920 parameters; ReLU (N, 512); FullyConnected (N, 512) with W (512, 512) and b (512,), 262,656 parameters; ReLU (N, 512); FullyConnected (N, 10) with W (10, 512) and b (10,), 5,130 parameters; predictions (N, 10), one column for each digit; MeanSquaredError, which also gets the labels (N,); loss, one number.](pictures/network.svg)
#
# Notice how differently layers and functions are used.
# The layers are created once, in `__init__`, because they keep their weights between batches.
# `relu` and `mean_squared_error` keep nothing and are simply called.
# And there is no ReLU after the last layer: the predictions have to be free to take any value.
# (The argument `train` is there for functions that behave differently in training, such as dropout.
# This network has none.)
#
# The backward pass is a single line.
# `loss.backward(optimizer)` walks through the graph from its end, collects the gradients of each layer, asks the optimizer for the deltas and hands them to the layer's `internal_update`.

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
# `Graph.visualize()` draws what the forward pass has recorded: each node with its shape, and how large its values and its gradient are (their *norm*, the root of the sum of all squares).
# Look for your layers and functions, and compare the shapes with the drawing above:

# %%
tiny = FullyConnected(3, 2)
predictions = relu(tiny(np.array([[1, 2, 3], [4, 5, 6]], dtype=DTYPE)))
loss = mean_squared_error(predictions, np.array([0, 1]))
loss.backward()
loss.visualize()

# %% [markdown]
# ## The training loop
#
# Training repeats a short routine: take a batch, go forward, go backward.
# One pass through all training images is an *epoch*.
# After each epoch we want to know how good the network is on images that it has not seen.
# `evaluate` finds out:

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

# %% [markdown]
# The factor `len(batch.labels)` looks like a detail and is not.
# The last batch may be smaller than the others (10,000 images make 156 batches of 64 and one of 16), so the mean over batches is *not* the mean over images.
# Counting images is always right.
#
# This check trains your network on made-up data for a moment.
# It is the first time that all your parts work together.

# %% nbgrader={"grade": true, "grade_id": "test_end_to_end", "locked": true, "schema_version": 3, "solution": false, "task": false}
mlp_tests.ActivatedMLP = ActivatedMLP
mlp_tests.SGD = SGD
mlp_tests.evaluate = evaluate
mlp_tests.test_mlp()
mlp_tests.test_evaluate()

# Your whole network is trained for a few steps and graded here ({points:test_end_to_end} points) once you have submitted your notebook.
### HIDDEN TESTS tests/end_to_end.py

# %% [markdown]
# ### A first success: fifty images by heart
#
# Before a long training it pays to ask for something easy.
# A network with 669,706 parameters should be able to learn 50 images by heart, in about a second: the loss must fall to nearly nothing and the accuracy rise to 1.
# If it doesn't, something is broken, and it was found in a second instead of minutes.
# (It says nothing about other images: what is learned by heart is not understood.)
#
# The routine is all there is to training: go forward, go backward, again and again.

# %% tags=["training"]
fifty = next(iter(MNIST(batch_size=50).train))
network, optimizer, losses = ActivatedMLP(), SGD(1), []
for step in range(150):
    network.forward(fifty)
    network.backward(optimizer)
    losses.append(float(network.loss.data))

print(f"loss {losses[-1]:.4f}, accuracy {float(F.accuracy(network.predictions, fifty.labels).data):.2f}")
_, axis = plt.subplots(figsize=(6, 2.6), layout="constrained")
axis.semilogy(losses)
axis.set(xlabel="step", title="loss, the same 50 images in each step")
axis.grid(alpha=0.3)
plt.show()

# %% [markdown]
# ### All images
#
# Now the loop itself.
# Read it line by line; there is little in it that you haven't seen.
# `Training` keeps the *history*, a dictionary of lists: `batch_loss` has an entry for each batch, all others have one for each epoch, and we will plot them.
# While the loop runs, it draws them as a curve that grows.
# If you interrupt the loop, or the loss is no number any more, it ends the loop in good order: model and history stay.
#
# Two remarks:
#
# * `train_loss` and `train_accuracy` are averaged *while* the network learns, so they mix the weights of the whole epoch.
#   `test_loss` and `test_accuracy` belong to the weights at its end.
# * After each epoch a *schedule* may change the learning rate: large steps at first to get into the right region, small ones later to settle there.
#   Ours continues with a tenth of it after epochs 0, 3, 6 and so on.

# %%
def every_third_epoch(epoch, learning_rate):
    """Return the learning rate for the next epoch: a tenth of the present one after epochs 0, 3, 6, ..."""
    return learning_rate * 0.1 if epoch % 3 == 0 else learning_rate


def train_loop(options, data_set, model, optimizer, schedule=every_third_epoch, title=""):
    """Train the model and return the history: lists with one entry per epoch, and `batch_loss` with one per batch."""
    with Training(options.num_epochs, len(data_set.train), title) as training:
        for epoch in range(options.num_epochs):
            num_images, sum_loss, sum_correct = 0, 0.0, 0.0
            for batch in data_set.train:
                model.forward(batch)
                training.step(model.loss, optimizer.learning_rate)
                model.backward(optimizer)

                num_images += len(batch.labels)
                sum_loss += float(model.loss.data) * len(batch.labels)
                sum_correct += float(F.accuracy(model.predictions, batch.labels).data) * len(batch.labels)
            test_loss, test_accuracy = evaluate(model, data_set.test)
            training.end_epoch(
                learning_rate=optimizer.learning_rate,
                train_loss=sum_loss / num_images,
                train_accuracy=sum_correct / num_images,
                test_loss=test_loss,
                test_accuracy=test_accuracy,
            )
            optimizer.learning_rate = schedule(epoch, optimizer.learning_rate)
    return training.history

# %% [markdown]
# ### Options
#
# What can be varied is collected in one place.
# Change options when you create them, `TrainOptions(num_epochs=10)`, or later, `options.num_epochs = 10`.
# A name that doesn't exist, say `options.batchsize`, is refused with the name that was probably meant; without that, a typo would quietly train with the old value.
# A value that can't be used, say `num_epochs=2.5`, is refused as well.

# %%
class TrainOptions(Options):
    """What can be varied in a training run, and its usual values."""

    num_epochs = 5
    batch_size = 64
    optimizer = OneOf("sgd", "adam")
    data_set = OneOf("mnist", "fashion")
    learning_rate = 0.1


print(TrainOptions(num_epochs=10))

# %% [markdown]
# `main` is the whole program: it takes options and returns the trained model and its history.

# %%
def main(options, schedule=every_third_epoch, title=""):
    """Train a new network as the options say; return it and its history."""
    data_set = {"mnist": MNIST, "fashion": FashionMNIST}[options.data_set](options.batch_size)
    optimizer = {"sgd": SGD, "adam": Adam}[options.optimizer](options.learning_rate)
    model = ActivatedMLP()
    title = title or f"{options.optimizer} on {options.data_set}"
    history = train_loop(options, data_set, model, optimizer, schedule, title)
    return model, history

# %% [markdown]
# ## Training
#
# This is the moment: 60,000 images, five times over, in less than half a minute on two cores.
# With the options as they are, the **test accuracy** should be about 0.78 at the end.

# %% tags=["training"]
model, history = main(TrainOptions())

# %% [markdown]
# ### Curves
#
# Numbers are hard to compare, lines are easy.
# `plot_histories` draws one or several runs, dashed for training and solid for testing:

# %%
def plot_histories(histories, log_loss=False):
    """Draw loss, accuracy and learning rate over the epochs for a dictionary of named histories."""
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
    for number, (name, history) in enumerate(histories.items()):
        epochs, color = range(len(history["learning_rate"])), f"C{number}"
        for axis, quantity in zip(axes, ("loss", "accuracy")):
            axis.plot(epochs, history[f"train_{quantity}"], "--", color=color, alpha=0.6)
            axis.plot(epochs, history[f"test_{quantity}"], "o-", color=color)
        axes[2].plot(epochs, history["learning_rate"], "o:", color=color, label=name)
    for axis, quantity in zip(axes, ("loss", "accuracy", "learning rate")):
        axis.set(xlabel="epoch", title=quantity)
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.grid(alpha=0.3)
    axes[0].set_yscale("log" if log_loss else "linear")
    axes[2].set_yscale("log")
    figure.legend(loc="outside upper center", ncols=len(histories), frameon=False)
    plt.show()

# %% tags=["training"]
plot_histories({"SGD on MNIST": history})

# %% [markdown]
# ### Where is it wrong?
#
# An average hides what is interesting.
# Which digits does the network confuse?
# The *confusion matrix* counts, for every true label (row), how often each label was predicted (column).
# A perfect network has numbers on the diagonal only.

# %%
def predict(model, batches):
    """Return all images, their labels, and the labels that the model predicts."""
    images, labels, predicted = [], [], []
    for batch in batches:
        model.forward(batch, train=False)
        images.append(batch.data.data)
        labels.append(batch.labels.data)
        predicted.append(np.argmax(model.predictions.data, axis=1))
    return np.concatenate(images), np.concatenate(labels), np.concatenate(predicted)


def confusion_matrix(labels, predicted, num_classes=10):
    """Return how often each true label (row) was taken for each label (column)."""
    counts = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    return counts


def show_confusion_matrix(counts, class_names):
    """Draw a confusion matrix: the shade is the share of the row, the number is the count."""
    _, axis = plt.subplots(figsize=(6.5, 6))
    axis.imshow(counts / counts.sum(axis=1, keepdims=True), cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        dark = count > counts[row].sum() / 2
        axis.text(column, row, count, ha="center", va="center", fontsize=8, color="white" if dark else "black")
    names = [name if name == str(label) else f"{label} {name}" for label, name in enumerate(class_names)]
    axis.set_xticks(range(len(names)), names, rotation=0 if names[0] == "0" else 90)
    axis.set_yticks(range(len(names)), names)
    axis.set_xlabel("predicted")
    axis.set_ylabel("true")
    plt.tight_layout()
    plt.show()

# %% tags=["training"]
images, labels, predicted = predict(model, data_set.test)
show_confusion_matrix(confusion_matrix(labels, predicted), data_set.class_names)

wrong = np.flatnonzero(labels != predicted)[:20]
show_images(images[wrong], [f"{labels[i]}, not {predicted[i]}" for i in wrong])

# %% [markdown]
# Above each image stand the true label and the one that was predicted.
# Which row of the matrix is the weakest, and where do its digits end up?
# Some of the images are hard for people, too; most of them are not, so there is room for a better network.

# %% [markdown]
# <a id="experiments"></a>
#
# ## Experiments
#
# How good a network gets depends on choices that no gradient makes for you.
# Before you run each of the following cells, guess what it will show.
# Being wrong is the useful part.

# %% [markdown]
# ### The learning rate

# %% tags=["training"]
histories = {}
for learning_rate in [10, 1, 0.1, 0.01]:
    title = f"start with {learning_rate}"
    _, histories[title] = main(TrainOptions(learning_rate=learning_rate, num_epochs=3), title=title)
plot_histories(histories, log_loss=True)

# %% [markdown]
# With 0.01 the network hardly moves.
# With 10 it leaps over every valley and does no better than guessing; the smaller steps of later epochs may come too late to save it.
# In between, 1 does far better than the 0.1 that we started with: about 0.95 after a single epoch.
# The best learning rate depends on all the rest, the loss, the first weights, the batch size, the schedule, so it has to be tried out.

# %% [markdown]
# ### FashionMNIST
#
# MNIST is nearly solved. [FashionMNIST](https://github.com/zalandoresearch/fashion-mnist) has the same size and format, with clothes in place of digits, and is a good deal harder.
# Which pieces would you mix up at 28 × 28 pixels?

# %% tags=["training"]
fashion = FashionMNIST(batch_size=64)
batch = next(iter(fashion.train))
show_images(batch.data.data[:20], [fashion.class_names[label] for label in batch.labels.data[:20]])

_, fashion_history = main(TrainOptions(data_set="fashion"))
plot_histories({"MNIST": history, "FashionMNIST": fashion_history})

# %% [markdown]
# About 0.70, a good deal less than on MNIST.
# Now compare the losses: that of FashionMNIST is the *lower* one.
# The loss measures how far the outputs are from 0 and 1, the accuracy asks only which output is the largest.
# The network is trained on the one and judged by the other.

# %% [markdown]
# ### More epochs

# %% tags=["training"]
_, long_history = main(TrainOptions(num_epochs=10))
plot_histories({"5 epochs": history, "10 epochs": long_history})

# %% [markdown]
# Five more epochs, and next to nothing to show for them: by then the schedule has cut the learning rate so far that the network stands still.
# (The first five epochs differ a little because each run starts with other random weights.)
# So it is not time that is missing.

# %% [markdown]
# ### Another schedule
#
# A schedule is a function of the epoch and the present learning rate.
# Two others to compare with: one that changes nothing, and one that lowers the learning rate by a third after every epoch.
# Write your own, too.

# %% tags=["training"]
def constant(epoch, learning_rate):
    return learning_rate


def a_third_less(epoch, learning_rate):
    return learning_rate * 2 / 3


histories = {"every third epoch": history}
for schedule in [constant, a_third_less]:
    _, histories[schedule.__name__] = main(TrainOptions(), schedule, title=schedule.__name__)
plot_histories(histories)

# %% [markdown]
# The gentler the brake, the better: about 0.88 with a third less per epoch, and about 0.92 with no brake at all, after the same five epochs.
# Our first schedule simply brakes too early.
# A brake pays when the loss has stopped falling and only jumps up and down, and five epochs don't get there.
# Now put the best of two experiments together: `main(TrainOptions(learning_rate=1), constant)`.
# How good can plain SGD be?

# %% [markdown]
# <a id="adam"></a>
#
# ## Bonus task: Adam ★
#
# *Worth {points:test_adam} extra points. Harder than the other tasks, and worth it.*
#
# SGD uses one learning rate for all weights, though some of them get much larger gradients than others.
# And it trusts each batch anew, noise included. [Adam](https://arxiv.org/abs/1412.6980) fixes both with two running averages for every single weight.
# With the gradient $g_t$ in step $t = 1, 2, 3, \dots$ they are
#
# $$
# \begin{aligned}
# m_t &= \beta_1\, m_{t-1} + (1 - \beta_1)\, g_t &\qquad m_0 &= 0 \\
# v_t &= \beta_2\, v_{t-1} + (1 - \beta_2)\, g_t^2 & v_0 &= 0
# \end{aligned}
# $$
#
# The *first moment* $m$ says in which direction the gradient points on average; noise cancels out.
# The *second moment* $v$ says how large it usually is, whatever its sign.
# The numbers $\beta_1$ and $\beta_2$, a little below 1, say how slowly the averages forget.
#
# **A form for code.** Write $\beta_1 m_{t-1}$ as $m_{t-1} - (1 - \beta_1)\, m_{t-1}$ and collect the terms:
#
# $$
# m_t = m_{t-1} + (1 - \beta_1) \left( g_t - m_{t-1} \right)
# $$
#
# Now one can read what an averaging step does: it moves $m$ a small part of the way towards the new gradient.
# And "the old value plus something" is what `+=` does to an array in place.
# The same works for $v$.

# %% [markdown]
# ### Why the averages need a correction
#
# Both start at 0, and at first they are much too small.
# How much?
# Insert the formula for $m$ into itself until $m_0$ is reached:
#
# $$
# m_t = (1 - \beta_1) \sum_{s=1}^{t} \beta_1^{\,t-s}\, g_s
# $$
#
# Suppose that the gradient has the same expected value $\mathbb{E}[g]$ in all these steps.
# Then, by the sum of a geometric series,
#
# $$
# \mathbb{E}[m_t] = \mathbb{E}[g] \cdot (1 - \beta_1) \sum_{s=1}^{t} \beta_1^{\,t-s} = \mathbb{E}[g] \cdot (1 - \beta_1)\, \frac{1 - \beta_1^{\,t}}{1 - \beta_1} = \mathbb{E}[g] \cdot \left( 1 - \beta_1^{\,t} \right)
# $$
#
# So dividing by the last factor makes it right, and the same holds for $v$:
#
# $$
# \hat m_t = \frac{m_t}{1 - \beta_1^{\,t}} \qquad\qquad \hat v_t = \frac{v_t}{1 - \beta_2^{\,t}} \qquad\qquad \mathtt{delta}_t = \mathtt{learning\_rate} \cdot \frac{\hat m_t}{\sqrt{\hat v_t} + \mathtt{eps}}
# $$
#
# The root brings $\hat v$ to the same unit as $\hat m$, so their quotient is free of the gradient's size, and `eps` prevents a division by zero.
#
# **Test yourself.** In the first step, $\hat m_1 = g_1$ and $\hat v_1 = g_1^2$.
# So each delta is almost exactly plus or minus the learning rate, however large the gradient is.
#
# **Keep the layers apart.** The optimizer is called once per layer and batch, with all gradients of this layer.
# Each layer has moments and a step count of its own, found by its `key`.

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
        """Return a list with one delta per array in the list `gradients`.

        The first step is plus or minus the learning rate, whatever the gradient:

        >>> Adam(0.01).run_update_rule([np.array([5.0, -0.2])], None)
        [array([ 0.01, -0.01])]
        """
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

# %% nbgrader={"grade": true, "grade_id": "test_adam", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["bonus"]
import length.tests.optimizer_tests.test_adam as adam_tests

adam_tests.Adam = Adam
adam_tests.test_adam()

# The Adam bonus (up to {points:test_adam} extra points) is graded here once you have submitted your notebook.
### HIDDEN TESTS tests/adam.py

# %% [markdown]
# ### Training with Adam
#
# Adam's learning rate is about the size of each weight's step, so it has to be smaller than that of SGD.
# On MNIST the test accuracy should be about 0.97 after one epoch and about 0.98 after two.
# An Adam step costs more than one of SGD: expect up to a minute for the five epochs.

# %% tags=["training"]
adam_model, adam_history = main(TrainOptions(optimizer="adam", learning_rate=0.001))
plot_histories({"SGD": history, "Adam": adam_history}, log_loss=True)

# %% [markdown]
# What has the network learned?
# Each unit of the first layer has one weight per pixel, so its weights can be drawn as an image.
# Red pixels excite the unit, blue ones hold it back.

# %% tags=["training"]
def show_weights(layer, title):
    """Draw the 20 units with the largest weights, each as an image of 28 x 28 pixels."""
    weights = layer.weights.T  # (in, out) -> (out, in): a row per unit
    strongest = np.argsort(-np.linalg.norm(weights, axis=1))[:20]
    limit = np.abs(weights[strongest]).max() / 2
    figure, axes = plt.subplots(2, 10, figsize=(10, 2.4), layout="constrained")
    for axis, row in zip(axes.flat, weights[strongest]):
        axis.imshow(row.reshape(28, 28), cmap="RdBu_r", vmin=-limit, vmax=limit)
        axis.axis("off")
    figure.suptitle(title)
    plt.show()


show_weights(model.fully_connected_1, "after SGD")
show_weights(adam_model.fully_connected_1, "after Adam")

# %% [markdown]
# After SGD the picture is mostly the noise that the initializer put there: the weights have moved, but by less than what they started with.
# After Adam there are strokes and gaps between strokes, and the rim, where no digit ever has ink, has stayed as it was.

# %% [markdown]
# <a id="fashion"></a>
#
# ## Bonus question: FashionMNIST ★
#
# *Worth {points:test_fashion_question} extra points: one for each number.*
#
# Train a network with Adam on FashionMNIST for five epochs, with the settings of the next cell, and look at its confusion matrix on the test images.
# Two things are asked:
#
# 1. `hardest_class`: which class has the lowest *recall*?
#    That is the share of a class's images that are recognized: the number on the diagonal divided by the sum of the row.
# 2. `most_confused_with`: for which other class are the images of this class taken most often?
#
# Answer with the labels, from 0 to 9, that stand in front of the names in the picture.
# The numbers in your matrix will differ a little from your neighbour's, the answer does not.
#
# You need your own Adam for this, and the full data: with the sample there are too few images for a safe answer.
# The cell tells you which of the two you have.
# (The check only looks at whether your answers are labels at all.)

# %% tags=["training"]
fashion = FashionMNIST(batch_size=64)
print(fashion)
if fashion.is_sample:
    print("Only the sample is here. Before you answer, get the full data with: python -m length.data_sets")

fashion_model, fashion_history = main(TrainOptions(data_set="fashion", optimizer="adam", learning_rate=0.001))
_, labels, predicted = predict(fashion_model, fashion.test)
show_confusion_matrix(confusion_matrix(labels, predicted), fashion.class_names)

# %% nbgrader={"grade": false, "grade_id": "fashion_question", "locked": false, "schema_version": 3, "solution": true, "task": false}
# TODO: set `hardest_class` and `most_confused_with`, each to a label from 0 to 9
### BEGIN SOLUTION
hardest_class = 6
most_confused_with = 0
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_fashion_question", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["bonus"]
import length.tests.answer_tests.test_labels as label_tests

label_tests.answers = globals()
label_tests.test_labels("hardest_class", "most_confused_with")

# The bonus question (up to {points:test_fashion_question} extra points) is graded here once you have submitted your notebook.
### HIDDEN TESTS tests/fashion_question.py

# %% [markdown]
# ## To think about
#
# No points for these; good answers fit in two sentences.
# Most of them can be tried out with a line or two.
#
# 1. With `train_accuracy` 0.5 and `test_accuracy` 0.7 in the same epoch, the network seems to do better on images that it has never seen.
#    How can that be?
# 2. What happens if all weights start at zero?
#    Try it: an initializer is any function that fills an array.
#    Which gradients are zero then, and why?
# 3. The loss divides by N · C.
#    If it divided by N alone, which learning rate would give the same training with SGD?
#    And with Adam?
# 4. Take both ReLUs out of the network.
#    How good is it still, and which simpler network has it become?
# 5. Numerical gradients need two forward passes for each parameter.
#    How long would one training step take with them, for the 669,706 parameters of this network?
#    Measure a forward pass and multiply.
# 6. Look at the confusion matrix of FashionMNIST once more.
#    Which confusions would a person make as well, and for which would you blame the network?

# %% [markdown]
# ## What now?
#
# You have written the core of a deep learning library: the forward and the backward pass of a layer, a loss, an activation, and one or even two optimizers.
# Large frameworks do the same with more functions, on faster hardware.
# When you meet `loss.backward()` and `optimizer.step()` there, you know what happens behind them.
#
# To go on, read how `length` itself works.
# Its modules are short: `length/graph.py` keeps the record and walks it back, all on one page, and `length/functions` holds the functions, one in each file.
