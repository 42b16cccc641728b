"""All attacks, kind by kind."""

from collections import Counter

from tests.attacks.attack import Attack
from tests.attacks.corpus import kernel_tricks, resources, searching

KINDS: dict[str, tuple[Attack, ...]] = {
    "tricks on the kernel": kernel_tricks.ATTACKS,
    "searching": searching.ATTACKS,
    "resources": resources.ATTACKS,
}
ATTACKS = tuple(attack for attacks in KINDS.values() for attack in attacks)

_twice = [name for name, count in Counter(attack.student_id for attack in ATTACKS).items() if count > 1]
if _twice:
    raise ValueError(f"two attacks have the name {', '.join(_twice)}")
