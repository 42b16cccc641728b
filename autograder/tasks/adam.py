"""Adam: steps scaled by running moments of each gradient, kept apart for each layer."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.tasks.comparison import EXACT, Comparison
from autograder.tasks.task import Arrays, Mistake, Property, Task

# Roundings of float32 moments, also where 1 - beta2 itself was rounded to float32.
MOMENTS = Comparison(rtol=3e-4, atol=1e-6)
DEFAULT = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


def probe_steps(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The deltas of a layer with one parameter array, step by step; the learning rate may change between the steps."""

    class Layer:
        """Stands for a layer: optimizers only tell layers apart."""

    layer: Any = Layer()
    deltas: dict[str, list[Any]] = {"constant": [], "schedule": []}
    for name, rates in (("constant", [case["rates"][0]] * len(case["gradients"])), ("schedule", case["rates"])):
        constants = {key: float(case[key]) for key in ("beta1", "beta2", "eps")}
        optimizer = student["Adam"](learning_rate=float(rates[0]), **constants)
        for rate, gradient in zip(rates, case["gradients"]):  # noqa: B905 - both follow from the case
            optimizer.learning_rate = float(rate)
            deltas[name].append(np.array(optimizer.run_update_rule([gradient.copy()], layer)[0]))
    return {name: np.stack(steps) for name, steps in deltas.items()}


def steps_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """The usual constants and others, gradients that are always zero, learning rates as schedules set them.

    Where eps matters beta2 is 0: only there do the paper's two forms, which place eps before and after the
    correction of v, agree.
    """
    constants: tuple[dict[str, float], ...] = (
        {},
        {"beta1": 0.5, "beta2": 0.8},
        {"beta1": 0.95, "beta2": 0.6},
        {"beta1": 0.7, "beta2": 0.0, "eps": 0.5},
    )
    first_rates = (0.001, 0.05, 0.01, 0.1)
    cases: list[Arrays] = []
    for changes, shape, rate in zip(constants, ((4, 3), (5,), (2, 6), (3, 4)), first_rates, strict=True):
        gradients = rng.normal(0, 1, (6, *shape)) * np.exp(rng.normal(0, 1, shape))
        gradients.reshape(6, -1)[:, 0] = 0
        numbers = {name: np.array(value) for name, value in (DEFAULT | changes).items()}
        rates = rate * np.array([1, 1, 0.1, 0.1, 3, 0.5])
        cases.append({"gradients": gradients.astype(np.float32), "rates": rates, **numbers})
    return cases


def per_rate(case: Arrays, returned: Arrays) -> Arrays:
    """Divide by the learning rate that the answer really used: the factor that fits best."""
    deltas, expected = returned["constant"], steps_reference(case)["deltas"]
    return {"deltas": deltas / (np.abs(np.sum(deltas * expected)) / np.sum(expected * expected))}


def steps_reference(case: Arrays) -> Arrays:
    """The moments as weighted sums over all gradients so far, each divided by the sum of its weights; rate 1."""
    numbers = tuple(float(case[name]) for name in ("beta1", "beta2", "eps"))
    return {
        "deltas": _steps(case["gradients"].tobytes(), case["gradients"].dtype.str, case["gradients"].shape, *numbers)
    }


@lru_cache(maxsize=64)  # the measures ask for it several times for each submission
def _steps(
    data: bytes, dtype: str, shape: tuple[int, ...], beta1: float, beta2: float, eps: float
) -> NDArray[np.float64]:
    gradients = np.frombuffer(data, dtype).reshape(shape).astype(np.float64)
    deltas = []
    for step in range(1, len(gradients) + 1):
        age = np.arange(step)[::-1]
        mean, mean_square = (
            np.tensordot(beta**age / np.sum(beta**age), gradients[:step] ** power, 1)
            for beta, power in ((beta1, 1), (beta2, 2))
        )
        deltas.append(mean / (np.sqrt(mean_square) + eps))
    found = np.stack(deltas)
    found.flags.writeable = False
    return found


def rates_used(case: Arrays, returned: Arrays) -> Arrays:
    """How the schedule changed the steps, and their size where it can be told from other slips."""
    constant, schedule = returned["constant"], returned["schedule"]
    known = np.isfinite(constant) & (constant != 0)
    wanted = rates_reference(case)["ratios"]
    right_size = steps_reference(case)["deltas"] * case["rates"][0]
    only_size_differs = not MOMENTS.differences(per_rate(case, returned), steps_reference(case))
    return {
        "something moves": np.array(bool(known.any())),
        "ratios": np.where(known, schedule / constant, wanted),
        "steps have the size of the learning rate": np.array(
            not only_size_differs or np.allclose(constant, right_size, 1e-3, 1e-9)
        ),
    }


