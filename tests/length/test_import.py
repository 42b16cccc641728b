"""What `import length` brings along."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
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


def test_what_is_kept_lies_in_huge_pages():
    """Has NumPy asked for huge pages for some of the memory that later arrays get? (Linux, unless it has none)"""
    setting = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    if not setting.exists() or "[never]" in setting.read_text():
        pytest.skip("this system has no huge pages on request")
    program = "import {}; print([line for line in open('/proc/self/smaps') if 'VmFlags' in line and ' hg' in line])"
    found = [
        subprocess.run([sys.executable, "-c", program.format(name)], capture_output=True, text=True, check=True).stdout
        for name in ("numpy", "length")
    ]
    assert [text.strip() != "[]" for text in found] == [False, True]
