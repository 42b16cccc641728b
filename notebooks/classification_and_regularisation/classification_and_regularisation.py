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
# # Classification and regularisation
#
# A network that squares its errors can learn to tell images apart, and yet it answers the wrong question.
# Nobody wants to know how far an output is from 1; the question is how *sure* the network is, and whether it is right.
# In this notebook you turn outputs into probabilities, measure them with the loss that nearly every classifier is trained with, and then face the two troubles that come next: deep networks whose signal dies on the way, and large ones that learn their images by heart.
#
# **What you will build**
#
# | | Task | You write | Minutes | Points |
# |---|---|---|---:|---:|
# | 1 | [Sigmoid](#sigmoid) | one number becomes one probability | 20 | {points:test_sigmoid} |
# | 2 | [Softmax](#softmax) | a row of scores becomes a row of probabilities | 30 | {points:test_softmax} |
# | 3 | [Softmax cross-entropy](#cross-entropy) | the loss of a classifier, safe for any scores | 40 | {points:test_softmax_cross_entropy} |
# | 4 | [Dropout](#dropout) | noise that makes a network more careful | 20 | {points:test_dropout} |
# | 5 | [He initialisation](#he) | first weights for deep networks | 15 | {points:test_he} |
# | | **Sum** | | **125** | **{points:total}** |
# | | [Experiments](#experiments) | nothing: you guess, then look | 40 | |
# | ★ | [Bonus: SGD with momentum](#momentum) | steps that remember the steps before | 20 | +{points:test_momentum} |
#
# The bonus is counted apart. You reach 100 % without it.

# %% [markdown]
# ## How this notebook works
#
# It works as the first one did.
#
# **Your cells** say `TODO`. Replace the line `raise NotImplementedError(...)` below it with your own code, and keep the names that the comments ask for.
#
# **Checks** follow each task. Change your code, run its cell, run the check: that loop is the way to work.
# A check that fails says where your answer differs, shows your number beside the expected one, and often asks the question that leads to the cause; the arrow points to your line:
#
# ```text
# CheckFailedError: Softmax.internal_forward: for rows ln [1 2 5] and ln [4 4 2],
# result[1, 0] is 0.8, expected 0.4: 6 of 6 entries differ.
# Does each row have a sum of its own? Look at the axis
#
# It comes from Cell In[7], line 14:
# ----> 14 result = ...
# ```
#
# **Grading.** Points come from further tests after you have submitted, with other numbers and other shapes.
# Each of them looks at one property of your code, so one mistake costs a part of a task's points and not all of them.
#
# **Training cells** take from a few seconds to three minutes each, and are left out in grading. No points depend on what they print.
#
# You may interrupt one at any time (■ in the toolbar): the network keeps what it has learned, and no other training of the cell or of *Run All* begins.
#
# Run the cells from top to bottom once; after that, any cell again.
# If a cell needs a name that isn't there yet, it says which cell to run first.

# %% [markdown]
# ## Set-up
#
# The notebook needs the course's library `length`, and the files that came with it: the modules `sigmoid_tests`, `softmax_tests` and so on hold the checks.
# In the course's environment all of it is there already, and the next cell does nothing.
# On Colab or Kaggle, upload these files and the `.whl` file beside this notebook, and the cell finds the wheel and installs it.

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
import matplotlib.pyplot as plt
import numpy as np

import dropout_tests
import he_tests
import length.functions as F
import momentum_tests
import sigmoid_tests
import softmax_cross_entropy_tests
import softmax_tests
from length.constants import DTYPE
from length.data_set import DataSet
from length.data_sets import FashionMNIST
from length.function import Function
from length.graph import Graph
from length.initializer import Initializer
from length.initializers.xavier import Xavier
from length.layer import Layer
from length.optimizer import Optimizer
from length.run_first import explain_missing_names
from length.training import Training

explain_missing_names()  # a name that isn't there yet is told with the cell to run first
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.dpi": 90})

# %% [markdown]
# ### From the first exercise
#
# Three parts of the first notebook are needed again: the fully connected layer, ReLU, and plain SGD.
# Here they are, as short as they get.
# If you are proud of your own ones, paste them over these.
#
# One reminder, because all of Tasks 1 to 4 depend on it: what `internal_forward` stores in `self` is there again when `internal_backward` is asked about the *same* call, even if the function was called for other data in between.

# %%
class FullyConnected(Layer):
    """A weight between every input and every output, stored as (outputs, inputs), and a bias for every output."""

    name = "FullyConnected"

    def __init__(self, num_inputs, num_outputs, weight_init=Xavier()):
        super().__init__()
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        weight_init(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    def internal_forward(self, inputs):
        (x,) = inputs
        return (x @ self._weights.T + self.bias,)

    def internal_backward(self, inputs, gradients):
        (x,), (grad_in,) = inputs, gradients
        return grad_in @ self._weights, grad_in.T @ x, grad_in.sum(axis=0)

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights -= delta_w
        self.bias -= delta_b


class Relu(Function):
    """Positive inputs pass, all others become zero."""

    name = "ReLU"

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.maximum(x, 0),)

    def internal_backward(self, inputs, gradients):
        (x,), (grad_in,) = inputs, gradients
        return (grad_in * (x > 0),)


