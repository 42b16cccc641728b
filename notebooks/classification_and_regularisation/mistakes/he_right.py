# ruff: noqa
# Right answers to the task He initialisation, though unusual ones: each cell must pass the visible check and the hidden
# tests.


# %% scaled standard normal numbers
class He(Initializer):
    def __call__(self, array):
        array[:] = np.random.randn(*array.shape) * np.sqrt(2.0 / array.shape[1])


# %% a generator that fills the array itself
class He(Initializer):
    def __init__(self):
        self.rng = np.random.default_rng()

    def __call__(self, array):
        self.rng.standard_normal(dtype=np.float32, out=array)
        array *= DTYPE((2 / array.shape[-1]) ** 0.5)


# %% one row after the other
class He(Initializer):
    def __call__(self, array):
        num_outputs, num_inputs = array.shape
        for row in range(num_outputs):
            array[row] = np.random.normal(scale=(2 / num_inputs) ** 0.5, size=num_inputs)


# %% a loop over all weights
import math
import random


class He(Initializer):
    def __call__(self, array):
        for index in np.ndindex(array.shape):
            array[index] = random.gauss(0, math.sqrt(2 / array.shape[1]))


# %% copied into the array
class He(Initializer):
    def __call__(self, array):
        weights = np.random.normal(0, 1, array.shape).astype(array.dtype)
        np.copyto(array, weights / np.sqrt(array.shape[1] / 2).astype(array.dtype))


# %% added to the zeros
class He(Initializer):
    def __call__(self, array):
        array += np.random.default_rng().normal(0, np.sqrt(2 / len(array[0])), array.shape).astype(np.float32)
        return array  # nobody asks for it


# %% uniform numbers of that spread
class He(Initializer):
    def __call__(self, array):
        limit = np.sqrt(6 / array.shape[1])
        array[...] = np.random.uniform(-limit, limit, array.shape)


# %% without a base class, the mean taken out
class He:
    def __call__(self, array):
        numbers = np.random.standard_normal(array.shape)
        array.flat = (numbers - numbers.mean()) * math_root(2 / array.shape[1])


def math_root(number):
    return number**0.5


# %% with the initializer of the library
class He(Initializer):
    def __call__(self, array):
        Xavier(scale=float(np.sqrt(2 / array.shape[1])))(array)
