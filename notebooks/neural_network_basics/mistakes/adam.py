"""Known wrong answers to the task Adam."""

from autograder.mistakes import Mistake

GRADED_BY = "test_adam"
SOLUTION = ("adam",)

_M, _V = "(1 - self.beta1)", "(1 - self.beta2)"
_M_CORRECTED, _V_CORRECTED = "m / (1 - self.beta1**t)", "v / (1 - self.beta2**t)"
_COUNT = "self.t_values[key] += 1\n        t = self.t_values[key]"
_STEP = "self.learning_rate * m_corrected / (np.sqrt(v_corrected) + self.eps)"
_BETAS = ("self.beta1 = beta1\n        self.beta2 = beta2", "self.beta1 = beta2\n        self.beta2 = beta1")


def _edit(name: str, old: str, new: str, costs: int = 1) -> Mistake:
    return Mistake(name, ((old, new),), costs)


MISTAKES = (
    _edit("no bias correction of m", _M_CORRECTED, "m"),
    _edit("no bias correction of v", _V_CORRECTED, "v"),
    Mistake("no bias correction of both", ((_M_CORRECTED, "m"), (_V_CORRECTED, "v"))),
    _edit("t stuck at 1", _COUNT, "t = 1"),
    # every step divides by zero: nothing finite comes out, so nothing can be shown to be right
    _edit("t never counted", _COUNT, "t = self.t_values[key]", costs=4),
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
)