def relu(x):
    """Return x with every negative entry set to zero."""
    return Relu()(x)


class SGD(Optimizer):
    """The step is the gradient times the learning rate."""

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def run_update_rule(self, gradients, _):
        return [self.learning_rate * gradient for gradient in gradients]

# %% [markdown]
# <a id="sigmoid"></a>
#
# ## Task 1: Sigmoid
#
# Is this a shoe, yes or no?
# A network answers with a *score*, any number from $-\infty$ to $\infty$: positive for yes, negative for no, and the larger the surer.
# The *sigmoid* squeezes a score into a probability:
#
# $$
# y = \sigma(x) = \frac{1}{1 + e^{-x}}
# $$
#
# ![Left, the sigmoid of x: close to 0 for very negative x, ½ at 0, close to 1 for large x, in the shape of an S. Right, its slope: ¼ at 0, its largest, and nearly 0 far out on both sides.](pictures/sigmoid.svg)
#
# Some values can be found in the head, since $e^{\ln 3} = 3$:
#
# | $x$ | $-\ln 9$ | $-\ln 3$ | 0 | $\ln 3$ | $\ln 9$ |
# |---|---:|---:|---:|---:|---:|
# | $y$ | 0.1 | 0.25 | 0.5 | 0.75 | 0.9 |
#
# (Insert $-\ln 3$: the denominator is $1 + 3$.)
# The sigmoid works on each entry of an array by itself, so `x` may have any shape.
#
# **The way back.** The derivative has a form that needs nothing but the output:
#
# $$
# \frac{\partial y}{\partial x} = y\,(1 - y)
# $$
#
# At $x = \ln 3$ that is $0.75 \cdot 0.25 = 0.1875$.
# Keep the output in `self` on the way forward, and you have all you need on the way back.
# And remember the chain rule: an incoming gradient of 4 makes it 0.75.

# %% [markdown]
# ### Large inputs
#
# A computer's exponential has an end. In `float32` the largest number is about $3 \cdot 10^{38}$, which $e^{x}$ exceeds at $x = 89$; beyond, NumPy gives infinity.
# The sigmoid has a second form (multiply numerator and denominator by $e^{x}$), and it depends on the form what becomes of it:
#
# | | $\dfrac{1}{1 + e^{-x}}$ | $\dfrac{e^{x}}{1 + e^{x}}$ |
# |---|---:|---:|
# | $x = 1000$ | $\frac{1}{1 + 0} = 1$ | $\frac{\infty}{\infty}$: not a number |
# | $x = -1000$ | $\frac{1}{\infty} = 0$, and a warning | $\frac{0}{1 + 0} = 0$ |
#
# A single NaN spreads through the whole network in one step, so the second form must never see a large input.
# The first one ends well, but with a warning for every batch.
# Can you find a way in which no exponential is ever infinite?

