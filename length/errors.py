"""Every error that `length` raises on purpose; most are also one of Python's, which code for other packages expects."""


class LengthError(Exception):
    """What went wrong, where, and what to do about it.

    Parameters
    ----------
    where : str
        The class, function or file that the error is about.
    problem : str
        What was expected and what was found.
    hint : str
        What the reader can do about it.
    """

    def __init__(self, where: str, problem: str, hint: str) -> None:
        super().__init__(f"{where}: {problem}. {hint}")
        self.where = where
        self.problem = problem
        self.hint = hint

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows of the error: a few lines in place of the traceback."""
        from length.tracebacks import render  # only where it is needed: it makes the import slower

        return render(self)


class TaskMissingError(LengthError):
    """An answer of the course is used before the student has given it."""


class FunctionError(LengthError, ValueError):
    """A function, layer, optimizer or initializer was given, or gave back, something else than it must."""


class InputError(FunctionError, AssertionError):
    """A function was called with something else than nodes of a graph."""


class NotWrittenError(FunctionError, NotImplementedError):
    """A method that derived classes define is not there yet: an object whose method it is, and its name."""

    def __init__(self, owner: object, method: str) -> None:
        name = type(owner).__name__
        super().__init__(f"{name}.{method}", "is not written yet", f"Define it in your class {name}")


class GraphError(LengthError):
    """A graph can't be built, or be walked backwards, as asked."""


class OptionError(LengthError, AttributeError, ValueError):
    """No option has the name that was used, or it can't have that value."""


class DataError(LengthError):
    """A data set can't be opened, or not be used as asked."""


class CheckFailedError(LengthError, AssertionError):
    """A check found something else than expected; `comparison` holds the numbers where they are few."""

    comparison = None
