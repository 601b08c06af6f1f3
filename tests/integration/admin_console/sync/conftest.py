"""The console beside both simulated systems and a real token-manager, for one tenant of each test's own. No worker runs."""

import asyncio
import base64
import json
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.runtime.database import Database, connect
from flow_omnium.schema.database import DatabaseSchema
from local_stack.rundir import create_run
from local_stack.service import Service
from local_stack.simulators import Simulators

Run = Callable[..., Any]


@dataclass(frozen=True)
class World:
    """Both systems, the token-manager, and the database that it shares with the console."""

    simulators: Simulators
    token_manager: Service
    environment: Mapping[str, str]

    def in_database(self, use: Callable[[Database], Awaitable[Any]]) -> Any:
        """Use the database."""

        async def use_it() -> Any:
            client = connect(self.environment["MONGODB_URL"], application="tests")
            try:
                return await use(client[self.environment["MONGODB_DATABASE"]])
            finally:
                client.close()

        return asyncio.run(use_it())


@dataclass(frozen=True)
class Console:
    """The console, and a tenant that both systems know."""

    run: Run
    world: World
    tenant: str
    folder: Path

    def sync(self, record: str, name: str, *options: str) -> Any:
        """Run `flow-omnium sync`, as a program does: it does not wait."""
        return self.run("sync", record, name, "--tenant", self.tenant, *options)

    def synced(self, record: str, name: str, *options: str) -> list[tuple[str, str]]:
        """Run it well, and return the kind and the key of every job that it names."""
        answer = self.sync(record, name, "--json", *options)
        assert answer.exit_code == 0, answer.errors
        return [(job["kind"], job["key"]) for job in json.loads(answer.output)["jobs"]]

    def jobs(self) -> list[dict[str, Any]]:
        """Every job of the tenant."""
        listed: list[dict[str, Any]] = json.loads(
            self.run("jobs", "list", "--tenant", self.tenant, "--all-states", "--json").output
        )
        return listed

    def in_omnium(self, order_id: str, **fields: Any) -> None:
        """Store an order in Omnium; no event tells of it."""
        order = {"orderNumber": order_id, "orderType": "ClickAndCollect", "status": "New", **fields}
        self.world.simulators.omnium("PUT", f"/_sim/orders/{order_id}", order)

    def in_flow(self, collection: str, uid: str, **fields: Any) -> None:
        """Store a record in Flow; no webhook tells of it."""
        self.world.simulators.flow("PUT", f"/_sim/tenants/{self.tenant}/{collection}/{uid}", fields)


@pytest.fixture(scope="module")
def world(mongodb_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everything but the console."""
    run = create_run("sync-test", tmp_path_factory.mktemp("runs"))
    shared = {
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": f"test_{uuid.uuid4().hex[:16]}",
        "SETTINGS_ENCRYPTION_KEYS": base64.b64encode(b"k" * 32).decode(),
        "INTERNAL_API_KEY": "hush-internal-key-not-a-secret",
    }
    with Simulators(run) as simulators:
        shared |= {"OMNIUM_API_URL": simulators.omnium_url, "FLOW_API_URL": simulators.flow_url}
        with Service("token-manager", shared, run) as token_manager:
            world = World(simulators, token_manager, {**shared, "TOKEN_MANAGER_URL": token_manager.base_url})
            world.in_database(lambda database: DatabaseSchema(database).create_missing())
            yield world
    world.in_database(lambda database: database.client.drop_database(database.name))
    run.remove()


@pytest.fixture
def console(
    flow_omnium: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Console]:
    """A tenant of the test's own."""
    for name, value in world.environment.items():
        monkeypatch.setenv(name, value)
    uid = f"acme-{uuid.uuid4().hex[:8]}"
    world.simulators.omnium("POST", "/_sim/users", {"clientId": uid, "clientSecret": "hush-omnium"})
    in_flow = {"tenantUid": uid, "apiToken": "hush-flow", "stores": ["oslo", "bergen"]}
    world.simulators.flow("POST", "/_sim/tenants", in_flow)
    path = tmp_path / "tenant.yaml"
    path.write_text(json.dumps(tenant_file(uid)))
    assert flow_omnium("tenants", "apply", str(path)).exit_code == 0
    yield Console(flow_omnium, world, uid, tmp_path)
    for system in (world.simulators.omnium, world.simulators.flow):
        system("DELETE", "/_sim/faults")


def tenant_file(uid: str) -> dict[str, Any]:
    return {
        "tenantUid": uid,
        "active": True,
        "webhookSecrets": ["hush-webhook-not-a-secret"],
        "flow": {"apiToken": "hush-flow"},
        "parameters": {"OMNIUM_CLIENT_ID": uid, "OMNIUM_CLIENT_SECRET": "hush-omnium"},
        "stores": {"oslo": {}, "bergen": {}},
    }
