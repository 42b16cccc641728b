"""The network, and everything that is reached through sockets."""

from tests.attacks.attack import Attack, first, unsolved
from tests.attacks.corpus.system import system_attack

ATTACKS = (
    Attack(
        "network",
        "connects to a server on this machine and on the internet",
        unsolved(
            first("""
                import socket, urllib.request
                for address in (('127.0.0.1', @PORT@), ('localhost', @PORT@)):
                    try:
                        socket.create_connection(address, timeout=0.3)
                        won('connected to this machine')
                    except OSError:
                        pass
                try:
                    urllib.request.urlopen('http://127.0.0.1:@PORT@', timeout=0.3)
                except OSError:
                    pass
            """)
        ),
        stock=True,
    ),
    system_attack(
        "socket-families",
        "opens sockets of every family: raw packets, kernel, virtual machines",
        """
        import socket
        for family in range(2, 46):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
                try:
                    socket.socket(family, kind)
                    won(f'a socket of family {family}')
                except OSError:
                    pass
        """,
    ),
)
