"""The exercise that the end-to-end tests use: its name, where it lies, and what it gives."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXERCISE = "neural_network_basics"
NOTEBOOK = f"{EXERCISE}.ipynb"
FOLDER = ROOT / "notebooks" / EXERCISE
MASTER = FOLDER / f"{EXERCISE}.py"

# A small one, for all other tests: two graded cells and one that a person grades.
MINI = ROOT / "tests" / "mini"
