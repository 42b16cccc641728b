"""The line to the grader: flooded, cut, never read."""

from tests.attacks.attack import EVERYTHING, FINE, Attack, before, solved
from tests.attacks.corpus.protocol import DONE, forged

ATTACKS = (
    forged(
        "nested-deeply",
        "sends JSON that is nested 100,000 deep",
        "line.sendall(frame(b'[' * 100_000 + b']' * 100_000))",
    ),
    forged(
        "announced-too-large",
        "announces 16 EiB and sends a byte now and then",
        """
line.sendall(struct.pack('>IQ', 1 << 31, (1 << 64) - 1))
while True:
    line.sendall(b'x')
    time.sleep(0.05)
""",
    ),
    forged(
        "sizes-negative",
        "lists parts of negative and wrong sizes",
        """
line.sendall(frame({'id': request, 'kind': 'output', 'output': {'output_type': 'stream', 'name': 'stdout'},
                    'texts': ['text', 'text'], 'sizes': [-5, 9]}, b'abcd'))
""",
    ),
    forged(
        "flood",
        "sends 1 GB of outputs",
        """
part = frame({'id': request, 'kind': 'output', 'output': {'output_type': 'stream', 'name': 'stdout'},
              'texts': ['text'], 'sizes': [1 << 20]}, b'x' * (1 << 20))
for _ in range(1024):
    line.sendall(part)
""",
    ),
    forged(
        "flood-of-small",
        "sends a hundred million tiny outputs",
        """
part = frame({'id': request, 'kind': 'output', 'output': {'output_type': 'stream', 'name': 'stdout'},
              'texts': ['text'], 'sizes': [1]}, b'x') * 1000
while True:
    line.sendall(part)
""",
    ),
    forged(
        "descriptors-sent",
        "sends its descriptors along with the bytes, to use up those of the grader",
        """
for _ in range(2000):
    socket.send_fds(line, [frame({'id': request, 'kind': 'output', 'clear': 'now'})], [0] * 50)
""",
    ),
    forged("line-closed", "closes its end of the line and goes on", "line.shutdown(socket.SHUT_RDWR)\ntime.sleep(60)"),
    forged("never-reads", "stops reading, so that requests pile up", DONE + "time.sleep(60)"),
    Attack(
        "line-closed-behind-answers",
        "closes every descriptor between right answers, which have to keep their points",
        solved(before("relu", "import os\nos.closerange(0, 256)")),
        EVERYTHING,
        EVERYTHING,
        statuses=FINE | {"crashed"},
    ),
)
