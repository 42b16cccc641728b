"""What `import length` brings along."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
import length, length.functions, length.layers, length.optimizers, length.initializers, length.models, length.options
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.fixture(scope="module")
def loaded():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_length_needs_numpy_alone(loaded):
    """Does the runtime load no package but NumPy?"""
    foreign = {name for name in loaded if name not in sys.stdlib_module_names and not name.startswith("_")}
    # what an environment loads at every start, with or without `length`
    bare = subprocess.run([sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True)
    foreign -= {name.partition(".")[0] for name in bare.stdout.split()}
    assert foreign == {"length", "numpy"}


def test_length_loads_no_slow_modules(loaded):
    """Are the slow parts of the standard library left until they are used?"""
    assert not loaded & {"PIL", "autograder", "matplotlib", "urllib.request", "difflib", "dataclasses", "subprocess"}


def test_memory_of_freed_arrays_is_kept():
    """Can the C library of this machine be told to keep freed memory? (glibc can)"""
    import platform

    from length.memory import keep_freed_memory

    assert keep_freed_memory() == (platform.libc_ver()[0] == "glibc")
