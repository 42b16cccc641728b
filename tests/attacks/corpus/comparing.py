"""Answers that are small on their way and huge, or slow, where the grader compares them."""

from tests.attacks.attack import DEAD, EVERYTHING, POINTS, Attack, Edit, answer, first, solved, unsolved
from tests.attacks.corpus.protocol import DONE, TOOLS

# Everything but the bonus of the task that is answered otherwise.
_WITHOUT_ADAM = EVERYTHING - POINTS["test_adam"]


def _adam(delta: str, before_it: str = "") -> Edit:
    """Answer the bonus task: each delta is this expression of `number`, counted over all calls, and `gradient`."""
    return answer(
        "adam",
        f"""
{before_it}
import itertools
calls = itertools.count()

class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate

    def run_update_rule(self, gradients, layer):
        number = next(calls)
        return [{delta} for gradient in gradients]
""",
    )


def _compared(name: str, purpose: str, *edits: Edit) -> Attack:
    """Return an attack beside right answers, which have to keep their points."""
    return Attack(name, purpose, solved(*edits), _WITHOUT_ADAM, _WITHOUT_ADAM, statuses=DEAD)


def _served(name: str, purpose: str, source: str) -> Attack:
    """Return an attack that writes the .npy bytes of its answers itself and has no right answer."""
    return Attack(name, purpose, unsolved(first(TOOLS + DONE + source)), statuses=DEAD)


ATTACKS = (
    _compared(
        "stretched-by-the-expected",
        "answers with 4 MB that become 1.2 GB where they are divided and chosen beside the expected array",
        _adam("np.ones((340_000, 1, 1, 1) if gradient.shape == (4, 3) else 1, np.int8)"),
    ),
    _compared(
        "stretched-to-the-limit",
        "answers with 30 MB that become 18 GB there",
        _adam("np.ones((2_600_000, 1, 1, 1) if number < 12 else 1, np.int8)"),
    ),
    _compared(
        "tall-and-wide",
        "answers with a column in one step and a row in the next",
        _adam("np.ones((90_000, 1) if number % 12 < 6 else (1, 90_000), np.int8)"),
    ),
    _compared(
        "three-ways-long",
        "answers with arrays of which any two are small together",
        _adam("np.ones(np.roll((600, 1, 1), number // 6 % 3), np.int8)"),
    ),
    _compared(
        "many-axes",
        "answers with as many axes as there may be, each of length two",
        _adam("np.ones((2,) * 15 + (1,) * 15 if number % 12 < 6 else (1,) * 15 + (2,) * 15, np.int8)"),
    ),
    Attack(
        "stretched-where-entries-are-chosen",
        "answers another task with 24 MB that become 800 MB where entries of the answer or of the case are chosen",
        unsolved(
            answer(
                "relu",
                """
class Relu(Function):
    name = "ReLU"
    def internal_forward(self, inputs):
        return (np.zeros(1, np.int8),)
    def internal_backward(self, inputs, gradients):
        chosen = inputs[0].shape == (4, 6)
        return (np.ones((8_000_000, 1, 1) if chosen else 1, np.int8),)

def relu(x):
    return Relu()(x)
""",
            ),
        ),
        statuses=DEAD,
    ),
    Attack(
        "stretched-by-labels",
        "answers with columns for labels and rows for the same targets, which are compared with each other",
        unsolved(
            answer(
                "mean_squared_error",
                """
class MeanSquaredError(Function):
    name = "MeanSquaredError"
    def create_one_hot(self, data, shape):
        return np.ones((90_000, 1), np.int8)
    def internal_forward(self, inputs):
        return (np.ones((90_000, 1) if inputs[1].ndim == 1 else (1, 90_000), np.int8),)
    def internal_backward(self, inputs, gradients):
        return (np.ones((90_000, 1) if inputs[1].ndim == 1 else (1, 90_000), np.int8),) * 2

def mean_squared_error(x, y):
    return MeanSquaredError()(x, y)
""",
            ),
        ),
        statuses=DEAD,
    ),
    _served(
        "thousands-of-arrays",
        "answers with as many arrays as a message can list",
        "answer([npy('<f4', (), bytes(4))] * 30_000)",
    ),
    _served(
        "no-entries",
        "answers with arrays without entries whose other axes are as long as they can be",
        "answer([npy('<f4', (0, 9_999_999_999), b'')])",
    ),
    _served(
        "no-entries-and-a-long-axis",
        "answers with arrays without entries, of which a sum would take 8 GB",
        "answer([npy('<f8', (0, 999_999_999), b'')])",
    ),
    _served(
        "widest-numbers",
        "answers with 16-byte numbers in the other byte order, NaNs with odd bits and numbers near zero",
        "answer([npy('>f16', (4, 3), os.urandom(192))])",
    ),
    _served(
        "slow-numbers",
        "answers with half-precision numbers, as many as are read, which the processor computes slowly with",
        "answer([npy('<f2', (30_000,), b'\\1\\0' * 30_000)])",
    ),
    _served(
        "names-odd",
        "tells of objects whose types have names of thousands of characters, of control characters, and none at all",
        "odd = [['x' * 3000, 'y' * 3000], ['\\x1b[31m\\u202e', '\\n'], ['', '']]\n"
        "serve(lambda: ({'o': 9, 'kinds': odd}, []), lambda: ({'o': 8, 'kinds': odd}, []))",
    ),
)
