"""The diagnosis of each failed property of a cell.

In this order: a known mistake that explains all that failed; what the value that was not the expected one is, compared
with that; the same of the last answer, compared with the solution's. Right answers never come here.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from autograder.diagnosis.catalogue import Catalogue, Entry, unpacked
from autograder.diagnosis.evidence import Evidence
from autograder.diagnosis.outline import numbers, same
from autograder.diagnosis.relation import relation
from autograder.grading.result import CellResult, Diagnosis, PropertyResult
from autograder.remote.transcript import Part, Transcript
from autograder.testing import ALONE

_SENTENCE = "Look at {}: it {}."
_LAST = "the last answer"
_CONSEQUENCE = "It is made of several answers, and one of them is wrong already: look at that task first."


def diagnosed(result: CellResult, transcript: Transcript, known: bytes) -> CellResult:
    """Return a cell's result with a diagnosis of each failed property of which more is known than its message says.

    Parameters
    ----------
    result : CellResult
        Not all points were earned.
    transcript : Transcript
        What its tests got.
    known : bytes
        The cell's catalogue, packed; empty where there is none.
    """
    catalogue = unpacked(known)
    parts = failed_parts(result, transcript)
    evidence = {name: Evidence.of(part, catalogue.random) for name, part in parts.items()}
    explained = catalogue.explain(evidence)
    properties = []
    for item in result.properties:
        if item.name in parts:
            solution = catalogue.solution.get(item.name)
            found = _diagnosis(parts[item.name], evidence[item.name], explained.get(item.name), solution)
            item = replace(item, diagnosis=found, transcript=evidence[item.name].digest())
        properties.append(item)
    return replace(result, properties=tuple(properties))


def consequence(result: CellResult) -> CellResult:
    """Return a cell's result with what is said where what it is made of is wrong already."""
    told = Diagnosis("", _CONSEQUENCE)
    properties = (replace(item, diagnosis=told) if _has_failed(item) else item for item in result.properties)
    return replace(result, properties=tuple(properties))


def packed_solutions(kept: Mapping[str, tuple[CellResult, Transcript]]) -> dict[str, bytes]:
    """Return catalogues that know the solution alone, packed, from its results and transcripts by grade_id."""
    found = {cell: evidence_of(parts_of(*pair)) for cell, pair in kept.items()}
    return {cell: Catalogue(solution).packed() for cell, solution in found.items()}


def failed_parts(result: CellResult, transcript: Transcript) -> dict[str, Part]:
    """Return what the tests of each failed property got, by its name."""
    found = {item.name: _part(item, result, transcript) for item in result.properties if _has_failed(item)}
    return {name: part for name, part in found.items() if part is not None}


def parts_of(result: CellResult, transcript: Transcript) -> dict[str, Part]:
    """Return what the tests of each property got, by its name."""
    found = {item.name: _part(item, result, transcript) for item in result.properties}
    return {name: part for name, part in found.items() if part is not None}


def evidence_of(parts: Mapping[str, Part]) -> dict[str, Evidence]:
    """Return what is kept of them."""
    return {name: Evidence.of(part) for name, part in parts.items()}


def _has_failed(item: PropertyResult) -> bool:
    # one that stands alone holds: it says nothing of a mistake
    return item.points < item.max_points and item.message != ALONE


def _part(item: PropertyResult, result: CellResult, transcript: Transcript) -> Part | None:
    if transcript.has(item.name):
        return transcript.part(item.name)
    # a cell that is all or nothing is one property; of several, this one was not tried
    return transcript.part("") if len(result.properties) == 1 else None


def _diagnosis(part: Part, evidence: Evidence, entry: Entry | None, solution: Evidence | None) -> Diagnosis | None:
    words = _compared(part) or _last(part, evidence, solution)
    if entry is not None:
        return Diagnosis(entry.family, entry.text or words, entry.hint)
    return Diagnosis("", words) if words else None


def _compared(part: Part) -> str:
    if part.comparison is None:
        return ""
    words = relation(part.comparison.found, part.comparison.wanted, part.inputs)
    return _SENTENCE.format(part.comparison.what, words) if words else ""


def _last(part: Part, evidence: Evidence, solution: Evidence | None) -> str:
    """Return the same of the last answer, where the solution's is known and whole."""
    if part.comparison is not None or solution is None or not evidence.entries:
        return ""
    number = len(evidence.entries) - 1
    if number >= len(solution.entries) or solution.entries[number][0] != evidence.entries[number][0]:
        return ""
    found, wanted = (numbers(entries[number][1]) for entries in (evidence.entries, solution.entries))
    for one, other in zip(found, wanted, strict=False):
        arrays = [item[3].reshape(item[2]) for item in (one, other) if np.prod(item[2]) == len(item[3])]
        if len(arrays) == 2 and not same(one, other, dtypes=False):
            words = relation(arrays[0], arrays[1], part.inputs)
            return _SENTENCE.format(_LAST, words) if words else ""
    return ""
