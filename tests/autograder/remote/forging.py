"""Answers that take over their end of the channel and write what they like."""

# Written before an answer: `answer(tree, *parts)` replaces the answer to each call, `callback(…)` is sent in its place.
TOOLS = r"""
import json, struct
channel = get_ipython().outputs._channel
_receive, _send, _asked = channel.receive, channel.send, {}
def receive():
    request, payload = _receive()
    _asked.update(request)
    return request, payload
channel.receive = receive

def packed(kind, tree, parts=(), **more):
    return {'id': _asked['id'], 'kind': kind, 'tree': tree, 'sizes': [len(p) for p in parts], **more}, list(parts)

def forge(make, operations=('call', 'method')):
    def send(header, payloads=()):
        if _asked.get('operation') in operations and header['kind'] == 'done':
            header, payloads = make()
            if isinstance(header.get('tree'), bytes):  # text that need not be JSON
                text = json.dumps({**header, 'tree': 0}).encode().replace(b'"tree": 0', b'"tree": ' + header['tree'])
                return channel._connection.sendall(struct.pack('>IQ', len(text), 0) + text)
        _send(header, payloads)
    channel.send = send

def answer(tree, *parts):
    forge(lambda: packed('done', {'value': tree}, parts))

def callback(function, arguments={'l': []}, named={'d': []}, name=None, parts=()):
    tree = {'function': function, 'name': name, 'arguments': arguments, 'named': named}
    forge(lambda: packed('callback', tree, parts))

def npy(descr, shape, data=b''):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header = header.ljust(-(-(len(header) + 11) // 64) * 64 - 11) + b'\n'
    return b'\x93NUMPY\x01\x00' + len(header).to_bytes(2, 'little') + header + data
"""
