"""The clock of the fuzz targets: CPU time of this process, which other processes hardly change."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

# Ten to a hundred times what inputs of these sizes need: what is slower than that grows faster than its input.
_MOST_SECONDS = 1.0


@contextmanager
def quick() -> Iterator[None]:
    """Fail if what is done inside takes more than a second of CPU time."""
    begin = time.process_time()
    yield
    spent = time.process_time() - begin
    assert spent < _MOST_SECONDS, f"took {spent:.1f} s of CPU time"
