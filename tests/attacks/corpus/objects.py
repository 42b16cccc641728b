"""Objects in place of arrays: answers that claim to be right, never end, or take their time."""

from tests.attacks.attack import DEAD, LATE, Attack, Edit, answer, before, unsolved


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
        "equal-to-everything",
        "answers with an object that equals everything",
        unsolved(
            _sgd(
                "[Equal()]",
                "class Equal:\n    __eq__ = __le__ = __ge__ = lambda self, other: True\n    __hash__ = None",
            ),
        ),
    ),
    Attack(
        "array-subclass",
        "answers with an array whose comparisons, arithmetic and functions all say what it likes",
        unsolved(
            _sgd(
                "[np.zeros(gradient.shape, np.float32).view(Liar) for gradient in gradients]",
                "class Liar(np.ndarray):\n"
                "    def __array_ufunc__(self, ufunc, method, *inputs, **options):\n"
                "        return np.bool_(True) if ufunc.nout == 1 else NotImplemented\n"
                "    def __array_function__(self, function, types, args, options):\n"
                "        return np.bool_(True)\n"
                "    def __eq__(self, other):\n"
                "        return np.bool_(True)\n"
                "    def __array__(self, *args, **options):\n"
                "        return self\n",
            )
        ),
    ),
    Attack(
        "changing-array",
        "answers with an object that becomes another array whenever it is looked at",
        unsolved(
            _sgd(
                "[Changing()] * len(gradients)",
                "class Changing:\n"
                "    looks = 0\n"
                "    shape = property(lambda self: (1, 1))\n"
                "    def __array__(self, *args, **options):\n"
                "        type(self).looks += 1\n"
                "        return np.full((self.looks % 3,) * (self.looks % 4), self.looks, np.float32)\n",
            )
        ),
    ),
    Attack(
        "endless-iterables",
        "answers with lists that never end",
        unsolved(_sgd("__import__('itertools').repeat(gradients[0])"), _relu("*iter(int, 1),")),
        statuses=LATE | DEAD,
    ),
    Attack(
        "slow-answers",
        "lets every call of its answers take as long as a cell may",
        unsolved(
            _sgd("__import__('time').sleep(1.9) or gradients"), _relu("__import__('time').sleep(1.9) or inputs[0]")
        ),
        most=1.25,
        statuses=LATE,
    ),
    Attack(
        "errors-hostile",
        "raises errors whose text can't be made, or never ends",
        unsolved(
            _sgd(
                "raiser()",
                "class Hostile(BaseException):\n"
                "    def __str__(self): raise self\n"
                "    __repr__ = __str__\n"
                "def raiser(): raise Hostile\n",
            ),
            before("relu", "raise ValueError('\\x1b]0;owned\\x07' + 'x' * 10_000_000)"),
        ),
        statuses=DEAD,
    ),
)
