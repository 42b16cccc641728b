"""Known wrong answers to the task Fully connected layer."""

from autograder.mistakes import Mistake

GRADED_BY = "test_fully_connected"
SOLUTION = ("fully_connected",)

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


MISTAKES = (
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
)
