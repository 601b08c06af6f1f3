"""How many connections each process has to broker and database."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import psutil

from local_stack.infrastructure import Infrastructure
from local_stack.service import Service

_OPEN: Final = "ESTABLISHED"


def connections_of(service: Service, infrastructure: Infrastructure) -> Mapping[str, int]:
    """Count them by server."""
    ports = {
        "broker": urlsplit(infrastructure.amqp_url).port,
        "database": urlsplit(infrastructure.mongodb_url).port,
    }
    held = psutil.Process(service.pid).net_connections("tcp")
    far = [one.raddr.port for one in held if one.status == _OPEN and one.raddr]
    return {name: far.count(port or 0) for name, port in ports.items()}
