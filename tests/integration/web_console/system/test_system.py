"""Whether the machine is well."""

from datetime import timedelta

from admin_console.testing.visiting import Visiting
from admin_console.web.settings import ConsoleSettings
from admin_console.web.system.waves import waves
from flow_omnium.runtime.database import Database, server_time
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.tenants.secret_box import key_id_of
from flow_omnium.testing.tenants import a_tenant


async def a_waiting_job(database: Database, number: int, failures: int, minutes: int) -> None:
    due = await server_time(database.client) + timedelta(minutes=minutes)
    await database["jobs"].insert_one(
        {"_id": f"j-{number}", "tenantUid": "acme", "queue": "external_order_sync", "kind": "inbound-order"}
        | {"key": str(number), "record": f"order:{number}", "state": "waiting", "pending": True}
        | {"failures": failures, "dueAt": due, "acceptedAt": due - timedelta(hours=1)}
    )


async def test_an_empty_suite_is_shown(visit: Visiting, schema: Database) -> None:
    assert all([not done.failed async for done in DatabaseSchema(schema).apply()])
    page = await visit("viewer").get("/system")
    assert page.status == 200
    assert "No worker has ever run here" in page.text
    assert "AMQP_URL is not set" in page.text
    assert "All are as this version needs them" in page.text


async def test_what_belongs_to_no_tenant_takes_the_right_for_all(visit: Visiting) -> None:
    assert (await visit("admin@acme").get("/system")).status == 404


async def test_jobs_are_counted_by_step_and_by_minute(visit: Visiting, schema: Database) -> None:
    for number, (failures, minutes) in enumerate([(1, 1), (1, 1), (3, 5), (40, 300)]):
        await a_waiting_job(schema, number, failures, minutes)
    found = await waves(schema, await server_time(schema.client))
    assert [(step.failures, step.jobs) for step in found.steps if step.jobs] == [(1, 2), (3, 1), (10, 1)]
    assert found.later == 1
    assert found.highest[1] == 2
    assert "2 jobs" in (await visit("viewer").get("/system")).text


async def test_keys_are_named_and_never_shown(
    visit: Visiting, schema: Database, settings: ConsoleSettings
) -> None:
    await TenantRepository(schema[COLLECTION], settings.keyring()).apply(a_tenant())
    page = await visit("viewer").get("/system")
    (key,) = settings.webhook_keys()
    assert key_id_of(key) in page.text
    assert settings.settings_encryption_keys[0].get_secret_value() not in page.text
