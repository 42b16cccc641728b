"""Catalogues of an exercise: what the known answers to each graded cell did, for naming students' mistakes."""

from collections.abc import Iterable, Sequence

from autograder.diagnosis.catalogue import Catalogue, Entry
from autograder.judging import SOLUTION, Verdict


def catalogues(verdicts: Iterable[Verdict]) -> dict[str, Catalogue]:
    """Return the catalogue of each graded cell by its grade_id.

    Parameters
    ----------
    verdicts : iterable of Verdict
        On the mistakes, and on the solution several times: where it answers differently, random numbers decide.
    """
    by_cell: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_cell.setdefault(verdict.answer.known.graded_by, []).append(verdict)
    return {cell: _catalogue(found) for cell, found in by_cell.items()}


def _catalogue(verdicts: Sequence[Verdict]) -> Catalogue:
    first, *others = [verdict.evidence for verdict in verdicts if verdict.answer.name == SOLUTION]
    pairs = ((evidence, other[name]) for other in others for name, evidence in first.items() if name in other)
    random = frozenset[str]().union(*(one.random(two) for one, two in pairs))
    entries = (entry_of(verdict, random) for verdict in verdicts if verdict.answer.mistake is not None)
    return Catalogue({name: item.without(random) for name, item in first.items()}, tuple(entries), random)


def entry_of(verdict: Verdict, random: frozenset[str]) -> Entry:
    """Return the entry of a mistake, with its own texts or those that it shares."""
    mistake = verdict.answer.mistake
    assert mistake is not None, "only mistakes have entries"
    by_name = {item.name: item for item in verdict.answer.known.mistakes}
    told = by_name[mistake.same_as] if mistake.same_as else mistake
    failed = {name: evidence.without(random) for name, evidence in verdict.evidence.items()}
    text, hint = (" ".join(text.split()) for text in (told.diagnosis, told.hint))
    return Entry(mistake.name, told.name, text, hint, failed)
