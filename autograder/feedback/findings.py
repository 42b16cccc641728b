"""What held in a task and what did not: properties of the same mistake, or with the same reason, stand together."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.grading.result import PropertyResult
from autograder.repair.text import show

_MOST = 2_000  # characters of a reason
_LINE = re.compile(r" \(line \d+ of [^()]*\)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """Properties of a task that have the same outcome.

    Attributes
    ----------
    names : tuple of str
        What students read of each property; none where the task is one property and has no other name.
    held : bool
        Whether all of its points were earned.
    reasons : tuple of str
        Why not; may hold words of the submission's.
    explanation, hint : str
        What the author of the exercise says of this mistake, and what to do about it.
    remark : str
        What limits the trust in these points.
    everything : bool
        Whether the task has no other properties.
    """

    names: tuple[str, ...]
    points: float
    max_points: float
    held: bool
    reasons: tuple[str, ...]
    explanation: str
    hint: str
    remark: str
    everything: bool


def findings_of(properties: Sequence[PropertyResult], title: str) -> tuple[Finding, ...]:
    """Return the findings of a task of this title, those that did not hold first."""
    groups: dict[tuple[Any, ...], list[PropertyResult]] = {}
    for item in properties:
        held = item.points >= item.max_points
        texts = _texts(item)
        # one mistake is told once, and so is an error that is raised at several lines of an answer
        reason = "" if held or any(texts) else _LINE.sub("", item.message)
        key = (held, reason, item.remark, *texts)
        groups.setdefault(key, []).append(item)
    found = [_finding(items, len(properties), title) for items in groups.values()]
    return tuple(sorted(found, key=lambda finding: finding.held))


def each_once(messages: Iterable[str]) -> tuple[str, ...]:
    """Return messages without repetition: an error that several lines of an answer raise is one, without the lines."""
    found = tuple(dict.fromkeys(messages))
    return found if len(found) == 1 else tuple(dict.fromkeys(_LINE.sub("", message) for message in found))


def _finding(items: Sequence[PropertyResult], of: int, title: str) -> Finding:
    explanation, hint = _texts(items[0])
    held = items[0].points >= items[0].max_points
    messages = each_once(item.message for item in items if item.message and not held)
    return Finding(
        names=tuple(show(item.name, _MOST) for item in items if item.name != title),
        points=sum(item.points for item in items),
        max_points=sum(item.max_points for item in items),
        held=held,
        reasons=tuple(show(message, _MOST) for message in messages),
        explanation=explanation,
        hint=hint,
        remark=items[0].remark,
        everything=len(items) == of,
    )


def _texts(item: PropertyResult) -> tuple[str, str]:
    """Return what the author says of a mistake that was recognized, where one was: an explanation and a hint."""
    diagnosis = getattr(item, "diagnosis", None)
    return (str(diagnosis.text), str(diagnosis.hint)) if diagnosis is not None else ("", "")
