"""The whole suite as real processes, the way an operator starts it, beside the simulators."""

import uuid
from collections.abc import Iterator

import pytest

from local_stack.infrastructure import Infrastructure
from local_stack.scene import Scene, play


@pytest.fixture(scope="module", autouse=True)
def _no_message_is_left(emptied_broker: Infrastructure) -> None:
    """The broker is everybody's: what a module leaves there would be worked off by the next one, in its own database."""


@pytest.fixture(scope="module")
def scene(infrastructure: Infrastructure) -> Iterator[Scene]:
    """Four services and two simulators, on a database of the module's own, with delays that suit a test."""
    settings = {
        "MONGODB_DATABASE": f"e2e_{uuid.uuid4().hex[:12]}",
        "RETRY_UNIT_SECONDS": "0.1",
        "LEASE_SECONDS": "3",
        "RELAY_INTERVAL_SECONDS": "1",
        "RELAY_GRACE_SECONDS": "5",
        "LOG_LEVEL": "DEBUG",
    }
    with play(infrastructure, settings) as running:
        yield running
