"""SGD: the delta is the gradient times the learning rate."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.tasks.comparison import EXACT
from autograder.tasks.task import Arrays, Mistake, Property, Task


def probe_schedule(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """One optimizer, one gradient, a learning rate that changes between the calls."""
    optimizer = student["SGD"](float(case["rates"][0]))
    deltas = []
    for rate in case["rates"]:
        optimizer.learning_rate = float(rate)
        deltas.append(np.array(optimizer.run_update_rule([case["gradient"].copy()], None)[0]))
    return {"deltas": np.concatenate([delta.reshape(-1) for delta in deltas])}


def schedule_cases(_: np.random.Generator) -> Sequence[Arrays]:
    """Learning rates as a schedule sets them; a gradient of 1 or -1, in which no other slip shows."""
    schedules = ([0.5, 0.5, 0.05], [0.01, 0.1, 0.02, 3.0], [2.5, 0.25])
    return [
        {
            "rates": np.array(rates),
            "gradient": np.full(shape, sign, np.float32),
        }
        for rates, sign, shape in zip(schedules, (1, 1, -1), ((1, 1), (1,), (1, 1)), strict=True)
    ]


def sizes(case: Arrays, returned: Arrays) -> Arrays:
    """Leave the sign to the property that looks at directions."""
    return {"deltas": np.abs(returned["deltas"])}


def schedule_reference(case: Arrays) -> Arrays:
    """One delta per learning rate, its size alone."""
    return {"deltas": case["rates"] * np.abs(case["gradient"].reshape(-1))}


def probe_direction(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The deltas of one gradient and, with the same optimizer, of a gradient that is a single 1."""
    optimizer = student["SGD"](float(case["rate"]))
    delta = np.array(optimizer.run_update_rule([case["gradient"].copy()], None)[0])
    return {"delta": delta, "unit": np.array(optimizer.run_update_rule([np.ones((1, 1), np.float32)], None)[0])}


def direction_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Gradients of both signs in several shapes."""
    return [
        {"rate": np.array(rate), "gradient": rng.normal(0, 2, shape).astype(np.float32)}
        for rate, shape in ((0.1, (4, 3)), (1.5, (7,)), (0.02, (2, 3, 5)))
    ]


def per_rate(case: Arrays, returned: Arrays) -> Arrays:
    """Divide by the learning rate that the answer really used."""
    return {"delta": returned["delta"] / np.abs(returned["unit"]).reshape(())}


def direction_reference(case: Arrays) -> Arrays:
    """At learning rate 1 the delta is the gradient."""
    return {"delta": case["gradient"]}


def probe_lists(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The deltas of a list of gradients, and of each gradient alone."""
    names = sorted(name for name in case if name.startswith("gradient"))
    rate = float(case["rate"])
    together = student["SGD"](rate).run_update_rule([case[name].copy() for name in names], None)
    result = {"is_list": np.array(isinstance(together, (list, tuple))), "count": np.array(len(together))}
    for name, delta in zip(names, together):  # noqa: B905 - the count is compared in the grader
        result["together_" + name] = np.array(delta)
        result["alone_" + name] = np.array(student["SGD"](rate).run_update_rule([case[name].copy()], None)[0])
    return result


def lists_cases(rng: np.random.Generator) -> Sequence[Arrays]:
    """Lists of one, two and four gradients whose shapes differ."""
    shape_lists = (((3, 2), (3,)), ((2, 2),), ((1, 4), (4,), (4, 2), (2,)))
    return [
        {"rate": np.array(0.3)}
        | {f"gradient_{i}": rng.normal(0, 1, shape).astype(np.float32) for i, shape in enumerate(shapes)}
        for shapes in shape_lists
    ]


def same_alone(case: Arrays, returned: Arrays) -> Arrays:
    """Whether each delta follows from its own gradient."""
    names = [name for name in case if name.startswith("gradient")]
    agree = [np.allclose(returned["together_" + n], returned["alone_" + n], 1e-5, 1e-7) for n in names]
    return {
        "the deltas are a list": returned["is_list"],
        "number of deltas": returned["count"],
        "each delta follows from its own gradient": np.array(all(agree)),
    }


def lists_reference(case: Arrays) -> Arrays:
    """One delta for each gradient."""
    return {
        "the deltas are a list": np.array(True),
        "number of deltas": np.array(sum(name.startswith("gradient") for name in case)),
        "each delta follows from its own gradient": np.array(True),
    }


def probe_inputs(student: "Mapping[str, Any]", case: "Arrays") -> "Arrays":
    """The gradient as it is after the call."""
    gradient = case["gradient"].copy()
    student["SGD"](0.1).run_update_rule([gradient], None)
    return {"gradient_after_the_call": gradient}


def inputs_reference(case: Arrays) -> Arrays:
    """Gradients belong to the graph: they stay as they were."""
    return {"gradient_after_the_call": case["gradient"]}


RULE = "self.learning_rate * gradient for gradient in gradients"


def _rule(name: str, rule: str, *more: tuple[str, str]) -> Mistake:
    return Mistake(name, ((f"[{RULE}]", rule), *more))


TASK = Task(
    name="sgd",
    title="SGD",
    properties=(
        Property(
            "uses the current learning rate",
            0.75,
            probe_schedule,
            schedule_cases,
            schedule_reference,
            measure=sizes,
        ),
        Property(
            "follows the gradient, entry by entry",
            0.75,
            probe_direction,
            direction_cases,
            direction_reference,
            measure=per_rate,
        ),
        Property(
            "gives a list with one delta per gradient",
            0.25,
            probe_lists,
            lists_cases,
            lists_reference,
            measure=same_alone,
            supporting=True,
        ),
        Property(
            "leaves the gradients as they are",
            0.25,
            probe_inputs,
            direction_cases,
            inputs_reference,
            EXACT,
            supporting=True,
        ),
    ),
    mistakes=(
        _rule("sign flipped", "[-self.learning_rate * gradient for gradient in gradients]"),
        _rule("learning rate ignored", "[1.0 * gradient for gradient in gradients]"),
        _rule("learning rate hard-coded", "[0.1 * gradient for gradient in gradients]"),
        _rule("learning rate squared", "[self.learning_rate**2 * gradient for gradient in gradients]"),
        _rule("divided by the learning rate", "[gradient / self.learning_rate for gradient in gradients]"),
        _rule(
            "learning rate remembered from the first call",
            "[self.first_rate * gradient for gradient in gradients]",
            (
                "        # TODO",
                '        self.first_rate = getattr(self, "first_rate", self.learning_rate)\n        # TODO',
            ),
        ),
        _rule(
            "learning rate remembered from the constructor",
            "[self.first_rate * gradient for gradient in gradients]",
            ("self.learning_rate = lr", "self.learning_rate = self.first_rate = lr"),
        ),
        _rule("only the first gradient", "[self.learning_rate * gradients[0]]"),
        _rule("the first gradient for all", "[self.learning_rate * gradients[0] for _ in gradients]"),
        _rule("absolute value of the gradient", "[self.learning_rate * abs(gradient) for gradient in gradients]"),
        _rule("sign of the gradient", "[self.learning_rate * np.sign(gradient) for gradient in gradients]"),
        _rule("mean instead of elements", "[self.learning_rate * np.mean(gradient) for gradient in gradients]"),
        _rule(
            "changes its inputs",
            "gradients\n        for gradient in gradients:\n            gradient *= self.learning_rate",
        ),
        _rule("array instead of a list", "self.learning_rate * np.array(gradients)"),
    ),
    solution_cells=("sgd",),
    check_cell="test_sgd",
)
