"""The sample submissions of `make demo`."""

from autograder.demo.sample import Sample, complete, edited, empty, only
from autograder.status import Status

FULL = {
    "test_sigmoid": 3.0,
    "test_softmax": 3.0,
    "test_softmax_cross_entropy": 4.0,
    "test_dropout": 3.0,
    "test_he": 2.0,
    "test_momentum": 2.0,
}

SAMPLES = (
    Sample("ada-complete", "everything solved", Status.GRADED, FULL, complete),
    Sample(
        "ben-half-done",
        "tasks 1 and 2",
        Status.GRADED,
        {"test_sigmoid": 3.0, "test_softmax": 3.0},
        only("sigmoid", "softmax"),
    ),
    Sample(
        "cleo-infinite",
        "softmax without the shift: large scores give NaN",
        Status.GRADED,
        FULL | {"test_softmax": 2.5},
        edited("softmax", "x - np.max(x, axis=-1, keepdims=True)", "x"),
    ),
    Sample(
        "dan-logarithm-of-zero",
        "the loss is the logarithm of a probability that is rounded to 0",
        Status.GRADED,
        FULL | {"test_softmax_cross_entropy": 3.5},
        edited(
            "softmax_cross_entropy",
            "shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))",
            "np.log(np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True))",
        ),
    ),
    Sample(
        "eve-not-scaled",
        "dropout does not scale what stays",
        Status.GRADED,
        FULL | {"test_dropout": 2.5},
        edited("dropout", "(stays / (1 - self.dropout_ratio))", "stays"),
    ),
    Sample(
        "gil-fan-out",
        "He's weights by the number of outputs",
        Status.GRADED,
        FULL | {"test_he": 1.5},
        edited("he", "array.shape[1]", "array.shape[0]"),
    ),
    Sample("fay-empty", "nothing done", Status.GRADED, {}, empty),
)
