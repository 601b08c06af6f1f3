"""Broker and database of these tests' own: they are killed and wiped."""

from collections.abc import Iterator

import pytest

from local_stack.infrastructure import Infrastructure
from rigs.chaos.arena import Arena, arena
from rigs.chaos.tenants import ChaosTenant


@pytest.fixture(scope="module")
def own_infrastructure() -> Iterator[Infrastructure]:
    """Started apart from what the other tests use, whatever the environment names."""
    with Infrastructure("chaos", environ={}) as started:
        yield started


@pytest.fixture(scope="module")
def chaos(own_infrastructure: Infrastructure) -> Iterator[Arena]:
    """Everything for three tenants, used by one fault after the other; each finds all parts running."""
    tenants = [ChaosTenant(f"shop{number}") for number in range(3)]
    with arena(own_infrastructure, tenants, {}) as running:
        yield running
