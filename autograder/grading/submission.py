"""A submission as it came: the bytes of its files, and nothing read from them yet."""

from dataclasses import dataclass
from typing import Self

from autograder.repair.folder import SubmittedFile, is_notebook


@dataclass(frozen=True, slots=True)
class Submission:
    """The files of one submission.

    Attributes
    ----------
    notes : tuple of str
        What was refused when the files were read.
    instance : int
        Which instance of the hidden inputs it is graded with.
    """

    files: tuple[SubmittedFile, ...]
    notes: tuple[str, ...] = ()
    instance: int = 0

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(len(file.content) for file in self.files)

    @property
    def companions(self) -> dict[str, bytes]:
        """Content by name of the files that are no notebooks."""
        return {file.name: file.content for file in self.files if not is_notebook(file.name)}

    @classmethod
    def of_notebook(cls, name: str, content: bytes) -> Self:
        """Return a submission of one file, `<name>.ipynb`."""
        return cls((SubmittedFile(f"{name}.ipynb", 0.0, content),))
