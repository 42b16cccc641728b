"""What a student reads in IPython after frequent mistakes: the message, the line that it is about, and little else."""

from dataclasses import dataclass

import pytest

from tests.length.tests.in_ipython import printed_by

# one process makes what they share
pytestmark = pytest.mark.xdist_group("messages")

MOST_LINES, WIDTH = 12, 83
RULE = "[self.learning_rate * gradient for gradient in gradients]"
FILL = "        weight_init(self._weights)\n"
STEP = "self.learning_rate * m_corrected / (np.sqrt(v_corrected) + self.eps)"
BETAS = "self.beta1 = beta1\n        self.beta2 = beta2"
STUB = 'raise NotImplementedError("This part is still to do.")'
GRAD_X = "grad_x = np.dot(grad_in, self._weights)"


@dataclass(frozen=True)
class Case:
    """A mistake: the task, edits of its solution, words of the message in their order, and the line that is marked."""

    task: str
    edits: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    marked: str = ""


def case(task: str, old: str, new: str, *words: str, marked: str = "") -> Case:
    return Case(task, ((old, new),), words, marked)


CASES = {
    "sign": case(
        "sgd",
        RULE,
        f"[-delta for delta in {RULE}]",
        "CheckFailedError: SGD.run_update_rule: at learning rate 0.5, delta 0[1, 0] is -3, expected 3",
        "yours has the opposite sign",
        "no minus sign is needed here",
        marked="param_deltas = [-delta for delta in",
    ),
    "untouched": case(
        "sgd",
        f"param_deltas = {RULE}",
        STUB,
        "NotImplementedError: SGD.run_update_rule:",
        "This TODO is still open: compute the list `param_deltas`",
        marked=STUB,
    ),
    "untouched, the second of two": case(
        "relu",
        "grad_x = grad_in * (x > 0)",
        STUB,
        "NotImplementedError: Relu.internal_backward:",
        "This TODO is still open: compute `grad_x`",
        marked=STUB,
    ),
    "no value": case(
        "sgd",
        f"param_deltas = {RULE}",
        "deltas = []",
        "NameError: SGD.run_update_rule: name 'param_deltas' is not defined",
        "gets no value before this line. Its TODO: compute the list",
        marked="return param_deltas",
    ),
    "misspelt": case(
        "relu",
        "np.maximum(x, 0)",
        "np.maximum(imputs, 0)",
        "NameError: Relu.internal_forward: name 'imputs' is not defined",
        "Did you mean inputs?",
        marked="activated_inputs = np.maximum(imputs, 0)",
    ),
    "no return of deltas": case(
        "sgd", "return param_deltas", "pass", "param_deltas must be a list, got None (is the return missing?)"
    ),
    "no return of the one-hot rows": case(
        "mean_squared_error", "return one_hot", "pass", "create_one_hot:", "got None", "Is a `return` missing"
    ),
    "no return of the result": case(
        "relu", "return (activated_inputs,)", "pass", "must return a tuple (activated_inputs,), got None (is the return"
    ),
    "no return of the function": case(
        "relu", "return Relu()(x)", "Relu()(x)", "relu: must return a node of the graph, got None (is the return"
    ),
    "float64 learning rate": case(
        "sgd",
        "self.learning_rate = lr",
        "self.learning_rate = np.float64(lr)",
        "delta 0 must be float32 like its gradient, got float64",
        "take float(lr)",
    ),
    "transpose forgotten forward": case(
        "fully_connected",
        "np.dot(x, self._weights.T)",
        "np.dot(x, self._weights)",
        "ValueError: FullyConnected.internal_forward: shapes (3,2) and (3,2) not aligned",
        "x has shape (3, 2), self._weights has shape (3, 2)",
        "transposed",
        marked="result = np.dot(x, self._weights) + self.bias",
    ),
    "transpose forgotten backward": case(
        "fully_connected",
        "np.dot(grad_in.T, x)",
        "np.dot(grad_in, x)",
        "ValueError: FullyConnected.internal_backward: shapes",
        "grad_in has shape (4, 3)",
        "transposed",
        marked="grad_w = np.dot(grad_in, x)",
    ),
    "gradient transposed": case(
        "fully_connected",
        "np.dot(grad_in.T, x)",
        "np.dot(x.T, grad_in)",
        "AssertionError: FullyConnected.internal_backward: grad_w must have shape (3, 2), got (2, 3)",
        "x has shape (4, 2)",
        marked="grad_w = np.dot(x.T, grad_in)",
    ),
    "initializer's nothing kept": case(
        "fully_connected",
        FILL,
        "        self._weights = weight_init(self._weights)\n",
        "FullyConnected.__init__: self._weights is None",
        "returns nothing",
        marked="self._weights = weight_init(self._weights)",
    ),
    "mean instead of sum": case(
        "fully_connected",
        "np.sum(grad_in, axis=0)",
        "np.mean(grad_in, axis=0)",
        "yours is 1/4 of it",
        "averaged over the 4 samples?",
        marked="grad_b = np.mean(grad_in, axis=0)",
    ),
    "one subtracted from labels": case(
        "mean_squared_error",
        "data] = 1",
        "data - 1] = 1",
        "with uint8 labels from 0 to 3 for 4 columns",
        "0 - 1 is 255 in uint8",
        "nothing is to be subtracted",
        marked="one_hot[np.arange(len(data)), data - 1] = 1",
    ),
    "one added to labels": case(
        "mean_squared_error", "data] = 1", "data + 1] = 1", "index 4 is out of bounds", "nothing is to be added"
    ),
    "int64 labels alone": case(
        "mean_squared_error",
        "error = np.mean((x1",
        "x2 = self.create_one_hot(x2, x1.shape) if x2.dtype == int else inputs[1]\n        error = np.mean((x1",
        "internal_forward: x2 holds uint8 labels, and they meet x1 of shape (2, 3)",
        "`x2.dtype == int` is true for int64 alone",
        marked="error = np.mean((x1 - x2) ** 2, dtype=DTYPE)",
    ),
    "eps inside the root": case(
        "adam",
        STEP,
        STEP.replace("(np.sqrt(v_corrected) + self.eps)", "np.sqrt(v_corrected + self.eps)"),
        "Is eps inside the root?",
    ),
    "betas swapped": case("adam", BETAS, "self.beta1 = beta2\n        self.beta2 = beta1", "beta1 and beta2 swapped?"),
    "root missing": case("adam", "np.sqrt(v_corrected)", "v_corrected", "Is the root of the second moment missing?"),
    "g for g²": case("adam", "(gradient * gradient - v)", "(gradient - v)", "Is v the average of g? It is that of g²"),
    "both moments not kept": case(
        "adam",
        "m += (1 - self.beta1) * (gradient - m)\n            v += (1",
        "m = m + (1 - self.beta1) * (gradient - m)\n            v = v + (1",
        "Each step starts anew from moments of zero",
    ),
    "first moment not kept": case("adam", "m += (1", "m = m + (1", "The first moment does not outlive its step"),
    "second moment not kept": case("adam", "v += (1", "v = v + (1", "The second moment does not outlive its step"),
    "a name as label": case(
        "fashion_question", "= 6", '= "shirt"', "hardest_class: must be a label", "the text 'shirt'"
    ),
    "3.5 as label": case("fashion_question", "= 0", "= 3.5", "most_confused_with: must be a label", "got 3.5 (float)"),
    "twice the same label": case("fashion_question", "= 0", "= 6", "both are 6"),
    "bias averaged, end to end": case(
        "end_to_end", "np.sum(grad_in, axis=0)", "np.mean(grad_in, axis=0)", "bias of layer 3", "1/6 of it", "averaged"
    ),
    "sign of grad_x, end to end": case(
        "end_to_end",
        GRAD_X,
        GRAD_X.replace("= ", "= -"),
        "bias of layer 2",
        "opposite sign",
        "Layer 3 moves as it must",
    ),
}
# What the check of the whole network needs.
BEFORE = ("sgd", "fully_connected", "mean_squared_error", "relu", "class ActivatedMLP:", "def evaluate(")
BROKEN = "activated_inputs = np.maximum(x, 0"


