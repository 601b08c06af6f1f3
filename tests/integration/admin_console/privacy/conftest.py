"""A database and a broker that hold what can be known of a customer."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flow_omnium.testing.privacy_bench import (
    BODIES,
    Shop,
    delete_parked,
    fill,
    park,
)

InDatabase = Callable[..., Any]


@pytest.fixture
def shop(in_database: InDatabase) -> Shop:
    """Fill the database."""
    filled: Shop = in_database(fill)
    return filled


@pytest.fixture
def parked(amqp_url: str) -> Iterator[str]:
    """Park four messages, one of which is theirs."""
    asyncio.run(park(amqp_url, BODIES))
    yield amqp_url
    asyncio.run(delete_parked(amqp_url))
