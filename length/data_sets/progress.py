"""Progress tells a waiting person what is going on: a line rewritten in place on a terminal, plain lines elsewhere."""

import sys
import time

MEGABYTE = 1_000_000
SECONDS_BETWEEN_UPDATES = 0.1


class Progress:
    """Say what happens on standard output (a notebook shows standard error as if something had gone wrong)."""

    def __init__(self) -> None:
        self._rewrites = sys.stdout.isatty()
        self._last_update = 0.0
        self._line_is_open = False

    def note(self, text: str) -> None:
        """Print one line that stays."""
        if self._line_is_open:
            print("\r\x1b[K", end="")
            self._line_is_open = False
        print(text, flush=True)

    def advance(self, label: str, done: int, total: int | None) -> None:
        """Show how many bytes of a download have come, on a terminal."""
        now = time.monotonic()
        if not self._rewrites or now - self._last_update < SECONDS_BETWEEN_UPDATES:
            return
        self._last_update = now
        of_total = f" of {total / MEGABYTE:.1f}" if total else ""
        print(f"\r\x1b[K{label}: {done / MEGABYTE:.1f}{of_total} MB", end="", flush=True)
        self._line_is_open = True