def rates_reference(case: Arrays) -> Arrays:
    """Steps are proportional to the learning rate of the moment."""
    gradients, rates = case["gradients"], case["rates"]
    ratios = rates.reshape(-1, *[1] * (gradients.ndim - 1)) / rates[0]
    return {
        "something moves": np.array(True),
        "ratios": np.broadcast_to(ratios, gradients.shape),
        "steps have the size of the learning rate": np.array(True),
    }


def probe_layers(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """Two layers that share an optimizer and take turns, and each with an optimizer of its own."""

    class Layer:
        """Stands for a layer: optimizers only tell layers apart."""

    layers = [Layer(), Layer()]
    gradients = [list(case["gradients_0"]), list(case["gradients_1"])]
    result = {}
    for number in (0, 1):
        optimizer, layer = student["Adam"](0.01), layers[number]
        deltas = [np.array(optimizer.run_update_rule([g.copy()], layer)[0]) for g in gradients[number]]
        result[f"alone_{number}"] = np.stack(deltas)
    shared = student["Adam"](0.01)
    together: tuple[list[Any], list[Any]] = ([], [])
    for number in case["turns"]:
        gradient = gradients[number][len(together[number])].copy()
        together[number].append(np.array(shared.run_update_rule([gradient], layers[number])[0]))
    for number in (0, 1):
        result[f"together_{number}"] = np.stack(together[number])
    return result


def layers_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Layers of the same and of different shapes, several orders."""
    return [
        {
            "gradients_0": rng.normal(0, 1, (4, *shape_0)).astype(np.float32),
            "gradients_1": rng.normal(0, 3, (3, *shape_1)).astype(np.float32),
            "turns": np.array(turns),
        }
        for shape_0, shape_1, turns in (
            ((3, 2), (3, 2), (0, 0, 1, 0, 1, 1, 0)),
            ((4,), (2, 5), (1, 0, 1, 0, 0, 1, 0)),
        )
    ]


def same_alone(case: Arrays, returned: Arrays) -> Arrays:
    """Whether company made a difference, from the second step on: in the first a wrong count of steps shows as NaN."""
    names = [name.removeprefix("alone_") for name in returned if name.startswith("alone_")]
    pairs = [(returned["alone_" + name][1:], returned["together_" + name][1:]) for name in names]
    moves = bool(pairs) and all(np.any(np.isfinite(alone) & (alone != 0)) for alone, _ in pairs)
    same = all(np.allclose(alone, together, 1e-4, 1e-9, equal_nan=True) for alone, together in pairs)
    return {"the same alone and together": np.array(moves and same)}


def same_reference(case: Arrays) -> Arrays:
    """Company makes no difference."""
    return {"the same alone and together": np.array(True)}


def probe_gradients(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """A layer with three parameter arrays, and three layers with one each."""

    class Layer:
        """Stands for a layer: optimizers only tell layers apart."""

    names = ("gradients_0", "gradients_1", "gradients_2")
    optimizer, layer, together = student["Adam"](0.01), Layer(), []
    for step in range(4):
        together.append(optimizer.run_update_rule([case[name][step].copy() for name in names], layer))
    result = {"count": np.array([len(deltas) for deltas in together])}
    for number, name in enumerate(names):
        optimizer, layer = student["Adam"](0.01), Layer()
        alone = [np.array(optimizer.run_update_rule([gradient.copy()], layer)[0]) for gradient in case[name]]
        result[f"alone_{number}"] = np.stack(alone)
        result[f"together_{number}"] = np.stack([np.array(deltas[number]) for deltas in together])
    return result


def gradients_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """A layer's three arrays, four steps."""
    shapes = ((3, 2), (2,), (2, 2))
    return [{f"gradients_{i}": rng.normal(0, 1, (4, *s)).astype(np.float32) for i, s in enumerate(shapes)}]


def count_and_same(case: Arrays, returned: Arrays) -> Arrays:
    """One delta per gradient, each from its own gradient."""
    return {"number of deltas": returned["count"]} | same_alone(case, returned)


def gradients_reference(case: Arrays) -> Arrays:
    """As many deltas as gradients in each of the four steps."""
    return {"number of deltas": np.full(4, len(case))} | same_reference(case)


def probe_inputs(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The gradient as it is after the call."""

    class Layer:
        """Stands for a layer: optimizers only tell layers apart."""

    gradient = case["gradients_1"][0].copy()
    student["Adam"]().run_update_rule([gradient], Layer())
    return {"gradient_after_the_call": gradient}


def inputs_reference(case: Arrays) -> Arrays:
    """Gradients belong to the graph: they stay as they were."""
    return {"gradient_after_the_call": case["gradients_1"][0]}


_M, _V = "(1 - self.beta1)", "(1 - self.beta2)"
_M_CORRECTED, _V_CORRECTED = "m / (1 - self.beta1**t)", "v / (1 - self.beta2**t)"
_COUNT = "self.t_values[key] += 1\n        t = self.t_values[key]"
_STEP = "self.learning_rate * m_corrected / (np.sqrt(v_corrected) + self.eps)"
_BETAS = ("self.beta1 = beta1\n        self.beta2 = beta2", "self.beta1 = beta2\n        self.beta2 = beta1")


def _edit(name: str, old: str, new: str, costs: int = 1) -> Mistake:
    return Mistake(name, ((old, new),), costs)


TASK = Task(
    name="adam",
    title="Adam",
    bonus=True,
    properties=(
        Property(
            "the steps of one parameter array",
            1.5,
            probe_steps,
            steps_cases,
            steps_reference,
            MOMENTS,
            measure=per_rate,
        ),
        Property(
            "uses the current learning rate",
            0.5,
            probe_steps,
            steps_cases,
            rates_reference,
            MOMENTS,
            measure=rates_used,
        ),
        Property(
            "keeps layers apart",
            0.5,
            probe_layers,
            layers_cases,
            same_reference,
            measure=same_alone,
            supporting=True,
        ),
        Property(
            "keeps the arrays of a layer apart",
            0.25,
            probe_gradients,
            gradients_cases,
            gradients_reference,
            measure=count_and_same,
            supporting=True,
        ),
        Property(
            "leaves the gradients as they are",
            0.25,
            probe_inputs,
            layers_cases,
            inputs_reference,
            EXACT,
            supporting=True,
        ),
    ),
    mistakes=(
        _edit("no bias correction of m", _M_CORRECTED, "m"),
        _edit("no bias correction of v", _V_CORRECTED, "v"),
        Mistake("no bias correction of both", ((_M_CORRECTED, "m"), (_V_CORRECTED, "v"))),
        _edit("t stuck at 1", _COUNT, "t = 1"),
        # every step divides by zero: nothing finite comes out, so nothing can be shown to be right
        _edit("t never counted", _COUNT, "t = self.t_values[key]", costs=5),
        _edit("t one too high", _COUNT, "self.t_values[key] += 1\n        t = self.t_values[key] + 1"),
        _edit("t one too low", _COUNT, "t = self.t_values[key]\n        self.t_values[key] += 1"),
        _edit("t shared between layers", _COUNT, "self.t = t = getattr(self, 't', 0) + 1"),
        Mistake(
            "t counted per gradient",
            (
                (f"        {_COUNT}\n", ""),
                (
                    "            m += (1",
                    "            self.t_values[key] += 1\n            t = self.t_values[key]\n            m += (1",
                ),
            ),
        ),
        Mistake("betas swapped", (_BETAS,)),
        _edit("v of |g| instead of g²", "gradient * gradient", "np.abs(gradient)"),
        _edit("v of g instead of g²", "(gradient * gradient - v)", "(gradient - v)"),
        _edit("no root", "np.sqrt(v_corrected)", "v_corrected"),
        _edit("eps inside the root", "(np.sqrt(v_corrected) + self.eps)", "np.sqrt(v_corrected + self.eps)"),
        _edit("eps left out", " + self.eps)", ")"),
        _edit("state shared between layers", "key = id(layer)", 'key = "layer"'),
        _edit("momentum only", " / (np.sqrt(v_corrected) + self.eps)", ""),
        _edit("no momentum", "self.learning_rate * m_corrected", "self.learning_rate * gradient"),
        _edit("sign", _STEP, f"-{_STEP}"),
        Mistake("beta1 hard-coded", ((_M, "(1 - 0.9)"), (_M_CORRECTED, "m / (1 - 0.9**t)"))),
        Mistake("beta2 hard-coded", ((_V, "(1 - 0.999)"), (_V_CORRECTED, "v / (1 - 0.999**t)"))),
        _edit("beta1 hard-coded in the correction", _M_CORRECTED, "m / (1 - 0.9**t)"),
        _edit("eps hard-coded", " + self.eps)", " + 1e-8)"),
        _edit("learning rate hard-coded", _STEP, _STEP.replace("self.learning_rate", "0.001")),
        _edit("learning rate left out", _STEP, _STEP.replace("self.learning_rate * ", "")),
        Mistake(
            "learning rate remembered from the constructor",
            (
                ("self.learning_rate = learning_rate", "self.learning_rate = self.rate = learning_rate"),
                (_STEP, _STEP.replace("self.learning_rate", "self.rate")),
            ),
        ),
        _edit("moments replaced, not accumulated", "m += (1 - self.beta1) * (gradient - m)", "m = gradient"),
        _edit(
            "moments start anew at each call",
            "if key not in self.t_values:\n            self.initialize(key, gradients)",
            "self.initialize(key, gradients)",
        ),
        _edit("changes its inputs", f"({_STEP})", f"({_STEP})\n            gradient *= 0"),
    ),
    solution_cells=("adam",),
    check_cell="test_adam",
)
