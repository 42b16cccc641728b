"""A submission as it came: the bytes of its files, and nothing read from them yet."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Self

from autograder.repair.folder import SubmittedFile


@dataclass(frozen=True, slots=True)
class Submission:
    """The files of one submission.

    Attributes
    ----------
    files : tuple of (str, float, bytes)
        Path in the submission, time of the last change in seconds since the epoch, content.
    notes : tuple of str
        What was refused when the files were read.
    """

    files: tuple[tuple[str, float, bytes], ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of_notebook(cls, name: str, content: bytes) -> Self:
        """Return a submission of one file, `<name>.ipynb`."""
        return cls(((f"{name}.ipynb", 0.0, content),))

    def submitted_files(self) -> list[SubmittedFile]:
        """Return the files as `autograder.repair.pick` takes them."""
        return [SubmittedFile(name, modified, _returning(content)) for name, modified, content in self.files]


def _returning(content: bytes) -> Callable[[], bytes]:
    return partial(bytes, content)
