"""Repair: a submission in any shape becomes a notebook that follows the master, and nothing in it is taken on trust.

The steps, one module each: `folder` reads the files, `pick` chooses the notebook, `decode` (with `archive` and
`salvage`) turns bytes into cells, `match` finds what each cell stands for, `answers` and `merged` choose the text that
counts, `training` takes training out of it, `restore` puts the master's form back, `notes` says what was done. `code`
knows Python as it stands in cells, and `reader` counts what all of this costs.
"""

from autograder.repair.core import repair
from autograder.repair.folder import SubmittedFile, read_folder
from autograder.repair.pick import pick
from autograder.repair.repaired import Repaired, RepairedCell

__all__ = ["Repaired", "RepairedCell", "SubmittedFile", "pick", "read_folder", "repair"]
