"""What pages ask both systems: simulated ones, with tokens of a real token-manager. Each is only read."""

import base64
import csv
import io
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass

import pytest
from pydantic import AnyHttpUrl, SecretStr

from admin_console.testing.ledger import PageLedger
from admin_console.testing.settings import console_settings
from admin_console.testing.visiting import Visiting
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database, connect
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.filled_ledger import failure
from local_stack.rundir import create_run
from local_stack.service import Service
from local_stack.simulators import Simulators

KEY = base64.b64encode(b"k" * 32).decode()
INTERNAL = "hush-internal-key-not-a-secret"
ACME = {
    "tenantUid": "acme",
    "active": True,
    "webhookSecrets": ["hush-webhook-not-a-secret"],
    "flow": {"apiToken": "hush-flow"},
    "parameters": {"OMNIUM_CLIENT_ID": "acme", "OMNIUM_CLIENT_SECRET": "hush-omnium"},
    "stores": {"oslo": {}},
}


@dataclass(frozen=True)
class World:
    """Both systems, and what a console beside them is told."""

    simulators: Simulators
    database: str
    environment: Mapping[str, str]

    def order(self, order_id: str, **fields: str) -> None:
        """Store an order in Omnium; no event tells of it."""
        order = {"orderNumber": "77", "orderType": "ClickAndCollect", "status": "New", **fields}
        self.simulators.omnium("PUT", f"/_sim/orders/{order_id}", order)


@pytest.fixture(scope="module")
def world(mongodb_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Both systems and the token-manager; no worker runs."""
    run, name = create_run("console-test", tmp_path_factory.mktemp("runs")), f"test_{uuid.uuid4().hex[:16]}"
    shared = {
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": name,
        "SETTINGS_ENCRYPTION_KEYS": KEY,
        "INTERNAL_API_KEY": INTERNAL,
    }
    with Simulators(run) as simulators:
        simulators.omnium("POST", "/_sim/users", {"clientId": "acme", "clientSecret": "hush-omnium"})
        in_flow = {"tenantUid": "acme", "apiToken": "hush-flow", "stores": ["oslo"]}
        simulators.flow("POST", "/_sim/tenants", in_flow)
        shared |= {"OMNIUM_API_URL": simulators.omnium_url, "FLOW_API_URL": simulators.flow_url}
        with Service("token-manager", shared, run) as token_manager:
            yield World(simulators, name, {**shared, "TOKEN_MANAGER_URL": token_manager.base_url})
    run.remove()


@pytest.fixture
async def database(mongodb_url: str, world: World) -> AsyncIterator[Database]:
    """The database that the console shares with the token-manager."""
    client = connect(mongodb_url, application="tests")
    yield client[world.database]
    await client.drop_database(world.database)
    client.close()


@pytest.fixture
def settings(mongodb_url: str, world: World) -> ConsoleSettings:
    """With the keys and addresses of the world."""
    told = world.environment
    return console_settings(
        mongodb_url,
        world.database,
        settings_encryption_keys=(SecretStr(KEY),),
        internal_api_key=SecretStr(INTERNAL),
        omnium_api_url=AnyHttpUrl(told["OMNIUM_API_URL"]),
        flow_api_url=AnyHttpUrl(told["FLOW_API_URL"]),
        token_manager_url=AnyHttpUrl(told["TOKEN_MANAGER_URL"]),
    )


@pytest.fixture
async def acme(schema: Database, settings: ConsoleSettings) -> None:
    """A tenant that both systems know."""
    tenants = TenantRepository(schema[COLLECTION], settings.keyring())
    await tenants.apply(Tenant.model_validate(ACME))


@pytest.mark.usefixtures("acme")
async def test_an_order_that_nobody_here_knows_is_found_in_omnium_and_can_be_brought_over(
    visit: Visiting, world: World
) -> None:
    world.order("om-lost")
    page = await visit("operator").post("/find/ask", tenant="acme", q="om-lost")
    told = page.soup.one("main").text
    assert "Found:" in told
    assert "A run of inbound-order om-lost would" in told
    assert page.soup.has("form[action=/sync]")


@pytest.mark.usefixtures("acme")
async def test_a_plan_is_made_of_what_both_systems_have_now(
    visit: Visiting, ledger: PageLedger, world: World
) -> None:
    world.order("om-1", storeId="oslo", customerName="Kari Nordmann", customerPhone="40010001")
    job_id = await ledger.add("om-1", failure())
    page = await visit("viewer").post(f"/jobs/{job_id}/plan")
    assert page.status == 200
    assert page.soup.one("#plan").text.startswith("Nothing would be written: nothing of it is left in Omnium")
    assert "Nordmann" not in page.text
    world.order("om-1")
    failing = await visit("viewer").post(f"/jobs/{job_id}/plan")
    assert failing.status == 200
    assert failing.soup.one("#plan").text.startswith("A run would fail: storeId is not given")


@pytest.mark.usefixtures("acme")
async def test_who_ordered_is_read_from_omnium_when_the_shop_must_call(
    visit: Visiting, ledger: PageLedger, world: World
) -> None:
    world.order(
        "om-2", customerName="Kari Nordmann", customerPhone="40010001", customerEmail="kari@example.com"
    )
    await ledger.add("om-2", failure())
    await ledger.add("om-gone", failure())
    masked = await visit("operator").get("/customers-affected?names=1")
    rows = {row["Order"]: row for row in masked.soup.rows()}
    assert (rows["om-2"]["Customer"], rows["om-2"]["Phone"]) == ("K••• N•••••••", "••••0001")
    assert rows["om-gone"]["Customer"] == "not told: Omnium has no such order"
    taken = await visit("operator").post("/customers-affected/reveal", reason="INC-77", format="csv")
    told = {row["order"]: row for row in csv.DictReader(io.StringIO(taken.text))}
    assert told["om-2"]["name"] == "Kari Nordmann"
    assert told["om-2"]["e-mail"] == "kari@example.com"
