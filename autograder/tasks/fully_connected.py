"""The fully connected layer: its start, both passes and its update."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.tasks.comparison import EXACT
from autograder.tasks.task import Arrays, Mistake, Property, Task


def new_layer(student: "Any", case: "Any", weights: "Any" = None) -> "Any":
    """A layer with the weights and, if there is one, the bias of the case."""
    weights = case["weights"] if weights is None else weights
    layer = student["FullyConnected"](*weights.shape)
    layer.weights = weights.copy()
    layer.bias = case["bias"].copy() if "bias" in case else np.zeros(weights.shape[1], np.float32)
    return layer


def forward(layer: "Any", x: "Any") -> "Any":
    """The output, a copy of it."""
    return np.array(layer.internal_forward((x.copy(),))[0])


def backward(layer: "Any", x: "Any", grad: "Any", wanted: "Any") -> "Any":
    """One of the gradients, also where a slip in a later line stopped the pass: each gradient has its own property."""
    try:
        result = layer.internal_backward((x.copy(),), (grad.copy(),))
        return np.array(dict(zip(("grad_x", "grad_w", "grad_b"), result, strict=True))[wanted])
    except Exception as error:
        trace = error.__traceback__
        while trace is not None:
            names = trace.tb_frame.f_locals
            if trace.tb_frame.f_code.co_name == "internal_backward" and wanted in names:
                return np.array(names[wanted])
            trace = trace.tb_next
        raise


def stored_weights(layer: "Any") -> "Any":
    """The weights as the layer stores them: the answer chooses the order of the axes."""
    arrays = [value for value in vars(layer).values() if isinstance(value, np.ndarray) and value.ndim == 2]
    return np.array(getattr(layer, "_weights", arrays[0] if arrays else layer.weights))


def matrices(rng: np.random.Generator, batch: int, inputs: int, outputs: int) -> Arrays:
    """Random weights, inputs and incoming gradients (neither ones nor of one sign)."""
    shapes = {"weights": (inputs, outputs), "x": (batch, inputs), "grad": (batch, outputs)}
    return {name: rng.normal(0, 1, shape).astype(np.float32) for name, shape in shapes.items()}


def shaped_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Batches of one, odd and even sizes; more inputs than outputs and the reverse."""
    return [matrices(rng, *sizes) for sizes in ((5, 2, 3), (1, 4, 2), (4, 6, 5), (3, 1, 7), (7, 3, 1))]


def square_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """As many inputs as outputs: a slip in one gradient's axes can't stop the others'. Batches of several sizes."""
    return [matrices(rng, batch, size, size) for batch, size in ((4, 4), (3, 3), (1, 5), (7, 2))]


def cube_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """As many inputs as outputs as samples."""
    return [matrices(rng, size, size, size) for size in (4, 3, 1)]


