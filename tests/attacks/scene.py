"""What attacks are made from: notebooks, and what they need to know of this machine."""

from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode


@dataclass(frozen=True, slots=True)
class Scene:
    """What attacks are made from.

    Attributes
    ----------
    release, solution : NotebookNode
        The notebook with no answers, and with all of them; not to be changed.
    token : str
        Stands in the name of whatever an attack leaves behind, in place of `@TOKEN@`.
    port : int
        Where a listener of this machine counts connections (`@PORT@`).
    victim : int
        A process of this machine that must survive (`@VICTIM@`).
    root : Path
        A folder with files that no submission may read or change (`@ROOT@`).
    """

    release: NotebookNode
    solution: NotebookNode
    token: str
    port: int
    victim: int
    root: Path

    def fill_in(self, text: str) -> str:
        """Replace the place holders in an attack's text."""
        values = {"TOKEN": self.token, "PORT": self.port, "VICTIM": self.victim, "ROOT": self.root}
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        return text
