"""Forged messages: student code holds the descriptor that its answers go through."""

from tests.attacks.attack import DEAD, Attack, Edit, first, unsolved

# Finds the channel to the grader, and writes frames as the sandbox does.
TOOLS = r"""
import json, os, socket, struct, sys, time
outputs = get_ipython().outputs
channel = outputs._channel
line = channel._connection
request = outputs._request
def frame(header, payload=b''):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack('>IQ', len(text), len(payload)) + text + payload
def npy(descr, shape, data):
    header = repr({'descr': descr, 'fortran_order': False, 'shape': shape}).replace('}', ', }').encode()
    header = header.ljust(-(-(len(header) + 11) // 64) * 64 - 11) + b'\n'
    return b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header + data
FUNCTION = {'o': 1, 'kinds': [['builtins', 'function']], 'callable': True}
OBJECT = {'o': 2, 'kinds': [['__main__', 'Answer']]}
def reply(asked, tree, parts=(), kind='done'):
    '''Send the answer to an operation.'''
    text = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    header = json.dumps({'id': asked['id'], 'kind': kind, 'sizes': [len(part) for part in parts], 'tree': 0}).encode()
    line.sendall(frame(header[:-2] + text + b'}', b''.join(parts)))
def serve(method, call=lambda: (OBJECT, [])):
    '''Take over: names are functions, calls of them make objects or the like, and their methods answer so.'''
    while True:
        asked, payload = channel.receive()
        if asked['kind'] != 'operate':
            line.sendall(frame({'id': asked['id'], 'kind': 'done', 'ok': True, 'points': 22, 'status': 'graded'}))
        elif asked['operation'] == 'name':
            reply(asked, {'value': FUNCTION})
        else:
            tree, parts = call() if asked['operation'] == 'call' else method()
            reply(asked, {'value': tree}, parts)
def answer(arrays):
    '''Take over: methods answer with a list of arrays, given as .npy bytes.'''
    serve(lambda: ({'l': [{'a': n + 1} for n in range(len(arrays))]}, arrays))
line.sendall(frame({'id': request, 'kind': 'output', 'output': {'output_type': 'stream', 'name': 'stdout'},
                    'texts': ['text'], 'sizes': [0]}))
"""


def forge(source: str) -> Edit:
    """Run this in front of all cells, with the line to the grader at hand."""
    return first(TOOLS + source)


def forged(name: str, purpose: str, source: str) -> Attack:
    """Return an attack that forges messages and has no right answer."""
    return Attack(name, purpose, unsolved(forge(source)), statuses=DEAD)


DONE = "line.sendall(frame({'id': request, 'kind': 'done', 'ok': True}))\n"

ATTACKS = (
    Attack(
        "frames-everywhere",
        "writes an answer with points into every open descriptor",
        unsolved(
            first("""
                import json, os, struct
                text = json.dumps({'id': '', 'kind': 'done', 'ok': True, 'points': 22}).encode()
                message = struct.pack('>IQ', len(text), 0) + text
                for number in range(256):
                    try:
                        os.set_blocking(number, False)
                        os.write(number, message)
                    except OSError:
                        pass
            """)
        ),
        statuses=DEAD,
    ),
    forged(
        "points-sent", "answers every request with points", DONE + "answer([npy('<f8', (), struct.pack('<d', 22.0))])"
    ),
    forged(
        "errors-without-text",
        "answers with errors whose name and text hold nothing that can be shown",
        DONE
        + """
while True:
    asked, payload = channel.receive()
    reply(asked, {'raised': {'type': '\\x01', 'families': [], 'text': '\\x01\\u200b', 'line': 0}})
""",
    ),
    forged(
        "pickle-sent",
        "answers with an array of objects, whose pickle writes a file when it is read",
        DONE + "answer([npy('|O', (1,), b\"cos\\nsystem\\n(S'touch /tmp/@TOKEN@-pickle'\\ntR.\")])",
    ),
    forged(
        "bare-pickle-sent",
        "answers with a pickle in place of an array",
        DONE + "answer([b\"\\x80\\x04cos\\nsystem\\n(S'touch /tmp/@TOKEN@-pickle'\\ntR.\"])",
    ),
    forged(
        "huge-shape-sent",
        "announces an array of 8 EiB in a few bytes",
        DONE + "answer([npy('<f8', (1 << 30, 1 << 30), b'')])",
    ),
    forged(
        "code-in-array-header",
        "puts Python code where the grader expects the dtype of an array",
        DONE
        + """
header = b"{'descr': __import__('os').system('touch /tmp/@TOKEN@-header')}".ljust(80)
answer([b'\\x93NUMPY\\x01\\x00\\x50\\x00' + header])
""",
    ),
    forged(
        "sent-twice",
        "sends its answers twice and those of earlier requests again",
        """
old = frame({'id': request, 'kind': 'done', 'ok': True})
send = channel.send
def again(header, payloads=()):
    send(header, payloads)
    send(header, payloads)
    line.sendall(old)
channel.send = again
""",
    ),
    forged(
        "kind-unknown",
        "orders the grader to do something",
        "line.sendall(frame({'id': request, 'kind': 'exec', 'source': 'open(\"/tmp/@TOKEN@-exec\", \"w\")'}))",
    ),
    forged(
        "interpreter-replaced",
        "becomes another program that holds the line and answers for it",
        """
os.set_inheritable(line.fileno(), True)
program = '''
import json, socket, struct
line = socket.socket(fileno=%d)
def send(header):
    text = json.dumps(header).encode()
    line.sendall(struct.pack(">IQ", len(text), 0) + text)
send({"id": "%s", "kind": "done", "ok": True})
while True:
    size, more = struct.unpack(">IQ", line.recv(12))
    asked = json.loads(line.recv(size, socket.MSG_WAITALL))
    line.recv(more, socket.MSG_WAITALL)
    tree = {"value": {"o": 1, "kinds": [["builtins", "function"]]}}
    send({"id": asked["id"], "kind": "done", "ok": True, "points": 22, "tree": tree, "sizes": []})
''' % (line.fileno(), request)
os.execv(sys.executable, [sys.executable, '-c', program])
""",
    ),
)
