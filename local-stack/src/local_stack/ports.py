"""TCP ports on the loopback interface, for servers that are started, killed and started again at the same address."""

import fcntl
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

from local_stack.errors import StackError

HOST = "127.0.0.1"
SERVERS = range(15_000, 32_768)
"""Below the ports that Linux gives to outgoing connections (`net.ipv4.ip_local_port_range`): none of those takes the
place of a server that is down, and no client that asks for it meanwhile is connected to itself."""


def free_ports(count: int, among: Sequence[int] = SERVERS) -> list[int]:
    """Distinct ports that nobody listens on. No other process of this user is given them while this one lives.

    Raises StackError when there are not that many."""
    found = list(islice((port for port in _from_anywhere(among) if _is_free(port) and _claim(port)), count))
    if len(found) < count:
        message = f"only {len(found)} of {count} ports are free"
        raise StackError(message)
    return found


def free_port() -> int:
    """One free port."""
    return free_ports(1)[0]


def _from_anywhere(ports: Sequence[int]) -> Iterator[int]:
    start = secrets.randbelow(len(ports))
    return chain(ports[start:], ports[:start])


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.bind((HOST, port))
        return True
    return False


def _claim(port: int) -> bool:
    """Lock the port's file. It is never closed: the lock ends with this process, however that ends."""
    folder = Path(tempfile.gettempdir()) / f"local-stack-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = os.open(folder / str(port), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return False
    return True
