"""What each of our services is told by its environment."""

import base64
import os
import secrets
import socket
from collections.abc import Mapping

import pytest

from flow_omnium.runtime.database import Database
from flow_omnium.testing.programs import KEY
from local_stack.infrastructure import Infrastructure


@pytest.fixture
def environment(infrastructure: Infrastructure, database: Database) -> Mapping[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "AMQP_URL": infrastructure.amqp_url,
        "MONGODB_URL": infrastructure.mongodb_url,
        "MONGODB_DATABASE": database.name,
        "SETTINGS_ENCRYPTION_KEYS": base64.b64encode(KEY).decode(),
        "INTERNAL_API_KEY": secrets.token_hex(16),
        "TOKEN_MANAGER_URL": "http://127.0.0.1:9",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_PORT": str(port),
        "LOG_LEVEL": "DEBUG",
    }
