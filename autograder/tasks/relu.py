"""ReLU: positive inputs pass, and with them their gradients."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.tasks.comparison import EXACT
from autograder.tasks.task import Arrays, Mistake, Property, Task


def mixed_inputs(rng: np.random.Generator, shape: tuple[int, ...]) -> "np.ndarray[Any, Any]":
    """Both signs, sizes from 1e-3 to about 50, no zeros: any threshold or cap other than 0 shows."""
    sizes = np.exp(rng.uniform(np.log(1e-3), np.log(50), shape))
    return (sizes * rng.choice([-1, 1], shape)).astype(np.float32)


def probe_forward(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The output for an input."""
    return {"output": np.array(student["Relu"]().internal_forward((case["x"].copy(),))[0])}


def forward_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """One to four axes, a batch of one, zeros."""
    shapes = ((5, 7), (1, 12), (30,), (2, 3, 4, 4))
    return [{"x": np.zeros((2, 3), np.float32)}, *({"x": mixed_inputs(rng, shape)} for shape in shapes)]


def forward_reference(case: Arrays) -> Arrays:
    """max(x, 0)."""
    return {"output": np.where(case["x"] > 0, case["x"], np.float32(0))}


def backward(function: "Any", x: "Any", grad: "Any") -> "Any":
    """Forward (right or wrong: another property looks at it), then backward of the same call."""
    from contextlib import suppress

    with suppress(Exception):  # whatever it was, the backward pass has its own property
        function.internal_forward((x.copy(),))
    return np.array(function.internal_backward((x.copy(),), (grad.copy(),))[0])


