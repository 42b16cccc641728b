"""What grading again changed, property by property."""

from collections.abc import Iterator, Mapping

from autograder.grading.record import Record


def changes(before: Mapping[str, Record], after: Mapping[str, Record]) -> Iterator[str]:
    """Yield a line for each property whose points differ, and for each notebook whose status does."""
    for notebook, new in after.items():
        old = before.get(notebook)
        if old is None:
            continue
        if old.status is not new.status:
            yield f"{notebook}: was {old.status}, is {new.status}"
        earlier, now = _points(old), _points(new)
        for name in dict.fromkeys((*earlier, *now)):
            if earlier.get(name) != now.get(name):
                yield f"{name}: {_text(earlier.get(name))} → {_text(now.get(name))}"


def _points(record: Record) -> dict[str, float]:
    return {
        f"{result.title}, {item.name}": item.points for result in record.results.values() for item in result.properties
    }


def _text(points: float | None) -> str:
    return "not graded" if points is None else f"{points:g}"
