"""`sys.stdout` and `sys.stderr` of a notebook."""

import io

from .outputs import Outputs


class Stream(io.TextIOBase):
    """Stands for `sys.stdout` or `sys.stderr`."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs = outputs
        self.name = f"<{name}>"
        self._stream = name

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def fileno(self) -> int:
        """The descriptor that child processes can be given."""
        return 1 if self._stream == "stdout" else 2

    def write(self, text: str) -> int:
        """Take printed text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.write(self._stream, text)
        return len(text)

    def flush(self) -> None:
        """Text is sent soon anyway; sending each piece would slow the cell down."""
