"""A small neural network library on NumPy: every part is short enough to be read, some are for you to write.

A `Graph` node holds data and remembers the call that made it; a `Function` computes data and gradients; a `Layer` is
a function with parameters; an `Optimizer` turns gradients into parameter deltas; an `Initializer` fills parameters
with their first values.
"""

from length.constants import DTYPE
from length.function import Function
from length.graph import Graph
from length.initializer import Initializer
from length.layer import Layer
from length.memory import keep_freed_memory
from length.optimizer import Optimizer
from length.threads import start_with_one

__all__ = ["DTYPE", "Function", "Graph", "Initializer", "Layer", "Optimizer"]

# the two effects of the import on the whole process; length/memory.py and length/threads.py say what they are worth
keep_freed_memory()
start_with_one()