def probe_mask(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """Gradients for incoming gradients that are all 1 and all -1."""
    x = case["x"]
    return {
        "gradient": backward(student["Relu"](), x, np.ones_like(x)),
        "gradient_of_the_negative": backward(student["Relu"](), x, -np.ones_like(x)),
    }


def mask_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """No zeros: the derivative at 0 is a convention, and not graded."""
    return [{"x": mixed_inputs(rng, shape)} for shape in ((6, 5), (1, 9), (25,), (2, 3, 4))]


def absolute(case: Arrays, returned: Arrays) -> Arrays:
    """Leave the incoming gradient's sign and size to the property that looks at them."""
    return {name: np.abs(array) for name, array in returned.items()}


def mask_reference(case: Arrays) -> Arrays:
    """1 where the input passed, 0 elsewhere."""
    passed = (case["x"] > 0).astype(np.float32)
    return {"gradient": passed, "gradient_of_the_negative": passed}


def probe_upstream(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """Gradients for an incoming gradient, its negative and all ones."""
    x, grad = case["x"], case["grad"]
    return {
        "unit": backward(student["Relu"](), x, np.ones_like(x)),
        "positive": backward(student["Relu"](), x, grad),
        "negative": backward(student["Relu"](), x, -grad),
    }


def upstream_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Incoming gradients that are neither ones nor uniform."""
    return [
        {"x": mixed_inputs(rng, shape), "grad": rng.uniform(0.2, 3, shape).astype(np.float32)}
        for shape in ((4, 6), (1, 8), (3, 3, 2))
    ]


def per_unit(case: Arrays, returned: Arrays) -> Arrays:
    """How much of the incoming gradient arrives where anything arrives; what is let through is another property."""
    unit, positive, negative = returned["unit"], returned["positive"], returned["negative"]
    arrives = unit != 0
    return {
        "something arrives": np.array(bool(arrives.any())),
        "gradient": np.where(arrives, positive / unit, case["grad"]),
        "a negative gradient keeps its sign": np.array(bool(np.all((negative == 0) | (negative == -positive)))),
    }


def upstream_reference(case: Arrays) -> Arrays:
    """The chain rule: times the incoming gradient."""
    return {
        "something arrives": np.array(True),
        "gradient": case["grad"],
        "a negative gradient keeps its sign": np.array(True),
    }


def probe_calls(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """Gradients of two calls whose passes interleave, of one function used twice, and of each call alone."""
    from contextlib import suppress

    x_1, x_2, grad = case["x_1"], case["x_2"], case["grad"]
    result = {"alone_1": backward(student["Relu"](), x_1, grad), "alone_2": backward(student["Relu"](), x_2, grad)}
    first, second, used_twice = student["Relu"](), student["Relu"](), student["Relu"]()
    for function, x in ((first, x_1), (second, x_2)):
        with suppress(Exception):  # as in `backward`
            function.internal_forward((x.copy(),))
    result["interleaved_1"] = np.array(first.internal_backward((x_1.copy(),), (grad.copy(),))[0])
    result["interleaved_2"] = np.array(second.internal_backward((x_2.copy(),), (grad.copy(),))[0])
    backward(used_twice, x_1, grad)
    result["again_2"] = backward(used_twice, x_2, grad)
    return result


def calls_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Two inputs that need different masks."""
    return [
        {
            "x_1": mixed_inputs(rng, (5, 6)),
            "x_2": mixed_inputs(rng, (5, 6)),
            "grad": rng.uniform(0.5, 1, (5, 6)).astype(np.float32),
        }
    ]


def compare_calls(case: Arrays, returned: Arrays) -> Arrays:
    """Whether other calls made a difference."""
    pairs = (("interleaved_1", "alone_1"), ("interleaved_2", "alone_2"), ("again_2", "alone_2"))
    same = all(np.array_equal(returned[one], returned[other]) for one, other in pairs)
    return {"calls do not influence each other": np.array(same)}


def calls_reference(case: Arrays) -> Arrays:
    """Each call's gradient belongs to its own input."""
    return {"calls do not influence each other": np.array(True)}


def probe_dtype(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """What forward and backward return for float32."""
    from contextlib import suppress

    result = {}
    function = student["Relu"]()
    with suppress(Exception):  # the values have properties of their own
        result["output"] = np.array(function.internal_forward((case["x"].copy(),))[0])
    result["gradient"] = np.array(function.internal_backward((case["x"].copy(),), (np.ones_like(case["x"]),))[0])
    return result


def dtypes(case: Arrays, returned: Arrays) -> Arrays:
    """Look at dtypes alone."""
    return {"float32 stays float32": np.array(all(array.dtype == np.float32 for array in returned.values()))}


def dtype_reference(case: Arrays) -> Arrays:
    """No silent change to float64, which doubles memory and time."""
    return {"float32 stays float32": np.array(True)}


def probe_inputs(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The input as it is after forward and backward."""
    function, x = student["Relu"](), case["x"].copy()
    function.internal_forward((x,))
    function.internal_backward((x,), (np.ones_like(x),))
    return {"x_after_the_calls": x}


def inputs_reference(case: Arrays) -> Arrays:
    """Inputs belong to the graph: they stay as they were."""
    return {"x_after_the_calls": case["x"]}


def _forward(name: str, new: str) -> Mistake:
    return Mistake(name, (("np.maximum(x, 0)", new),))


def _backward(name: str, new: str) -> Mistake:
    return Mistake(name, (("grad_in * (x > 0)", new),))


_FORWARD = "activated_inputs = np.maximum(x, 0)"

TASK = Task(
    name="relu",
    title="ReLU",
    properties=(
        Property("forward", 1.0, probe_forward, forward_cases, forward_reference, EXACT),
        Property(
            "backward: which inputs let the gradient through",
            0.75,
            probe_mask,
            mask_cases,
            mask_reference,
            measure=absolute,
            helpers=(backward,),
        ),
        Property(
            "backward: passes on the incoming gradient",
            0.5,
            probe_upstream,
            upstream_cases,
            upstream_reference,
            measure=per_unit,
            helpers=(backward,),
            supporting=True,
        ),
        Property(
            "calls do not influence each other",
            0.25,
            probe_calls,
            calls_cases,
            calls_reference,
            measure=compare_calls,
            helpers=(backward,),
            supporting=True,
        ),
        Property(
            "float32 stays float32",
            0.25,
            probe_dtype,
            mask_cases,
            dtype_reference,
            measure=dtypes,
            supporting=True,
        ),
        Property("leaves its input as it is", 0.25, probe_inputs, mask_cases, inputs_reference, EXACT, supporting=True),
    ),
    mistakes=(
        _forward("leaky", "np.maximum(x, DTYPE(0.01) * x)"),
        _forward("absolute value", "np.abs(x)"),
        _forward("identity", "x.copy()"),
        _forward("capped at 6", "np.clip(x, 0, 6)"),
        _forward("capped at 1", "np.clip(x, 0, 1)"),
        _forward("threshold at 0.1", "x * (x > 0.1)"),
        _forward("threshold at 1", "x * (x > 1)"),
        _forward("threshold at -1", "x * (x > -1)"),
        Mistake("changes its input", ((_FORWARD, "x[x < 0] = 0\n        activated_inputs = x"),)),
        _forward("float64", "np.maximum(x.astype(np.float64), 0)"),
        _backward("gradient leaky", "grad_in * np.where(x > 0, DTYPE(1), DTYPE(0.01))"),
        _backward("gradient of the absolute value", "grad_in * np.sign(x)"),
        _backward("gradient of a capped ReLU", "grad_in * ((x > 0) & (x < 6))"),
        _backward("gradient's threshold at 1", "grad_in * (x > 1)"),
        _backward("incoming gradient ignored", "(x > 0).astype(DTYPE)"),
        _backward("incoming gradient passed unmasked", "grad_in.copy()"),
        _backward("mask from the gradient instead of the input", "grad_in * (grad_in > 0)"),
        _backward("ReLU of the gradient", "np.maximum(grad_in, 0)"),
        _backward("mask inverted", "grad_in * (x < 0)"),
        _backward("gradient times the output", "grad_in * np.maximum(x, 0)"),
        Mistake(
            "output of another call used",
            (
                (_FORWARD, f"{_FORWARD}\n        Relu.output = activated_inputs"),
                ("(x > 0)", "(Relu.output > 0)"),
            ),
        ),
        Mistake(
            "output of the first call kept",
            (
                (
                    _FORWARD,
                    f'{_FORWARD}\n        self.output = getattr(self, "output", activated_inputs)',
                ),
                ("(x > 0)", "(self.output > 0)"),
            ),
        ),
        _backward("gradient float64", "grad_in * (x > 0).astype(np.float64)"),
    ),
    solution_cells=("relu",),
    check_cell="test_relu",
)
