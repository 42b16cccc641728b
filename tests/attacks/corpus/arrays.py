"""Arrays that are not what a task asks for."""

from tests.attacks.attack import DEAD, EVERYTHING, Attack, Edit, answer, solved, unsolved


def _sgd(result: str, before_it: str = "") -> Edit:
    """Answer the first task with an expression of `gradients`."""
    text = f"{before_it}\n\nclass SGD(Optimizer):\n    def __init__(self, lr):\n        self.learning_rate = lr\n\n"
    return answer("sgd", text + f"    def run_update_rule(self, gradients, _):\n        return {result}\n")


_FORWARD = """
class Relu(Function):
    name = "ReLU"
    def internal_forward(self, inputs):
        return ({0},)
    def internal_backward(self, inputs, gradients):
        return ({0},)

def relu(x):
    return Relu()(x)
"""


def _relu(result: str) -> Edit:
    """Answer both passes of the ReLU with an expression."""
    return answer("relu", _FORWARD.format(result))


ATTACKS = (
    Attack(
        "not-a-number", "answers NaN", unsolved(_relu("inputs[0] * np.nan"), _sgd("[g * np.nan for g in gradients]"))
    ),
    Attack(
        "infinite",
        "answers with infinity",
        unsolved(_relu("inputs[0] + np.inf"), _sgd("[g + np.inf for g in gradients]")),
    ),
    Attack(
        "dtypes-odd",
        "answers with complex numbers, text, dates, records",
        unsolved(
            _relu("np.zeros(inputs[0].shape, np.dtype([('x', 'f4'), ('y', 'M8[s]')]))"),
            _sgd("[np.zeros(g.shape, 'U9') for g in gradients[:1]] + [g + 1j for g in gradients[1:]]"),
        ),
    ),
    Attack("objects", "answers with arrays of objects", unsolved(_relu("np.full(inputs[0].shape, Function, object)"))),
    Attack(
        "byte-order",
        "answers right, in the other byte order: the numbers count",
        solved(_sgd("[(self.learning_rate * gradient).astype('>f4') for gradient in gradients]")),
        EVERYTHING,
        EVERYTHING,
    ),
    Attack("broadcast-shape", "answers with one number for a whole array", unsolved(_relu("np.float32(1)"))),
    Attack(
        "empty-arrays",
        "answers with arrays of no entries, of which all are right",
        unsolved(_relu("np.zeros((0, 3), np.float32)")),
    ),
    Attack(
        "huge-broadcast",
        "answers with arrays of 4 TB that take 4 bytes until somebody copies them",
        unsolved(
            _relu("np.broadcast_to(np.float32(1), (1_000_000, 1_000_000))"),
            _sgd("[np.broadcast_to(np.float32(1), (1_000_000, 1_000_000))] * len(gradients)"),
        ),
        statuses=DEAD,
    ),
    Attack(
        "broadcast-in-the-grader",
        "answers with a row and a column whose difference takes 100 GB where they are compared",
        unsolved(
            _sgd(
                "[next(shapes)] * len(gradients)",
                "import itertools\n"
                "shapes = itertools.cycle([np.ones((160_000, 1), np.float32), np.ones((1, 160_000), np.float32)])",
            )
        ),
        dangerous=True,
    ),
)
