"""Mean squared error: its value, its gradients, and integer labels as targets."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.tasks.task import Arrays, Mistake, Property, Task


def probe_forward(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The loss, and the inputs as they are afterwards."""
    x_1, x_2 = case["x_1"].copy(), case["x_2"].copy()
    loss = np.array(student["MeanSquaredError"]().internal_forward((x_1, x_2))[0])
    return {"loss": loss, "x_1_afterwards": x_1, "x_2_afterwards": x_2}


def pairs(rng: np.random.Generator) -> Sequence[Arrays]:
    """Batches of one, odd and even sizes; differences below and above 1."""
    return [
        {"x_1": rng.normal(0, scale, shape).astype(np.float32), "x_2": rng.normal(0, scale, shape).astype(np.float32)}
        for shape, scale in (((4, 3), 1), ((1, 10), 0.3), ((7, 2), 5), ((5, 1), 1))
    ]


def forward_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Different inputs, and equal ones, whose loss is zero."""
    same = rng.normal(0, 1, (3, 4)).astype(np.float32)
    return [*pairs(rng), {"x_1": same, "x_2": same}]


def one_number(case: Arrays, returned: Arrays) -> Arrays:
    """Take an array of one entry for a number."""
    return returned | {"loss": returned["loss"].reshape(())}


def forward_reference(case: Arrays) -> Arrays:
    """The sum of squares over the number of entries; inputs as they were."""
    difference = case["x_1"].astype(np.float64) - case["x_2"].astype(np.float64)
    return {
        "loss": np.array(np.sum(np.square(difference)) / difference.size),
        "x_1_afterwards": case["x_1"],
        "x_2_afterwards": case["x_2"],
    }


def backward(student: "Any", x_1: "Any", x_2: "Any", grad: "Any") -> "Any":
    """Forward (right or wrong: another property looks at it), then backward of the same call."""
    from contextlib import suppress

    function = student["MeanSquaredError"]()
    with suppress(Exception):  # whatever it was, the backward pass has its own property
        function.internal_forward((x_1.copy(), x_2.copy()))
    return function.internal_backward((x_1.copy(), x_2.copy()), (np.array(grad, np.float32),))


def probe_backward(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """Both gradients for an incoming gradient of 1."""
    gradient_1, gradient_2 = backward(student, case["x_1"], case["x_2"], 1)
    return {"gradient_1": np.array(gradient_1), "gradient_2": np.array(gradient_2)}


def backward_reference(case: Arrays) -> Arrays:
    """Each entry's derivative of the mean."""
    difference = case["x_1"].astype(np.float64) - case["x_2"].astype(np.float64)
    rows, columns = difference.shape
    return {"gradient_1": 2 * difference / (rows * columns), "gradient_2": -2 * difference / (rows * columns)}