def probe_weights(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The weights of a new layer with an initializer that fills in one number, and with the layer's own."""
    inputs, outputs = (int(size) for size in case["sizes"])

    def fill(array):  # type: ignore[no-untyped-def]
        array[...] = case["value"]

    given = student["FullyConnected"](inputs, outputs, weight_init=fill)
    return {"weights": np.array(given.weights), "own": np.array(student["FullyConnected"](inputs, outputs).weights)}


def sizes_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Layers of several sizes."""
    return [
        {"sizes": np.array(sizes), "value": np.array(rng.normal(3, 1), np.float32)}
        for sizes in ((3, 5), (4, 1), (1, 6), (20, 7))
    ]


def filled(case: Arrays, returned: Arrays) -> Arrays:
    """The layer's own initializer is random: only that it was used can be seen."""
    return {"weights": returned["weights"], "weights are filled": np.array(bool(np.all(returned["own"] != 0)))}


def weights_reference(case: Arrays) -> Arrays:
    """Every weight as the initializer left it."""
    return {"weights": np.full(tuple(case["sizes"]), case["value"]), "weights are filled": np.array(True)}


def probe_bias(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The bias of a new layer."""
    return {"bias": np.array(student["FullyConnected"](*(int(size) for size in case["sizes"])).bias)}


def bias_reference(case: Arrays) -> Arrays:
    """A zero for each output."""
    return {"bias": np.zeros(case["sizes"][1])}


def probe_forward(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The output without a bias, and the input afterwards."""
    layer, x = new_layer(student, case), case["x"].copy()
    return {"output": np.array(layer.internal_forward((x,))[0]), "x_afterwards": x}


def forward_reference(case: Arrays) -> Arrays:
    """Each output the sum of inputs times weights."""
    wide = case["x"].astype(np.float64)[:, :, None] * case["weights"].astype(np.float64)
    return {"output": wide.sum(axis=1), "x_afterwards": case["x"]}


def probe_forward_bias(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The output where all weights are zero."""
    return {"output": forward(new_layer(student, case, np.zeros_like(case["weights"])), case["x"])}


def biased_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """A bias that is different for each output."""
    return [case | {"bias": rng.normal(0, 2, case["grad"].shape[1:]).astype(np.float32)} for case in square_cases(rng)]


def forward_bias_reference(case: Arrays) -> Arrays:
    """The bias in every row."""
    return {"output": np.stack([case["bias"]] * len(case["x"]))}


def probe_grad_x(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The gradient for the inputs."""
    from contextlib import suppress

    layer = new_layer(student, case)
    with suppress(Exception):  # the forward pass has its own property
        forward(layer, case["x"])
    return {"grad_x": backward(layer, case["x"], case["grad"], "grad_x")}


def grad_x_reference(case: Arrays) -> Arrays:
    """Each input's gradient the sum over the outputs that it went into."""
    wide = case["grad"].astype(np.float64)[:, None, :] * case["weights"].astype(np.float64)
    return {"grad_x": wide.sum(axis=2)}


def probe_grad_w(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The gradient for the weights, and the weights as they are stored."""
    from contextlib import suppress

    layer = new_layer(student, case)
    with suppress(Exception):  # the forward pass has its own property
        forward(layer, case["x"])
    return {"stored": stored_weights(layer), "grad_w": backward(layer, case["x"], case["grad"], "grad_w")}


def outside_order(case: Arrays, returned: Arrays) -> Arrays:
    """Turn the gradient to shape (inputs, outputs), whichever way the weights are stored."""
    straight = np.array_equal(returned["stored"], case["weights"])
    return {"grad_w": returned["grad_w"] if straight else returned["grad_w"].T}


def grad_w_reference(case: Arrays) -> Arrays:
    """Each weight's gradient: input times incoming gradient, summed over the batch."""
    wide = case["x"].astype(np.float64)[:, :, None] * case["grad"].astype(np.float64)[:, None, :]
    return {"grad_w": wide.sum(axis=0)}


def probe_grad_b(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The gradient for the bias."""
    from contextlib import suppress

    layer = new_layer(student, case)
    with suppress(Exception):  # the forward pass has its own property
        forward(layer, case["x"])
    return {"grad_b": backward(layer, case["x"], case["grad"], "grad_b")}


def grad_b_reference(case: Arrays) -> Arrays:
    """Summed over the batch."""
    return {"grad_b": case["grad"].astype(np.float64).sum(axis=0)}


def probe_update(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """Weights and bias after one update and after two."""
    layer = new_layer(student, case)
    straight = np.array_equal(stored_weights(layer), case["weights"])
    result = {}
    for step in ("1", "2"):
        delta_w = case["delta_w_" + step]
        layer.internal_update(((delta_w if straight else delta_w.T).copy(), case["delta_b_" + step].copy()))
        result["weights_after_update_" + step] = np.array(layer.weights)
        result["bias_after_update_" + step] = np.array(layer.bias)
    return result


def update_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Two updates with different deltas."""
    cases = []
    for inputs, outputs in ((3, 2), (1, 4), (4, 4)):
        shapes = {"weights": (inputs, outputs), "bias": (outputs,)}
        for step in ("1", "2"):
            shapes |= {"delta_w_" + step: (inputs, outputs), "delta_b_" + step: (outputs,)}
        cases.append({name: rng.normal(0, 1, shape).astype(np.float32) for name, shape in shapes.items()})
    return cases


def update_reference(case: Arrays) -> Arrays:
    """Deltas are subtracted, one after the other."""
    weights_1, bias_1 = case["weights"] - case["delta_w_1"], case["bias"] - case["delta_b_1"]
    return {
        "weights_after_update_1": weights_1,
        "bias_after_update_1": bias_1,
        "weights_after_update_2": weights_1 - case["delta_w_2"],
        "bias_after_update_2": bias_1 - case["delta_b_2"],
    }


def probe_dtype(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """A new layer's arrays, and what its passes return for float32."""
    from contextlib import suppress

    fresh = student["FullyConnected"](*case["weights"].shape)
    result = {"weights": np.array(fresh.weights), "bias": np.array(fresh.bias)}
    layer = new_layer(student, case)
    with suppress(Exception):  # the values have properties of their own
        result["output"] = forward(layer, case["x"])
    for name in ("grad_x", "grad_w", "grad_b"):
        with suppress(Exception):
            result[name] = backward(layer, case["x"], case["grad"], name)
    return result


def dtypes(case: Arrays, returned: Arrays) -> Arrays:
    """Look at dtypes alone."""
    return {"float32 stays float32": np.array(all(array.dtype == np.float32 for array in returned.values()))}


def dtype_reference(case: Arrays) -> Arrays:
    """No silent change to float64, which doubles memory and time."""
    return {"float32 stays float32": np.array(True)}


def probe_batches(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """Two batches whose passes interleave in one layer, and each in a layer of its own."""
    from contextlib import suppress

    names, result, shared = ("grad_x", "grad_w", "grad_b"), {}, new_layer(student, case)
    batches = (("1", case["x_1"]), ("2", case["x_2"]))
    for number, x in batches:
        layer = new_layer(student, case)
        with suppress(Exception):  # the values have properties of their own
            result["output_alone_" + number] = forward(layer, x)
        for name in names:
            result[f"{name}_alone_{number}"] = backward(layer, x, case["grad"], name)
    for number, x in batches:
        with suppress(Exception):
            result["output_together_" + number] = forward(shared, x)
    for number, x in batches:
        for name in names:
            result[f"{name}_together_{number}"] = backward(shared, x, case["grad"], name)
    return result


def batches_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Two batches of the same shape."""
    case = matrices(rng, 3, 3, 3)
    return [case | {"x_1": case["x"], "x_2": rng.normal(0, 1, (3, 3)).astype(np.float32)}]


def compare_batches(case: Arrays, returned: Arrays) -> Arrays:
    """Whether the other batch made a difference."""
    alone = [name for name in returned if "_alone_" in name]
    same = bool(alone) and all(
        np.allclose(returned[name], returned[name.replace("alone", "together")], 1e-5, 1e-6) for name in alone
    )
    return {"batches do not influence each other": np.array(same)}


def batches_reference(case: Arrays) -> Arrays:
    """Each batch's results belong to its own inputs."""
    return {"batches do not influence each other": np.array(True)}


_FORWARD = "np.dot(x, self._weights.T) + self.bias"
_GRAD_X, _GRAD_W, _GRAD_B = "np.dot(grad_in, self._weights)", "np.dot(grad_in.T, x)", "np.sum(grad_in, axis=0)"
_CREATE = "np.zeros((num_outputs, num_inputs), dtype=DTYPE)"
_FILL = "weight_init(self._weights)"
_BIAS = "np.zeros(num_outputs, dtype=DTYPE)"
_UPDATE_W, _UPDATE_B = "self._weights -= delta_w", "self.bias -= delta_b"
_UPDATE = f"{_UPDATE_W}\n        {_UPDATE_B}"


def _edit(name: str, old: str, new: str) -> Mistake:
    return Mistake(name, ((old, new),))


def _remembers(name: str, remembered: str) -> Mistake:
    result = f"result = {_FORWARD}"
    used = _GRAD_W.replace("x)", "self.x)")
    return Mistake(name, ((result, f"self.x = {remembered}\n        {result}"), (_GRAD_W, used)))


_BACKWARD_HELPERS = (new_layer, forward, backward)

TASK = Task(
    name="fully_connected",
    title="Fully connected layer",
    properties=(
        Property(
            "start: weights from the initializer",
            0.75,
            probe_weights,
            sizes_cases,
            weights_reference,
            EXACT,
            measure=filled,
        ),
        Property("start: the bias", 0.25, probe_bias, sizes_cases, bias_reference, EXACT),
        Property(
            "forward: inputs times weights",
            1.0,
            probe_forward,
            shaped_cases,
            forward_reference,
            helpers=(new_layer,),
        ),
        Property(
            "forward: the bias",
            0.5,
            probe_forward_bias,
            biased_cases,
            forward_bias_reference,
            helpers=(new_layer, forward),
        ),
        Property(
            "backward: the inputs' gradient",
            0.75,
            probe_grad_x,
            shaped_cases,
            grad_x_reference,
            helpers=_BACKWARD_HELPERS,
        ),
        Property(
            "backward: the weights' gradient",
            0.75,
            probe_grad_w,
            square_cases,
            grad_w_reference,
            measure=outside_order,
            helpers=(*_BACKWARD_HELPERS, stored_weights),
        ),
        Property(
            "backward: the bias's gradient",
            0.5,
            probe_grad_b,
            cube_cases,
            grad_b_reference,
            helpers=_BACKWARD_HELPERS,
        ),
        Property(
            "update",
            0.75,
            probe_update,
            update_cases,
            update_reference,
            helpers=(new_layer, stored_weights),
        ),
        Property(
            "batches do not influence each other",
            0.5,
            probe_batches,
            batches_cases,
            batches_reference,
            measure=compare_batches,
            helpers=_BACKWARD_HELPERS,
            supporting=True,
        ),
        Property(
            "float32 stays float32",
            0.25,
            probe_dtype,
            cube_cases,
            dtype_reference,
            measure=dtypes,
            helpers=_BACKWARD_HELPERS,
            supporting=True,
        ),
    ),
    mistakes=(
        _edit("weights created transposed", _CREATE, "np.zeros((num_inputs, num_outputs), dtype=DTYPE)"),
        _edit("weights not transposed", "np.dot(x, self._weights.T)", "np.dot(x, self._weights)"),
        _edit("bias forgotten", f"{_FORWARD}", "np.dot(x, self._weights.T)"),
        _edit("bias added twice", _FORWARD, f"{_FORWARD} + self.bias"),
        _edit("bias subtracted", "self._weights.T) + self.bias", "self._weights.T) - self.bias"),
        _edit("bias starts at one", _BIAS, "np.ones(num_outputs, dtype=DTYPE)"),
        _edit("bias starts at random", _BIAS, "np.random.normal(0, 0.01, num_outputs).astype(DTYPE)"),
        _edit("initializer not called", f"        {_FILL}\n", ""),
        _edit("another initializer called", _FILL, "Xavier()(self._weights)"),
        _edit("initializer called on another array", _FILL, "weight_init(self._weights.copy())"),
        _edit("weights random, initializer ignored", _FILL, "self._weights += DTYPE(0.01)"),
        _edit("grad_w transposed", _GRAD_W, "np.dot(x.T, grad_in)"),
        _edit("grad_w averaged", _GRAD_W, f"{_GRAD_W} / DTYPE(len(x))"),
        _edit("grad_w sign flipped", _GRAD_W, f"-{_GRAD_W}"),
        _edit("grad_w without the incoming gradient", _GRAD_W, "np.dot(np.ones_like(grad_in).T, x)"),
        _edit("grad_b averaged", _GRAD_B, "np.mean(grad_in, axis=0)"),
        _edit("grad_b of the last row only", _GRAD_B, "grad_in[-1]"),
        _edit("grad_b one number", _GRAD_B, "np.sum(grad_in)"),
        _edit("grad_b one number for all", _GRAD_B, "np.full_like(self.bias, np.sum(grad_in))"),
        _edit("grad_b keeps its dimension", _GRAD_B, "np.sum(grad_in, axis=0, keepdims=True)"),
        _edit("grad_b not summed", _GRAD_B, "grad_in"),
        _edit("grad_b counts the batch", _GRAD_B, "np.full_like(self.bias, len(grad_in))"),
        _edit("grad_x with weights not transposed", _GRAD_X, "np.dot(grad_in, self._weights.T)"),
        _edit("grad_x with absolute weights", _GRAD_X, "np.dot(grad_in, np.abs(self._weights))"),
        _edit("grad_x averaged", _GRAD_X, f"{_GRAD_X} / DTYPE(len(x))"),
        _edit("grad_x without the incoming gradient", _GRAD_X, "np.dot(np.ones_like(grad_in), self._weights)"),
        Mistake(
            "update adds",
            ((_UPDATE_W, "self._weights += delta_w"), (_UPDATE_B, "self.bias += delta_b")),
        ),
        _edit("update adds to the bias", _UPDATE_B, "self.bias += delta_b"),
        _edit("update does nothing", _UPDATE, "pass"),
        _edit("update skips the bias", f"        {_UPDATE_B}\n", ""),
        _edit("update replaces", _UPDATE, "self._weights = -delta_w\n        self.bias = -delta_b"),
        _edit("update applies twice", _UPDATE, f"{_UPDATE}\n        {_UPDATE}"),
        _edit(
            "update changes an alias",
            _UPDATE,
            "weights = self._weights\n        weights = weights - delta_w\n"
            "        bias = self.bias\n        bias = bias - delta_b",
        ),
        _edit(
            "update changes a copy",
            _UPDATE,
            "weights = self._weights.copy()\n        weights -= delta_w\n"
            "        bias = self.bias.copy()\n        bias -= delta_b",
        ),
        Mistake("float64", ((_CREATE, "np.zeros((num_outputs, num_inputs))"), (_BIAS, "np.zeros(num_outputs)"))),
        _edit("output float64", f"result = {_FORWARD}", f"result = ({_FORWARD}).astype(np.float64)"),
        _remembers("remembers the latest batch", "x"),
        _remembers("remembers the first batch", 'getattr(self, "x", x)'),
    ),
    solution_cells=("fully_connected",),
    check_cell="test_fully_connected",
)
