"""A gateway starts and serves while a store is down, and never says "unknown" for "cannot tell"."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from aiohttp.test_utils import TestClient
from pydantic import SecretStr

from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.testing.served import Served
from flow_omnium.testing.tenants import a_tenant, keyring_of
from webhook_gateway.app import open_app
from webhook_gateway.settings import GatewaySettings

NOBODY_LISTENS = "127.0.0.1:1"
EVENT = orjson.dumps({"className": "Order", "category": "Updated", "objectId": "1001"})
SECRET = {"Authorization": "Bearer acme-webhook-secret"}


@asynccontextmanager
async def served(settings: GatewaySettings, **changes: object) -> AsyncIterator[TestClient[Any, Any]]:
    async with open_app(settings.model_copy(update=changes)) as app, TestClient(Served(app)) as client:
        yield client


def post(client: TestClient[Any, Any]) -> Any:
    return client.post("/v1/tenants/acme/omnium/events", data=EVENT, headers=SECRET)


async def test_without_a_database_from_the_start_it_answers_503_and_not_404(
    settings: GatewaySettings,
) -> None:
    away = SecretStr(f"mongodb://{NOBODY_LISTENS}/?replicaSet=rs")
    async with served(settings, mongodb_url=away) as client:
        response = await post(client)

        assert (response.status, response.headers["Retry-After"]) == (503, "5")
        counted = 'events_turned_away_total{reason="tenants_unread",sender="omnium",tenant="(unknown)"} 1.0'
        assert counted in await (await client.get("/metrics")).text()


async def test_without_a_broker_from_the_start_events_are_kept_in_the_ledger(
    settings: GatewaySettings, database: Database
) -> None:
    repository = TenantRepository(database[COLLECTION], keyring_of(*settings.webhook_keys()))
    await repository.apply(a_tenant("acme"))
    async with served(settings, amqp_url=SecretStr(f"amqp://guest:guest@{NOBODY_LISTENS}/")) as client:
        response = await post(client)

        (job,) = await JobLog(database).find(JobFilter())
        assert (response.status, (await response.json())["jobId"]) == (202, job.job_id)