def probe_upstream(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """Both gradients for an incoming gradient, and for 1."""
    unit_1, unit_2 = backward(student, case["x_1"], case["x_2"], 1)
    gradient_1, gradient_2 = backward(student, case["x_1"], case["x_2"], case["grad"])
    return {
        "unit_1": np.array(unit_1),
        "unit_2": np.array(unit_2),
        "gradient_1": np.array(gradient_1),
        "gradient_2": np.array(gradient_2),
    }


def upstream_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Incoming gradients above and below 1, and a negative one."""
    return [pair | {"grad": np.array(grad)} for pair, grad in zip(pairs(rng), (2.5, 0.125, -3.0, -0.5), strict=True)]


def per_unit(case: Arrays, returned: Arrays) -> Arrays:
    """The factor that the incoming gradient makes; the gradients' own values are another property."""
    return {
        "gradient_1": returned["gradient_1"] / returned["unit_1"],
        "gradient_2": returned["gradient_2"] / returned["unit_2"],
    }


def upstream_reference(case: Arrays) -> Arrays:
    """The chain rule: times the incoming gradient."""
    factor = np.full(case["x_1"].shape, case["grad"])
    return {"gradient_1": factor, "gradient_2": factor}


def probe_labels(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """One-hot vectors of labels; loss and gradient for labels and, beside them, for ready one-hot vectors."""
    x, labels, targets = case["x"], case["labels"], case["targets"]
    result = {"one_hot": np.array(student["MeanSquaredError"]().create_one_hot(labels.copy(), x.shape))}
    for name, second in (("labels", labels), ("targets", targets)):
        function = student["MeanSquaredError"]()
        result["loss_for_" + name] = np.array(function.internal_forward((x.copy(), second.copy()))[0])
        gradient_1, gradient_2 = function.internal_backward((x.copy(), second.copy()), (np.array(1, np.float32),))
        result["gradient_for_" + name] = np.array(gradient_1)
        result["no_gradient_for_" + name] = np.array(gradient_2 is None)
    return result


def labels_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Labels as data sets deliver them (uint8) and as NumPy makes them; the last class occurs, as does the first."""
    cases = []
    for rows, classes, dtype in ((6, 4, "uint8"), (1, 10, "int64"), (5, 3, "int32"), (9, 10, "uint8")):
        labels = rng.integers(0, classes, rows)
        labels[0] = classes - 1
        labels[rows // 2 :: rows] = 0 if rows > 1 else classes - 1
        targets = (labels[:, None] == np.arange(classes)).astype(np.float32)
        x = rng.normal(0, 1, (rows, classes)).astype(np.float32)
        cases.append({"x": x, "labels": labels.astype(dtype), "targets": targets})
    return cases


def against_targets(case: Arrays, returned: Arrays) -> Arrays:
    """Labels against ready one-hot vectors, both by the answer itself: their values are other properties."""
    same_loss = np.isclose(returned["loss_for_labels"], returned["loss_for_targets"], 1e-4, 1e-7)
    same_gradient = np.allclose(returned["gradient_for_labels"], returned["gradient_for_targets"], 1e-4, 1e-7)
    return {
        "one hot": returned["one_hot"],
        "create one hot returns float32": np.array(returned["one_hot"].dtype == np.float32),
        "labels give the loss of their one hot vectors": np.array(bool(same_loss.all())),
        "labels give the gradient of their one hot vectors": np.array(same_gradient),
        "the second gradient is None for labels": returned["no_gradient_for_labels"],
    }


def labels_reference(case: Arrays) -> Arrays:
    """A 1 at each label; nothing else changes."""
    return {
        "one hot": case["targets"],
        "create one hot returns float32": np.array(True),
        "labels give the loss of their one hot vectors": np.array(True),
        "labels give the gradient of their one hot vectors": np.array(True),
        "the second gradient is None for labels": np.array(True),
    }


_ERROR = "np.mean((x1 - x2) ** 2, dtype=DTYPE)"
_GRADIENT_1 = "gradient_1 = (x1 - x2) * (2 / x1.size * grad_in)"
_GRADIENT_2 = "None if labels else -gradient_1"
_INTEGER = "np.issubdtype(x2.dtype, np.integer)"
_SET = "one_hot[np.arange(len(data)), data] = 1"


def _forward(name: str, new: str) -> Mistake:
    return Mistake(name, ((_ERROR, new),))


def _first(name: str, factor: str) -> Mistake:
    """Change the first gradient alone: the second keeps its right value."""
    second = "None if labels else (x2 - x1) * (2 / x1.size * grad_in)"
    return Mistake(name, ((_GRADIENT_1, f"gradient_1 = {factor}"), (_GRADIENT_2, second)))


def _both(name: str, new: str) -> Mistake:
    return Mistake(name, ((_GRADIENT_1, f"gradient_1 = {new}"),))


TASK = Task(
    name="mean_squared_error",
    title="Mean squared error",
    properties=(
        Property("forward: the loss", 1.0, probe_forward, forward_cases, forward_reference, measure=one_number),
        Property(
            "backward: both gradients",
            1.25,
            probe_backward,
            pairs,
            backward_reference,
            helpers=(backward,),
        ),
        Property(
            "backward: passes on the incoming gradient",
            0.75,
            probe_upstream,
            upstream_cases,
            upstream_reference,
            measure=per_unit,
            helpers=(backward,),
            supporting=True,
        ),
        Property("integer labels", 1.0, probe_labels, labels_cases, labels_reference, measure=against_targets),
    ),
    mistakes=(
        _forward("sum instead of mean", "np.sum((x1 - x2) ** 2, dtype=DTYPE)"),
        _forward("divides by the batch only", "np.sum((x1 - x2) ** 2, dtype=DTYPE) / len(x1)"),
        _forward("half", "np.mean((x1 - x2) ** 2, dtype=DTYPE) / 2"),
        _forward("root", "np.sqrt(np.mean((x1 - x2) ** 2, dtype=DTYPE))"),
        _forward("absolute error", "np.mean(np.abs(x1 - x2), dtype=DTYPE)"),
        _forward("error not squared", "np.mean(x1 - x2, dtype=DTYPE)"),
        _both("gradient of the sum", "(x1 - x2) * (2 * grad_in)"),
        _both("gradient divided by the batch only", "(x1 - x2) * (2 / len(x1) * grad_in)"),
        _both("gradient of the absolute error", "np.sign(x1 - x2) * (grad_in / x1.size)"),
        _both("factor 2 missing", "(x1 - x2) * (1 / x1.size * grad_in)"),
        _first("factor 2 missing in the first gradient", "(x1 - x2) * (1 / x1.size * grad_in)"),
        Mistake("factor 2 missing in the second gradient", ((_GRADIENT_2, "None if labels else -gradient_1 / 2"),)),
        _first("sign of the first gradient", "(x2 - x1) * (2 / x1.size * grad_in)"),
        Mistake("sign of the second gradient", ((_GRADIENT_2, "None if labels else gradient_1"),)),
        _both("ignores the incoming gradient", "(x1 - x2) * DTYPE(2 / x1.size)"),
        Mistake("one-hot off by one", ((_SET, "one_hot[np.arange(len(data)), data - 1] = 1"),)),
        Mistake("one-hot float64", (("np.zeros(shape, dtype=DTYPE)", "np.zeros(shape)"),)),
        Mistake("one-hot in the first row only", ((_SET, "one_hot[0, data[0]] = 1"),)),
        Mistake("one-hot with all labels in every row", ((_SET, "one_hot[:, data] = 1"),)),
        Mistake("uint8 labels not taken as integers", ((_INTEGER, "np.issubdtype(x2.dtype, np.signedinteger)"),)),
        Mistake("only int64 labels taken as integers", ((_INTEGER, "x2.dtype == np.int64"),)),
        Mistake("a gradient for labels", ((_GRADIENT_2, "-gradient_1"),)),
        Mistake("zeros as gradient for labels", ((_GRADIENT_2, "0 * gradient_1 if labels else -gradient_1"),)),
        Mistake("changes its input", ((f"error = {_ERROR}", "x1 -= x2\n        error = np.mean(x1**2, dtype=DTYPE)"),)),
    ),
    solution_cells=("mean_squared_error",),
    check_cell="test_mean_squared_error",
)
