"""Every error that `length` raises on purpose.

LengthError
└── DataError              a data set that can't be opened or used as asked (length.data_set, length.data_sets)
"""


class LengthError(Exception):
    """What went wrong, where, and how to mend it.

    Parameters
    ----------
    where : str
        The class, function or file that the error is about.
    problem : str
        What was expected and what was found.
    mend : str
        What the reader can do about it.
    """

    def __init__(self, where: str, problem: str, mend: str) -> None:
        super().__init__(f"{where}: {problem}. {mend}")
        self.where = where
        self.problem = problem
        self.mend = mend


class DataError(LengthError):
    """A data set can't be opened, or not be used as asked."""
