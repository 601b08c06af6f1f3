"""Broker and database of these tests' own: they are broken on purpose."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_stack.infrastructure import Infrastructure, without_servers


@pytest.fixture(scope="module")
def breakable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Infrastructure]:
    """Started in a root of its own, whatever the environment names."""
    root: Path = tmp_path_factory.mktemp("checkout")
    with Infrastructure("breakable", environ=without_servers(os.environ), root=root) as started:
        yield started
