"""The confusion matrix of an exercise's mistakes: what each is named when it is graded like a submission."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.diagnosis.catalogue import Catalogue, Entry, families
from autograder.judging import Verdict


@dataclass(frozen=True, slots=True)
class Named:
    """What a wrong answer is named.

    Attributes
    ----------
    task, name : str
        Of the mistake that it holds; the name is empty for a right answer.
    family : str
        What it ought to be named.
    names : tuple of str
        What it is named.
    alike : tuple of str
        Other mistakes that no test can tell from it.
    """

    task: str
    name: str
    family: str
    names: tuple[str, ...]
    alike: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether it has its own family's name, and no other one."""
        return self.names == ((self.family,) if self.family else ())


def confusion(catalogues: Mapping[str, Catalogue], verdicts: Sequence[Verdict]) -> list[Named]:
    """Return what the answers of a second run are named by the catalogues of a first one."""
    alike = {cell: _alike(catalogue.entries) for cell, catalogue in catalogues.items()}
    found = []
    for verdict in verdicts:
        cell, answer = verdict.answer.known.graded_by, verdict.answer
        catalogue = catalogues[cell]
        failed = {name: item.without(catalogue.random) for name, item in verdict.evidence.items() if verdict.lost}
        names = tuple(dict.fromkeys(entry.family for entry in catalogue.explain(failed).values()))
        name, family = "", ""
        if answer.mistake is not None:
            name, family = answer.name, answer.mistake.same_as or answer.name
        found.append(Named(answer.known.task, name, family, names, alike[cell].get(name, ())))
    return found


def held_back(catalogues: Mapping[str, Catalogue]) -> list[Named]:
    """Return what each mistake is named by a catalogue that holds neither it nor those that are like it.

    It ought to be nothing: so it would be with a mistake that nobody has thought of.
    """
    found = []
    for cell, catalogue in catalogues.items():
        alike = _alike(catalogue.entries)
        for entry in catalogue.entries:
            others = tuple(
                other
                for other in catalogue.entries
                if other.family != entry.family and other.name not in alike[entry.name]
            )
            explained = Catalogue(catalogue.solution, others, catalogue.random).explain(entry.failed)
            names = tuple(dict.fromkeys(other.family for other in explained.values()))
            found.append(Named(cell, entry.name, "", names))
    return found


def misnamed(held: Iterable[Named]) -> list[str]:
    """Return a sentence for each mistake that gets another one's name where it is not in the catalogue itself."""
    return [
        f"{item.task}: the mistake “{item.name}”, left out of the catalogue, is named “{'” and “'.join(item.names)}”"
        for item in held
        if item.names
    ]


def problems(named: Iterable[Named]) -> list[str]:
    """Return a sentence for each mistake that has not its own name, and each right answer that has one."""
    found = []
    for item in named:
        if item.is_right:
            continue
        if not item.name:
            found.append(f"{item.task}: a right answer is named “{item.names[0]}”")
        elif item.alike:
            others = "” and “".join(item.alike)
            found.append(
                f"{item.task}: no test tells the mistake “{item.name}” from “{others}”: "
                "let one have the texts, and all others `same_as` it"
            )
        elif item.names:
            found.append(f"{item.task}: the mistake “{item.name}” is named “{'” and “'.join(item.names)}”")
        else:
            found.append(f"{item.task}: the mistake “{item.name}” is not named")
    return found


def _alike(entries: Sequence[Entry]) -> dict[str, tuple[str, ...]]:
    """Return the other mistakes that no test tells from each one."""
    return {
        entry.name: tuple(other.name for other in group if other is not entry)
        for group in families(entries)
        for entry in group
    }
