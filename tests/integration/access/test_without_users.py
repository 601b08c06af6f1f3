"""A database that has no users lets everybody do everything: then a service makes what it needs, and no other step is taken."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from local_stack.database import Database
from local_stack.infrastructure import Infrastructure
from local_stack.rundir import create_run
from local_stack.service import Service


@pytest.fixture
def open_to_all(tmp_path: Path) -> Iterator[tuple[Database, Path]]:
    run = create_run("without-users", tmp_path)
    database = Database(run, asks_who=False)
    database.start()
    yield database, tmp_path
    database.close()
    run.remove()


def test_a_gateway_becomes_ready_on_it_and_builds_the_indexes(
    open_to_all: tuple[Database, Path], infrastructure: Infrastructure
) -> None:
    database, folder = open_to_all
    assert "@" not in database.url
    environment = {
        "AMQP_URL": infrastructure.amqp_url,
        "MONGODB_URL": database.url,
        "SETTINGS_ENCRYPTION_KEYS": base64.b64encode(os.urandom(32)).decode(),
    }
    run = create_run("without-users-gateway", folder)

    with Service("webhook-gateway", environment, run), MongoClient[dict[str, Any]](database.url) as client:
        assert "one_pending_per_key" in client["flow_omnium"]["jobs"].index_information()
    run.remove()
