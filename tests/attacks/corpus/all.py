"""All attacks, kind by kind."""

from collections import Counter

from tests.attacks.attack import Attack
from tests.attacks.corpus import (
    arrays,
    beside,
    boundary,
    callbacks,
    comparing,
    covering,
    folders,
    imports,
    inspection,
    kernel,
    line,
    malformed,
    neighbours,
    network,
    notebooks,
    objects,
    outputs,
    pages,
    patches,
    processes,
    protocol,
    reading,
    searching,
    system,
    usage,
)

KINDS: dict[str, tuple[Attack, ...]] = {
    "tricks on the kernel": kernel.ATTACKS,
    "patched libraries": patches.ATTACKS + imports.ATTACKS,
    "searching for answers": searching.ATTACKS + inspection.ATTACKS,
    "forged messages": protocol.ATTACKS + line.ATTACKS,
    "tests out of reach": boundary.ATTACKS + callbacks.ATTACKS,
    "objects in place of arrays": objects.ATTACKS + arrays.ATTACKS,
    "answers that grow where they are compared": comparing.ATTACKS,
    "using up resources": usage.ATTACKS,
    "time and memory of neighbours": neighbours.ATTACKS,
    "processes": processes.ATTACKS,
    "system calls and network": system.ATTACKS + network.ATTACKS,
    "files and folders": folders.ATTACKS + beside.ATTACKS,
    "notebooks": notebooks.ATTACKS + malformed.ATTACKS,
    "pages and logs": pages.ATTACKS + outputs.ATTACKS,
    "reading": reading.ATTACKS,
    "covered pages": covering.ATTACKS,
}
ATTACKS = tuple(attack for attacks in KINDS.values() for attack in attacks)

_twice = [name for name, count in Counter(attack.student_id for attack in ATTACKS).items() if count > 1]
if _twice:
    raise ValueError(f"two attacks have the name {', '.join(_twice)}")
