"""What the parts of a worker are made from."""

import base64
import secrets
from typing import Any, cast

import pytest

from flow_omnium.jobs.worker.service import Neighbours
from flow_omnium.jobs.worker.settings import WorkerServiceSettings

ENVIRONMENT = {
    "AMQP_URL": "amqp://user:pass@rabbitmq:5672/",
    "MONGODB_URL": "mongodb://mongodb:27017/?replicaSet=flow",
    "TOKEN_MANAGER_URL": "http://token-manager:8080",
    "INTERNAL_API_KEY": secrets.token_urlsafe(32),
    "FLOW_ENCRYPTION_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
    "OMNIUM_MAX_CONCURRENCY": "2",
}


@pytest.fixture
def neighbours(monkeypatch: pytest.MonkeyPatch) -> Neighbours:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    nobody = cast(Any, None)
    return Neighbours("worker", WorkerServiceSettings(), nobody, nobody, nobody, nobody)


def test_all_parts_of_a_service_share_what_it_may_ask_omnium_at_once(neighbours: Neighbours) -> None:
    assert neighbours.omnium() is neighbours.omnium(2)


def test_a_part_with_a_bound_of_its_own_is_counted_by_itself(neighbours: Neighbours) -> None:
    assert neighbours.omnium(1) is not neighbours.omnium()
