"""The sample submissions of `make demo`."""

from autograder.demo.sample import Sample, complete, edited, empty, only, with_cell_before
from autograder.status import Status

FULL = {
    "test_sgd": 2.0,
    "test_fully_connected": 6.0,
    "test_mean_squared_error": 4.0,
    "test_relu": 3.0,
    "test_end_to_end": 2.0,
    "test_adam": 3.0,
    "test_fashion_question": 2.0,
}

# The whole network is made of the tasks' answers: it does not learn as it should with a mistake in one of them.
MISTAKE = FULL | {"test_end_to_end": 0.0}

SAMPLES = (
    Sample("ada-complete", "everything solved", Status.GRADED, FULL, complete),
    Sample(
        "ben-half-done",
        "tasks 1 and 2",
        Status.GRADED,
        {"test_sgd": 2.0, "test_fully_connected": 6.0},
        only("sgd", "fully_connected"),
    ),
    Sample(
        "cleo-no-learning-rate",
        "SGD ignores the learning rate",
        Status.GRADED,
        MISTAKE | {"test_sgd": 1.25},
        edited("sgd", "self.learning_rate * gradient", "gradient"),
    ),
    Sample(
        "dan-mean-bias",
        "the gradient of the bias is averaged",
        Status.GRADED,
        MISTAKE | {"test_fully_connected": 5.5},
        edited("fully_connected", "np.sum(grad_in, axis=0)", "np.mean(grad_in, axis=0)"),
    ),
    Sample(
        "eve-factor-two",
        "the gradient of the loss lacks the factor 2",
        Status.GRADED,
        MISTAKE | {"test_mean_squared_error": 2.75},
        edited("mean_squared_error", "2 / x1.size", "1 / x1.size"),
    ),
    Sample("fay-empty", "nothing done", Status.GRADED, {}, empty),
    Sample(
        "gus-syntax-error",
        "the ReLU cell does not parse",
        Status.GRADED,
        MISTAKE | {"test_relu": 0.0},
        edited("relu", "np.maximum(x, 0)", "np.maximum(x, 0"),
    ),
    Sample(
        "hal-endless-loop",
        "a cell that never ends",
        Status.TIMED_OUT,
        FULL,
        with_cell_before("relu", "while True:\n    pass"),
    ),
    Sample("ida-no-notebook", "only a text file", Status.MISSING, {}, None),
)
