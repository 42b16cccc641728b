"""Does a mistake fail its check, with a message that leads to it? (All known mistakes: `make mutants`.)"""

import re
from collections.abc import Callable

import pytest

from length.errors import CheckFailedError

DELTAS = "[self.learning_rate * gradient for gradient in gradients]"
RESULT = "np.dot(x, self._weights.T) + self.bias"
GRADIENT_1 = "(x1 - x2) * (2 / x1.size * grad_in)"
STEP = "self.learning_rate * m_corrected / (np.sqrt(v_corrected) + self.eps)"

# task, text of the master's answer, what the student wrote instead, what the message says
MISTAKES = [
    (
        "sgd",
        DELTAS,
        f"[-delta for delta in {DELTAS}]",
        "is -3, expected 3: yours has the opposite sign. The layer subtr",
    ),
    ("sgd", DELTAS, "[0.1 * gradient for gradient in gradients]", "1/5 of it. Is the learning rate a fixed number?"),
    ("sgd", DELTAS, f"{DELTAS}[:1]", "must have a delta for each of the 2 gradients, got 1"),
    ("sgd", DELTAS, f"({DELTAS[1:-1]})", "param_deltas must be a list, got a generator"),
    ("sgd", DELTAS, f"[gradients.pop() * 0.5] and {DELTAS}", "must have a delta for each of the 1 gradients, got 0"),
    ("fully_connected", "weight_init(self._weights)", "", "given as weight_init is never called"),
    (
        "fully_connected",
        "np.zeros(num_outputs, dtype=DTYPE)",
        "np.zeros(num_outputs)",
        "bias must be float32, got float64",
    ),
    (
        "fully_connected",
        RESULT,
        f"{RESULT} + self.bias",
        "result[2, 0] is 18, expected 8: 9 of 9 entries differ. Is the bi",
    ),
    ("fully_connected", RESULT, "np.dot(x, self._weights.T) + self.bias[0]", "plus that output's bias"),
    ("fully_connected", "np.dot(grad_in.T, x)", "np.dot(grad_in.T, x) / DTYPE(len(x))", "averaged over the 4 samples?"),
    ("fully_connected", "np.sum(grad_in, axis=0)", "np.sum(grad_in, axis=0) * 2", "yours is twice that"),
    (
        "fully_connected",
        "return grad_x, grad_w, grad_b",
        "return grad_x, grad_w",
        "must return 3 values (grad_x, grad_w, ",
    ),
    (
        "fully_connected",
        "return grad_x, grad_w, grad_b",
        "grad_in *= 2\n        return grad_x, grad_w, grad_b",
        "grad_in was chan",
    ),
    (
        "fully_connected",
        "self.bias -= delta_b",
        "bias = self.bias - delta_b",
        "a new local name is no part of the layer",
    ),
    ("fully_connected", "self.bias -= delta_b", "self.bias = -delta_b", "Is the old value lost?"),
    ("fully_connected", "self.bias -= delta_b", "self.bias -= delta_b\n        delta_b *= 0", "delta_b was changed"),
    (
        "mean_squared_error",
        "np.mean((x1 - x2) ** 2, dtype=DTYPE)",
        "np.sum((x1 - x2) ** 2)",
        "is 13, expected 2.167: yours is 6 t",
    ),
    (
        "mean_squared_error",
        "np.mean((x1 - x2) ** 2, dtype=DTYPE)",
        "np.mean((x1 - x2) ** 2, axis=1)",
        "error must be one number",
    ),
    (
        "mean_squared_error",
        GRADIENT_1,
        "(x1 - x2) * (1 / x1.size * grad_in)",
        "half of it. Did you forget the factor 2?",
    ),
    ("mean_squared_error", GRADIENT_1, "(x1 - x2) * DTYPE(2 / x1.size)", "Is the incoming gradient left out?"),
    (
        "mean_squared_error",
        GRADIENT_1,
        "(x2 - x1) * (2 / x1.size * grad_in)",
        "has the opposite sign. Which of the two inputs",
    ),
    (
        "mean_squared_error",
        "None if labels else -gradient_1",
        "-gradient_1",
        "gradient_2 must be None, got an array of shape (3, 2)",
    ),
    ("mean_squared_error", "None if labels else -gradient_1", "None", "must be an array of shape (3, 2), got None"),
    ("mean_squared_error", "np.arange(len(data)), data]", "0, data[0]]", "Row i has its 1 in column data[i]"),
    (
        "relu",
        "np.maximum(x, 0)",
        "np.abs(x)",
        "is 50, expected 0: 4 of 9 entries differ. Negative inputs become zero, not positive",
    ),
    ("relu", "np.maximum(x, 0)", "np.maximum(x, 0, out=x)", "x was changed: it is"),
    (
        "relu",
        "return (activated_inputs,)",
        "return activated_inputs",
        "must return a tuple (activated_inputs,), got one array",
    ),
    ("relu", "grad_in * (x > 0)", "(x > 0).astype(DTYPE)", "Is the incoming gradient left out?"),
    ("relu", "grad_in * (x > 0)", "np.maximum(grad_in, 0)", "The input decides what passes, not the gradient"),
    ("adam", "self.t_values[key] += 1", "pass", "Is t still 0 in the first step?"),
    ("adam", "v / (1 - self.beta2**t)", "v", "Is the second moment corrected"),
    ("adam", STEP, STEP.replace(" + self.eps", ""), "delta[2] is nan, expected 0: not a finite number"),
    ("adam", STEP, f"-{STEP}", "yours has the opposite sign. The layer subtracts the delta later on"),
    ("adam", "return param_deltas", "return param_deltas[:1]", "a delta for each of the 2 gradients, got 1"),
    ("adam", "key = id(layer)", "key = len(gradients)", "Moments and t belong to one layer: keep them apart"),
    (
        "mlp",
        "relu(self.fully_connected_2(hidden))",
        "self.fully_connected_2(hidden)",
        "with ReLU after each but the last?",
    ),
    (
        "mlp",
        "= self.fully_connected_3(hidden)",
        "= relu(self.fully_connected_3(hidden))",
        "No ReLU after the last layer",
    ),
    ("mlp", "self.loss.backward(optimizer)", "self.loss.backward()", "the weights of layer 1 are as they were"),
    (
        "mlp",
        "return sum_loss / num_images, sum_correct / num_images",
        "pass",
        "evaluate: must return a tuple (loss, accuracy), got None (is the return missing?)",
    ),
    ("mlp", "self.loss = mean_squared_error", "loss = mean_squared_error", "self.loss must be a node of the graph"),
    (
        "mlp",
        "return sum_loss / num_images, sum_correct",
        "return sum_loss / num_images, sum_correct * 2",
        "yours is twice that",
    ),
]


@pytest.mark.parametrize(("task", "right", "wrong", "message"), MISTAKES)
def test_refused(task: str, right: str, wrong: str, message: str, run_check: Callable[..., None]) -> None:
    """Is the mistake refused, in words that help?"""
    with pytest.raises(CheckFailedError, match=re.escape(message)):
        run_check(task, (right, wrong))
