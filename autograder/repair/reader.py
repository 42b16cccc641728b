"""The reader of one submission: it counts what reading costs, and knows what the master's cells define."""

from rapidfuzz import fuzz

from autograder.repair.code import Code, fenced, margin, read_code
from autograder.repair.limits import (
    ALL_BYTES,
    ALL_CELLS,
    ALL_COMPARED,
    ALL_PARSED,
    ALL_SEARCHED,
    MAX_PARSED_SOURCE,
)
from autograder.spec import AssignmentSpec, Role

_FENCES = ("```", "~~~")


class Reader:
    """Reads the cells of a submission: all its files, notebooks and sides of conflicts share what may be spent.

    Attributes
    ----------
    spec : AssignmentSpec
        The master.
    exhausted : bool
        Whether something was not looked at closely because all was spent.
    """

    def __init__(self, spec: AssignmentSpec) -> None:
        self.spec = spec
        roles = (Role.SOLUTION, Role.GIVEN)
        self._wanted = sorted({name for cell in spec.cells if cell.role in roles for name in cell.defines})
        self._bytes, self._cells = ALL_BYTES, ALL_CELLS
        self._parse, self._search, self._compare = ALL_PARSED, ALL_SEARCHED, ALL_COMPARED
        self._read: dict[str, Code] = {}
        self.exhausted = False

    def takes_bytes(self, count: int) -> bool:
        """Tell whether so many more bytes may be read, and count them."""
        self._bytes -= count
        return self._bytes >= 0

    def takes_cells(self, count: int) -> bool:
        """Tell whether so many more cells may be looked at, and count them."""
        self._cells -= count
        return self._cells >= 0

    def code(self, source: str) -> Code:
        """Return what a text is as Python; one that names nothing of the master's is not parsed."""
        if len(source) > MAX_PARSED_SOURCE or not self._concerns(source):
            return Code(frozenset(), False, source)
        return self._parsed(source)

    def prose(self, source: str) -> tuple[Code | None, Code | None]:
        """Return a text cell as Python, where it is nothing else, and the code in its fences, where it has some."""
        if len(source) > MAX_PARSED_SOURCE:
            return None, None
        self._search -= len(source)
        if self._search < 0:
            self.exhausted = True
            return None, None
        if not self._concerns(source):
            return None, None
        if any(fence in source for fence in _FENCES):
            inside = self.code(fenced(source))
            return None, inside if inside.names else None
        # prose can look like a definition here and there; code retyped to prose still parses as a whole
        code = self._parsed(source) if not margin(source).isdisjoint(self._wanted) else None
        return code if code is not None and code.whole else None, None

    def mentions(self, source: str) -> frozenset[str]:
        """Return which of the master's names a text cell seems to define."""
        self._search -= len(source)
        if len(source) > MAX_PARSED_SOURCE or self._search < 0 or not self._concerns(source):
            return frozenset()
        return margin(source).intersection(self._wanted)

    def whole(self, source: str) -> bool:
        """Tell whether a text is whole Python."""
        return len(source) <= MAX_PARSED_SOURCE and self._parsed(source).whole

    def likeness(self, one: str, other: str, least: float) -> float:
        """Return how alike two texts are, from 0 to 100; 0 if less than `least`."""
        shorter, longer = sorted((len(one), len(other)))
        if 200 * shorter < least * (shorter + longer):
            return 0.0
        self._compare -= shorter * longer
        if self._compare < 0:
            self.exhausted = True
            return 0.0
        return fuzz.ratio(one, other, score_cutoff=least)

    def _concerns(self, source: str) -> bool:
        return any(name in source for name in self._wanted)

    def _parsed(self, source: str) -> Code:
        code = self._read.get(source)
        if code is None and self._parse <= 0:
            self.exhausted = True
            return Code(margin(source), False, source)
        if code is None:
            code = self._read[source] = read_code(source)
            self._parse -= code.cost
        return code
