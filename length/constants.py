"""The one number type that all of `length` computes with."""

import numpy as np

DTYPE = np.float32