@pytest.fixture(scope="module")
def shown(cells: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is printed for each case, by its name; and for an answer whose cell then has a SyntaxError."""
    run = [f"{cells['imports']}\nimport length.functions as F\n" + "\n".join(cells[name] for name in BEFORE)]
    for found in CASES.values():
        source = cells["fully_connected" if found.task == "end_to_end" else found.task]
        for old, new in found.edits:
            assert source.count(old) == 1, old
            source = source.replace(old, new)
        if found.task == "end_to_end":
            run += [cells[name] for name in BEFORE]
        # each answer and its check in cells of their own, as in the notebook
        run += [source, cells[f"test_{found.task}"]]
    broken = cells["relu"].replace("activated_inputs = np.maximum(x, 0)", BROKEN)
    run += [cells["relu"], broken, cells["test_relu"]]
    printed = printed_by(run, str(tmp_path_factory.mktemp("ipython")))
    checks = [text for source, text in list(zip(run, printed, strict=True))[1:] if "_tests.test_" in source]
    return dict(zip([*CASES, "SyntaxError"], checks, strict=True))


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", CASES)
def test_message(name: str, shown: dict[str, str]) -> None:
    """Does the message come first and whole, with what helps, and is the line marked that it is about?"""
    text, position = one_line(shown[name]), 0
    assert text.split(" ")[0].endswith("Error:")
    for words in CASES[name].words:
        position = text.find(one_line(words), position)
        assert position >= 0, f"{words!r} is not in: {text}"
    marked = [line for line in shown[name].splitlines() if line.startswith("----> ")]
    assert len(marked) <= 1
    if CASES[name].marked:
        assert CASES[name].marked in marked[0]


@pytest.mark.parametrize("name", [*CASES, "SyntaxError"])
def test_few_short_lines(name: str, shown: dict[str, str]) -> None:
    """Does it fit on one screen, in lines that nbgrader's validation does not cut, without colours for a pipe?"""
    lines = shown[name].rstrip().splitlines()
    assert 2 <= len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDTH
    assert "\x1b" not in shown[name]
    assert lines[-1] == "The whole traceback: import traceback; traceback.print_last()"


def test_adam_s_mistakes_are_told_apart(shown: dict[str, str]) -> None:
    """Does each of Adam's mistakes have a hint of its own?"""
    hints = {name: one_line(shown[name]).partition("It comes from")[0] for name in CASES if CASES[name].task == "adam"}
    assert len(set(hints.values())) == len(hints) == 7


def test_an_older_class(shown: dict[str, str]) -> None:
    """Is it said that the answer is an older one, when its cell ended in a SyntaxError?"""
    assert "ended in a SyntaxError" in one_line(shown["SyntaxError"])
    assert "so the Relu that is checked is an older one" in one_line(shown["SyntaxError"])


def test_numbers_are_shown(shown: dict[str, str]) -> None:
    """Do few numbers stand below the message, where no picture can be shown?"""
    assert "yours" in shown["mean instead of sum"]
    assert "numerical gradient" in shown["mean instead of sum"]
    assert "difference" in shown["mean instead of sum"]