# %% nbgrader={"grade": false, "grade_id": "sigmoid", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Sigmoid(Function):
    """Squeezes every number into the range from 0 to 1."""

    name = "Sigmoid"

    def internal_forward(self, inputs):
        (x,) = inputs
        # TODO: compute `result`, an array like x, and keep in `self` what you need on the way back
        # Hint: one form for all inputs will do, if no input is too far out for it: by how much can the result differ?
        # Hint: or each form where it is safe; np.where(condition, a, b) takes each entry from a or b (it computes both)
        ### BEGIN SOLUTION
        exponentials = np.exp(-np.maximum(x, -88))  # finite; further out the output is 0 in any case
        self.y = 1 / (1 + exponentials)
        result = self.y
        ### END SOLUTION
        return (result,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        # TODO: compute `grad_x`
        # Hint: the derivative is given above in terms of the output; the incoming gradient is a factor
        ### BEGIN SOLUTION
        grad_x = grad_in * self.y * (1 - self.y)
        ### END SOLUTION
        return (grad_x,)


def sigmoid(x):
    """Return the sigmoid of each entry of x."""
    return Sigmoid()(x)

# %% [markdown]
# Where a message of the check says "differences give", it shows a *numerical* gradient: each number was nudged a little up and down, and the output observed.

# %% nbgrader={"grade": true, "grade_id": "test_sigmoid", "locked": true, "schema_version": 3, "solution": false, "task": false}
sigmoid_tests.Sigmoid = Sigmoid
sigmoid_tests.sigmoid = sigmoid
sigmoid_tests.test_sigmoid_forward()
sigmoid_tests.test_sigmoid_large()
sigmoid_tests.test_sigmoid_backward()

# Task 1 is graded here ({points:test_sigmoid} points) once you have submitted your notebook.
### HIDDEN TESTS tests/sigmoid.py

# %% [markdown]
# <a id="softmax"></a>
#
# ## Task 2: Softmax
#
# With ten kinds of clothes there are ten scores for each image, and ten probabilities to find, which are positive and sum to 1.
# The exponential makes scores positive, and a division makes the sum right:
#
# $$
# y_{nc} = \frac{e^{x_{nc}}}{\sum_{k} e^{x_{nk}}}
# $$
#
# Each row $n$ of the batch, one image, has a sum of its own.
# For the scores $\ln 1, \ln 2, \ln 5$ the exponentials are 1, 2, 5 with the sum 8:
#
# | scores | exponentials | sum | probabilities |
# |---|---|---:|---|
# | ln 1, ln 2, ln 5 | 1, 2, 5 | 8 | 1/8, 2/8, 5/8 |
# | ln 4, ln 4, ln 2 | 4, 4, 2 | 10 | 0.4, 0.4, 0.2 |
#
# **Large scores.** $e^{1000}$ is too large for a computer, though a probability never is.
# Here helps that softmax looks at *differences* only: subtract any number $m$ from all scores of a row, and numerator and denominator both are divided by $e^{m}$.
#
# $$
# \frac{e^{x_{nc} - m}}{\sum_{k} e^{x_{nk} - m}} = \frac{e^{x_{nc}}}{\sum_{k} e^{x_{nk}}}
# $$
#
# So the scores 1000, 1000 give the same as 0, 0, namely ½ and ½.
# Which $m$ makes sure that no exponential exceeds 1, and that at least one of them *is* 1, so that the sum can't become 0?
# Rows may be very different from each other: what is a good $m$ for one of them may be a bad one for another.

# %% [markdown]
# ### The way back
#
# Every score of a row takes part in every probability of that row: raising one raises its own probability and lowers all others.
# With $\delta_{ck}$, which is 1 for $c = k$ and 0 otherwise, the derivatives are
#
# $$
# \frac{\partial y_{nk}}{\partial x_{nc}} = y_{nk} \left( \delta_{ck} - y_{nc} \right)
# $$
#
# and the chain rule sums over the ways through all probabilities $k$:
#
# $$
# \mathtt{grad\_x}_{nc} = \sum_{k} \mathtt{grad\_in}_{nk}\, y_{nk} \left( \delta_{ck} - y_{nc} \right) = y_{nc} \Big( \mathtt{grad\_in}_{nc} - \sum_{k} \mathtt{grad\_in}_{nk}\, y_{nk} \Big)
# $$
#
# The sum is the average of the incoming gradients, weighted with the probabilities; there is one for each row.
# So a score gets a gradient only where its `grad_in` differs from this average.
#
# Test it: for $y = (0.4, 0.4, 0.2)$ and `grad_in` = (5, 0, 0) the average is 2, and `grad_x` is $(0.4 \cdot 3,\; 0.4 \cdot (-2),\; 0.2 \cdot (-2)) = (1.2, -0.8, -0.4)$.
# The sum is 0, as it must be: adding the same number to all scores of a row changes nothing.
#
# Axes: classes are along the *last* axis. With `keepdims=True`, a sum or maximum over it keeps the shape (N, 1), which NumPy stretches to (N, C).

# %% nbgrader={"grade": false, "grade_id": "softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Softmax(Function):
    """Turns each row of scores into probabilities."""

    name = "Softmax"

    def internal_forward(self, inputs):
        (x,) = inputs
        # TODO: compute `result`, an array like x, and keep in `self` what you need on the way back
        # Hint: first make the scores harmless, without changing what comes out
        # Hint: np.max and np.sum take axis=-1 and keepdims=True
        ### BEGIN SOLUTION
        shifted = x - np.max(x, axis=-1, keepdims=True)
        exponentials = np.exp(shifted)
        self.y = exponentials / np.sum(exponentials, axis=-1, keepdims=True)
        result = self.y
        ### END SOLUTION
        return (result,)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        # TODO: compute `grad_x`
        # Hint: the average of the incoming gradients has one number for each row, shape (N, 1)
        ### BEGIN SOLUTION
        average = np.sum(grad_in * self.y, axis=-1, keepdims=True)
        grad_x = self.y * (grad_in - average)
        ### END SOLUTION
        return (grad_x,)


def softmax(x):
    """Return the probabilities that belong to each row of scores."""
    return Softmax()(x)

# %% nbgrader={"grade": true, "grade_id": "test_softmax", "locked": true, "schema_version": 3, "solution": false, "task": false}
softmax_tests.Softmax = Softmax
softmax_tests.softmax = softmax
softmax_tests.test_softmax_forward()
softmax_tests.test_softmax_large()
softmax_tests.test_softmax_backward()

# Task 2 is graded here ({points:test_softmax} points) once you have submitted your notebook.
### HIDDEN TESTS tests/softmax.py

# %% [markdown]
# <a id="cross-entropy"></a>
#
# ## Task 3: Softmax cross-entropy
#
# How bad is a prediction?
# Look at the probability $p$ that the network gave to the class that turned out to be right.
# If $p = 1$ there is nothing to complain about; the smaller $p$, the worse.
# The *cross-entropy* is $-\ln p$: 0 for $p = 1$, 0.69 for ½, 2.3 for a guess among ten, and without limit towards 0, for those who were sure and wrong.
#
# Let $t$ be the targets, a row for each sample: 1 at the right class, 0 elsewhere.
# The loss of a batch is the *mean over its samples*:
#
# $$
# L = -\frac{1}{N} \sum_{n} \sum_{c} t_{nc} \ln p_{nc} \qquad\text{with}\qquad p_{nc} = \frac{e^{x_{nc}}}{\sum_{k} e^{x_{nk}}}
# $$
#
# It divides by N alone, not by N · C: of each row just one term is left.
# Targets come in two forms, as for the mean squared error: **integer labels** of shape (N,), which name the right class, or **rows** of floats of shape (N, C), which sum to 1.
#
# Example with two samples, the scores of Task 2, and the labels 2 and 0:
#
# | probabilities | label | $p$ of the right class |
# |---|---:|---:|
# | 1/8, 2/8, 5/8 | 2 | 0.625 |
# | 0.4, 0.4, 0.2 | 0 | 0.4 |
#
# $$
# L = -\frac{1}{2} \left( \ln 0.625 + \ln 0.4 \right) = 0.693
# $$
#
# (The product $0.625 \cdot 0.4$ is ¼, so the loss is $\frac{1}{2} \ln 4 = \ln 2$.)

# %% [markdown]
# ### The logarithm of almost nothing
#
# Let the scores be 1000 and 0, and the second class be the right one.
# Its probability is $e^{-1000}$, which a computer rounds to 0, and the logarithm of 0 is $-\infty$. Yet the loss is quite an ordinary number:
#
# $$
# -\ln p_{nc} = -\ln \frac{e^{x_{nc}}}{\sum_{k} e^{x_{nk}}} = \ln \Big( \sum_{k} e^{x_{nk}} \Big) - x_{nc}
# $$
#
# which is about $1000 - 0 = 1000$.
# So compute the *logarithms of the probabilities* in one go, and never take the logarithm of a probability.
# With the scores shifted as in Task 2, the sum in the brackets lies between 1 and C, harmless for both functions.
# (A tiny number added inside the logarithm hides the infinity and makes the loss wrong: it would end at 18 or so instead of 1000, and then no gradient pulls any more.)
#
# ### The way back
#
# Softmax and logarithm together have a derivative that is as simple as it gets, which is the reason to keep them in one function:
#
# $$
# \mathtt{grad\_x}_{nc} = \mathtt{grad\_in} \cdot \frac{p_{nc} - t_{nc}}{N}
# $$
#
# What the network said minus what it should have said. In the example, the first row is $(\frac{1}{8}, \frac{2}{8}, \frac{5}{8} - 1) / 2$.
# `grad_in` is one number, usually 1, and not to be forgotten.
#
# For labels there is no gradient: return `None` in its place.
# For rows of floats, $t_{nc}$ is a factor in the sum above, so its derivative can be read off: $-\mathtt{grad\_in} \cdot \ln p_{nc} / N$.

# %% nbgrader={"grade": false, "grade_id": "softmax_cross_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
class SoftmaxCrossEntropy(Function):
    """The mean over the batch of -ln p, with p the probability that the softmax gives to the right class."""

    name = "SoftmaxCrossEntropy"

    def internal_forward(self, inputs):
        x, targets = inputs
        # TODO: compute `loss`, one number of the dtype of x, and keep in `self` what you need on the way back
        # Hint: start with an array of the logarithms of all probabilities, shape (N, C)
        # Hint: np.issubdtype(targets.dtype, np.integer) tells whether the targets are labels
        # Hint: array[rows, columns] picks one entry for every pair of row and column
        ### BEGIN SOLUTION
        shifted = x - np.max(x, axis=1, keepdims=True)
        self.log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        if np.issubdtype(targets.dtype, np.integer):
            log_p_right = self.log_p[np.arange(len(x)), targets]
        else:
            log_p_right = np.sum(targets * self.log_p, axis=1)
        loss = -np.mean(log_p_right, dtype=x.dtype)
        ### END SOLUTION
        return (loss,)

    def internal_backward(self, inputs, gradients):
        x, targets = inputs
        (grad_in,) = gradients
        # TODO: compute `grad_x` and `grad_targets`
        # Hint: the exponential turns logarithms of probabilities into probabilities
        # Hint: for labels, t has a single 1 in each row: where is it subtracted?
        ### BEGIN SOLUTION
        scale = grad_in / len(x)
        grad_x = np.exp(self.log_p)
        if np.issubdtype(targets.dtype, np.integer):
            grad_x[np.arange(len(x)), targets] -= 1
            grad_targets = None
        else:
            grad_x -= targets
            grad_targets = -self.log_p * scale
        grad_x = grad_x * scale
        ### END SOLUTION
        return grad_x, grad_targets


def softmax_cross_entropy(x, targets):
    """Return the mean cross-entropy of rows of scores and labels (or rows of targets)."""
    return SoftmaxCrossEntropy()(x, targets)

# %% nbgrader={"grade": true, "grade_id": "test_softmax_cross_entropy", "locked": true, "schema_version": 3, "solution": false, "task": false}
softmax_cross_entropy_tests.SoftmaxCrossEntropy = SoftmaxCrossEntropy
softmax_cross_entropy_tests.softmax_cross_entropy = softmax_cross_entropy
softmax_cross_entropy_tests.test_forward()
softmax_cross_entropy_tests.test_large()
softmax_cross_entropy_tests.test_labels()
softmax_cross_entropy_tests.test_backward()

# Task 3 is graded here ({points:test_softmax_cross_entropy} points) once you have submitted your notebook.
### HIDDEN TESTS tests/softmax_cross_entropy.py

# %% [markdown]
# <a id="dropout"></a>
#
# ## Task 4: Dropout
#
# A large network can learn 2,000 images by heart: this one is a coat because of that one stain.
# *Dropout* makes this hard. In training, each number that passes is set to zero with the probability $r$, by chance and anew in every call, so no unit can rely on a certain other one being there.
#
# What is left must be scaled up.
# If half of the numbers are missing, the sum that the next layer forms is only half as large on average, and when the network is used (and nothing is missing) everything would be twice what the layer is used to.
# So in training the numbers that stay are divided by $1 - r$:
#
# ![Four rows of eight numbers. x is 2, 4, 6, 8, 1, 3, 5, 7. By chance, with r = 0.5, the first, third, fourth and seventh stay. The mask is 1 / (1 − r) = 2 where a number stays, else 0: 2, 0, 2, 2, 0, 0, 2, 0. The result, x times the mask, is 4, 0, 12, 16, 0, 0, 10, 0.](pictures/dropout.svg)
#
# Some numbers to check in the head: with $r = 0.2$ one of five numbers is left out, and those that stay are multiplied by $\frac{1}{0.8} = 1.25$.
# On average, $0.8 \cdot 1.25 = 1$.
#
# **Outside training** (`train` is `False`) every number passes, unchanged, and so does every gradient.
#
# **The way back.** The result is `x` times the mask, so `grad_x` is `grad_in` times the mask, and it has to be the *same* mask: a number that was left out had no influence on the loss.
# Keep it in `self.mask`; a new one drawn on the way back would be another one.

# %% nbgrader={"grade": false, "grade_id": "dropout", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Dropout(Function):
    """Leaves out numbers by chance in training, and scales up those that stay."""

    name = "Dropout"

    def __init__(self, dropout_ratio=0.5, train=True):
        if not 0 <= dropout_ratio < 1:
            raise ValueError(f"dropout_ratio must be at least 0 and below 1, got {dropout_ratio}")
        self.dropout_ratio = dropout_ratio
        self.train = train

    def internal_forward(self, inputs):
        (x,) = inputs
        # TODO: compute `self.mask` and `result`, both like x in shape and dtype
        # Hint: np.random.random(shape) gives numbers from 0 to 1, of which a part of the size r lies below r
        # Hint: what is the mask where `self.train` is False?
        ### BEGIN SOLUTION
        if self.train:
            stays = np.random.random(x.shape) >= self.dropout_ratio
            self.mask = (stays / (1 - self.dropout_ratio)).astype(x.dtype)
        else:
            self.mask = np.ones_like(x)
        result = x * self.mask
        ### END SOLUTION
        return (result,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        # TODO: compute `grad_x`
        # Hint: which numbers had a part in the result, and with which factor?
        ### BEGIN SOLUTION
        grad_x = grad_in * self.mask
        ### END SOLUTION
        return (grad_x,)


def dropout(x, dropout_ratio=0.5, train=True):
    """Return x with a part of its numbers left out and the others scaled up, if `train` is set; else x."""
    return Dropout(dropout_ratio, train)(x)

# %% [markdown]
# Chance can be checked, too: of 10,000 numbers, nearly the expected part has to be missing.

# %% nbgrader={"grade": true, "grade_id": "test_dropout", "locked": true, "schema_version": 3, "solution": false, "task": false}
dropout_tests.Dropout = Dropout
dropout_tests.dropout = dropout
dropout_tests.test_dropout_forward()
dropout_tests.test_dropout_outside_training()
dropout_tests.test_dropout_backward()

# Task 4 is graded here ({points:test_dropout} points) once you have submitted your notebook.
### HIDDEN TESTS tests/dropout.py

# %% [markdown]
# <a id="he"></a>
#
# ## Task 5: He initialisation
#
# How large should the first weights be?
# Send a signal through many layers, and each multiplies its size by some factor.
# Is the factor ½, then after ten layers a thousandth is left, of the signal and of the gradients on their way back: nothing learns.
# Is it 2, everything explodes.
# It has to be 1.
#
# One output of a layer is a sum over its inputs, $y_o = \sum_i W_{oi}\, x_i$.
# If the weights are drawn independently, with mean 0 and standard deviation $s$, then the terms of the sum are independent as well, and for `fan_in` inputs of mean square $\overline{x^2}$
#
# $$
# \overline{y^2} = \mathtt{fan\_in} \cdot s^2 \cdot \overline{x^2}
# $$
#
# A ReLU then sets half of the outputs to 0, which halves their mean square.
# To get back what went in, $\frac{1}{2} \cdot \mathtt{fan\_in} \cdot s^2$ has to be 1. That is the result of [He and others](https://arxiv.org/abs/1502.01852):
#
# $$
# s = \sqrt{\frac{2}{\mathtt{fan\_in}}}
# $$
#
# Numbers to check: for 8 inputs the standard deviation is ½, for 200 inputs it is 0.1, for the 784 pixels of an image 0.0505.
# How many *outputs* the layer has does not matter.
#
# **An initializer fills an array in place.** It gets `array`, full of zeros, and returns nothing; afterwards the weights are in that very array.
# The course stores weights as (outputs, inputs): $W_{oi}$, as in the formula.
# So which entry of `array.shape` is the fan-in?

# %% nbgrader={"grade": false, "grade_id": "he", "locked": false, "schema_version": 3, "solution": true, "task": false}
class He(Initializer):
    """Normally distributed weights that keep the size of a signal through layers with ReLU."""

    def __call__(self, array):
        """Fill `array`, weights of the shape (outputs, inputs), in place."""
        # TODO: fill `array` with normally distributed numbers of mean 0 and the standard deviation s
        # Hint: np.random.normal(mean, standard_deviation, shape) draws an array
        # Hint: `array = ...` only gives a name to another array; `array[...] = ...` writes into this one
        ### BEGIN SOLUTION
        fan_in = array.shape[1]
        array[...] = np.random.normal(0, np.sqrt(2 / fan_in), array.shape)
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_he", "locked": true, "schema_version": 3, "solution": false, "task": false}
he_tests.He = He
he_tests.test_he()

# Task 5 is graded here ({points:test_he} points) once you have submitted your notebook.
### HIDDEN TESTS tests/he.py

# %% [markdown]
# ## Building the network
#
# All parts are there.
# This network can be built in many ways: as deep and wide as `sizes` says, with one or the other first weights, activation and dropout.
#
# ![From top to bottom: image (N, 784); FullyConnected, ReLU and Dropout, each (N, 256), once for each hidden layer; FullyConnected (N, 10); scores (N, 10), one column for each class; SoftmaxCrossEntropy, which also gets the labels (N,); loss, one number.](pictures/network.svg)
#
# The last layer gives scores, and the loss contains the softmax: no activation and no dropout after it.

# %%
class MLP:
    """Fully connected layers with an activation and dropout between them, trained with the softmax cross-entropy."""

    def __init__(self, sizes=(784, 256, 256, 10), weight_init=None, activation=relu, dropout_ratio=0.0):
        weight_init = He() if weight_init is None else weight_init
        self.layers = [FullyConnected(inputs, outputs, weight_init) for inputs, outputs in zip(sizes, sizes[1:])]
        self.activation = activation
        self.dropout_ratio = dropout_ratio
        self.hidden = []
        self.predictions = None
        self.loss = None

    def forward(self, batch, train=True):
        node, self.hidden = batch.data, []
        for layer in self.layers[:-1]:
            node = self.activation(layer(node))
            self.hidden.append(node.data)
            if self.dropout_ratio:
                node = dropout(node, self.dropout_ratio, train)
        self.predictions = self.layers[-1](node)
        self.loss = softmax_cross_entropy(self.predictions, batch.labels)

    def backward(self, optimizer):
        self.loss.backward(optimizer)

# %% [markdown]
# The training loop is the one that you know, without a schedule.
# Notice `train=False` where the network is evaluated: without it, dropout would go on leaving out numbers.

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


def train_loop(data_set, model, optimizer, num_epochs, title=""):
    """Train the model and return the history; all its losses and accuracies of epochs are measured without dropout."""
    with Training(num_epochs, len(data_set.train), title) as training:
        for _ in range(num_epochs):
            for batch in data_set.train:
                model.forward(batch)
                training.step(model.loss, optimizer.learning_rate)
                model.backward(optimizer)
            train_loss, train_accuracy = evaluate(model, data_set.train)
            test_loss, test_accuracy = evaluate(model, data_set.test)
            training.end_epoch(
                learning_rate=optimizer.learning_rate,
                train_loss=train_loss,
                train_accuracy=train_accuracy,
                test_loss=test_loss,
                test_accuracy=test_accuracy,
            )
    return training.history


def plot_histories(histories):
    """Draw loss and accuracy over the epochs for named histories: dashed for training, solid for testing."""
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    for number, (name, history) in enumerate(histories.items()):
        epochs, color = range(1, len(history["test_loss"]) + 1), f"C{number}"
        for axis, quantity in zip(axes, ("loss", "accuracy")):
            axis.plot(epochs, history[f"train_{quantity}"], "--", color=color, alpha=0.6)
            axis.plot(epochs, history[f"test_{quantity}"], "-", color=color, label=name)
    for axis, quantity in zip(axes, ("loss", "accuracy")):
        axis.set(xlabel="epoch", title=f"{quantity} (dashed: training, solid: test)")
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.grid(alpha=0.3)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=len(histories), frameon=False)
    plt.show()

# %% [markdown]
# ### Meet the data
#
# FashionMNIST holds 70,000 grey images of clothes, 28 × 28 pixels each, in ten classes.
# If the full set can't be found or downloaded, a small sample takes its place and a notice says so.
# All cells run with the sample, too; where a number below depends on it, the text says so.

# %% tags=["training"]
fashion = FashionMNIST(batch_size=64, shuffle=True)
print(fashion)

batch = next(iter(fashion.train))
figure, axes = plt.subplots(2, 10, figsize=(10, 2.8), layout="constrained")
for axis, image, label in zip(axes.flat, batch.data.data, batch.labels.data):
    axis.imshow(image.reshape(28, 28), cmap="gray_r")
    axis.set_title(fashion.class_names[label], fontsize=8)
    axis.axis("off")
plt.show()

# %% [markdown]
# <a id="experiments"></a>
#
# ## Experiments
#
# Guess first, then run. Being wrong is the useful part.
#
# ### A first training
#
# Two hidden layers of 256 units, the first weights by He, plain SGD with the learning rate 0.1, five epochs.
# In the first notebook, SGD with the mean squared error got to about 0.70 on these images.

# %% tags=["training"]
model = MLP()
history = train_loop(fashion, model, SGD(0.1), num_epochs=5, title="Softmax cross-entropy")
plot_histories({"softmax cross-entropy": history})

# %% [markdown]
# The test accuracy is between 0.83 and 0.87 after five epochs (with the sample at about 0.72).
# It jumps by a few hundredths from one epoch to the next, as plain SGD takes no care to settle.
#
# What does the network say about single images?
# Here softmax turns its scores into probabilities. Are its mistakes hesitant, or is it sure of them?

# %% tags=["training"]
batch = next(iter(fashion.test))
model.forward(batch, train=False)
probabilities = softmax(model.predictions).data
labels = batch.labels.data
order = np.argsort(probabilities[np.arange(len(labels)), labels])[:5]  # those with the least probable right class

figure, axes = plt.subplots(2, 5, figsize=(10, 4), layout="constrained")
for column, number in enumerate(order):
    axes[0, column].imshow(batch.data.data[number].reshape(28, 28), cmap="gray_r")
    axes[0, column].set_title(f"{fashion.class_names[labels[number]]}", fontsize=8)
    axes[0, column].axis("off")
    colors = ["C2" if label == labels[number] else "C7" for label in range(10)]
    axes[1, column].barh(range(10), probabilities[number], color=colors)
    axes[1, column].set_yticks(range(10), fashion.class_names if column == 0 else [""] * 10, fontsize=7)
    axes[1, column].invert_yaxis()
    axes[1, column].set_xlim(0, 1)
plt.show()

# %% [markdown]
# ### Depth and first weights
#
# Now a deep network: six hidden layers of 100 units.
# First look at the signal, before any training: the root of the mean square after each ReLU, once with a standard deviation of 0.01 for all weights (the default of `Xavier`) and once with yours.

# %% tags=["training"]
deep = (784, 100, 100, 100, 100, 100, 100, 10)
batch = next(iter(fashion.train))
for name, weight_init in {"0.01": Xavier(), "He": He()}.items():
    model = MLP(deep, weight_init)
    model.forward(batch)
    sizes = [float(np.sqrt(np.mean(hidden**2))) for hidden in model.hidden]
    print(f"{name:>4}:", "  ".join(f"{size:8.1e}" for size in sizes))

# %% [markdown]
# With 0.01, each layer leaves about a fourteenth of the signal: $0.01 \cdot \sqrt{100 / 2} = 0.07$ is the factor by the formula of Task 5.
# With He it arrives nearly as large as it went in.
# Which of the two will learn?

# %% tags=["training"]
histories = {}
for name, weight_init in {"0.01": Xavier(), "He": He()}.items():
    network, title = MLP(deep, weight_init), f"First weights: {name}"
    histories[name] = train_loop(fashion, network, SGD(0.1), num_epochs=3, title=title)
plot_histories(histories)

# %% [markdown]
# The first one does not learn at all: 10 % is what guessing gives among ten classes.
# Its loss stays at 2.303, which is $\ln 10$.
# With He the same network is at about 0.82 after three epochs (with the sample, which is seen far less often, at about 0.43).
#
# ### Sigmoid between the layers
#
# The sigmoid was the usual activation for decades.
# Its slope is ¼ at most, and nearly 0 wherever its input is large, so gradients shrink with every layer that they pass.

# %% tags=["training"]
histories = {}
for name, activation in {"ReLU": relu, "sigmoid": sigmoid}.items():
    histories[name] = train_loop(fashion, MLP(activation=activation), SGD(0.1), num_epochs=3, title=name)
plot_histories(histories)

# %% [markdown]
# After three epochs ReLU is at about 0.86, the sigmoid at about 0.80 (with the sample 0.61 against 0.20).
# The sigmoid gets there, too, but takes longer, and the deeper the network the worse.
# It has kept its place where a probability is asked for.
#
# ### Learning by heart
#
# Take 2,000 training images only, and train for long.
# The number of weights is a hundred times the number of images.

# %% tags=["training"]
def first_images(batches, number):
    """Return so many images and their labels."""
    images, labels = [], []
    for batch in batches:
        images.append(batch.data.data)
        labels.append(batch.labels.data)
        if sum(map(len, labels)) >= number:
            break
    return np.concatenate(images)[:number], np.concatenate(labels)[:number]


few = DataSet(64, train=first_images(fashion.train, 2000), test=first_images(fashion.test, 2000), shuffle=True)

histories = {}
for name, ratio in {"without dropout": 0.0, "dropout 0.5": 0.5}.items():
    histories[name] = train_loop(few, MLP(dropout_ratio=ratio), SGD(0.03), num_epochs=80, title=name.capitalize())
plot_histories(histories)

# %% [markdown]
# Without dropout the network knows its 2,000 images nearly by heart: a training accuracy of about 0.94, and on its way to 1.
# That helps little with other images: the test accuracy stays near 0.81, and the test loss is at about 0.6, three times the training loss.
# With dropout the training accuracy is lower, about 0.91, and the network is better where it counts: the test accuracy is at about 0.83, the test loss at about 0.5.
# The gap between the dashed and the solid line is what regularisation is about.
# (Single epochs differ; look at the lines as a whole.)
#
# How do the two networks compare after 200 epochs, and what does a ratio of 0.8 do?

# %% [markdown]
# <a id="momentum"></a>
#
# ## Bonus task: SGD with momentum ★
#
# *Worth {points:test_momentum} extra points.*
#
# In a long narrow valley the gradient points mostly from wall to wall, and only a little along the valley.
# SGD zigzags. A heavy ball would do better: the pushes from left and right cancel out, and those along the valley add up.
#
# So let every weight have a *velocity* $v$, which keeps a part $\mu$ of itself, the *momentum*, and is pushed by each gradient $g_t$:
#
# $$
# \begin{aligned}
# v_t &= \mu\, v_{t-1} + g_t \qquad\qquad v_0 = 0 \\
# \mathtt{delta}_t &= \mathtt{learning\_rate} \cdot v_t
# \end{aligned}
# $$
#
# **Test yourself** with the learning rate 0.1, the momentum 0.5 and the gradients 8, 8, 0:
#
# | step | gradient | velocity | delta |
# |---|---:|---:|---:|
# | 1 | 8 | 8 | 0.8 |
# | 2 | 8 | 0.5 · 8 + 8 = 12 | 1.2 |
# | 3 | 0 | 0.5 · 12 + 0 = 6 | 0.6 |
#
# In the third step the weight moves on although the gradient is 0.
# If the gradient stays the same for long, the velocity ends at $\frac{1}{1 - \mu}$ of it: ten times with the usual momentum of 0.9. So a smaller learning rate will do.
#
# The learning rate is that of the present step: it is a factor of the delta, and no part of what is remembered.
#
# **Keep the layers apart.** The optimizer is called once per layer and batch, with all gradients of this layer.
# Each layer has velocities of its own, one array for each gradient.

# %% nbgrader={"grade": false, "grade_id": "momentum", "locked": false, "schema_version": 3, "solution": true, "task": false}
class MomentumSGD(Optimizer):
    """Stochastic gradient descent whose steps keep a part of the steps before."""

    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocities = {}  # for each layer (by its id) a list of arrays, one per gradient

    def run_update_rule(self, gradients, layer):
        """Return a list with one delta per array in the list `gradients`, in the same order."""
        key = id(layer)
        if key not in self.velocities:
            self.velocities[key] = [np.zeros_like(gradient) for gradient in gradients]
        # TODO: update the velocities of this layer, and compute the list `param_deltas`
        # Hint: zip walks through the layer's velocities and gradients side by side
        # Hint: the gradients and the deltas belong to others: don't change the ones, and don't hand out your velocities
        ### BEGIN SOLUTION
        param_deltas = []
        for velocity, gradient in zip(self.velocities[key], gradients):
            velocity *= self.momentum
            velocity += gradient
            param_deltas.append(self.learning_rate * velocity)
        ### END SOLUTION
        return param_deltas

# %% nbgrader={"grade": true, "grade_id": "test_momentum", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["bonus"]
momentum_tests.MomentumSGD = MomentumSGD
momentum_tests.test_momentum()

# The bonus (up to {points:test_momentum} extra points) is graded here once you have submitted your notebook.
### HIDDEN TESTS tests/momentum.py

# %% [markdown]
# ### All together
#
# He's weights, a little dropout, and momentum, on all images. Plain SGD with the same learning rate runs beside it.

# %% tags=["training"]
histories = {}
for name, optimizer in {"SGD": SGD(0.02), "SGD with momentum": MomentumSGD(0.02)}.items():
    histories[name] = train_loop(fashion, MLP(dropout_ratio=0.2), optimizer, num_epochs=5, title=name)
plot_histories(histories)

# %% [markdown]
# After five epochs plain SGD is at about 0.84, with momentum at about 0.87 (with the sample 0.71 against 0.80): the small learning rate is enough for a ball that has gathered speed.
# How far do you get with more epochs, wider layers, or another dropout ratio?

# %% [markdown]
# ## To think about
#
# No points for these; good answers fit in two sentences.
# Most of them can be tried out with a line or two.
#
# 1. For two classes, softmax and sigmoid do the same work.
#    Which score must the sigmoid get, so that it gives the probability that softmax gives to the first of two scores?
# 2. A network that knows nothing gives each of ten classes the probability 0.1.
#    What is its cross-entropy?
#    Compare that with the loss before any training, for both first weights of the deep network.
# 3. *Label smoothing* replaces the 1 in the targets with 0.9 and spreads the rest over the other classes.
#    Your loss takes such rows already.
#    Which scores does it ask for, in place of infinitely large ones?
# 4. The training curves above are measured without dropout.
#    What would the training loss look like *with* dropout, and why is it no contradiction if it is higher than the test loss?
# 5. The derivation of He's formula counts on ReLU.
#    Which factor belongs in the place of the 2 if there is no activation at all?
# 6. With a momentum of 0.99, how many of the latest gradients have a noticeable part in a step?

# %% [markdown]
# ## What now?
#
# With softmax cross-entropy, dropout, He's weights and momentum you have what most image classifiers were trained with for years, and each of them is a few lines.
# The next steps are other layers: convolutions look at small pieces of an image, which costs fewer weights and suits pictures better than a weight for every pixel.
