"""A tenant that is checked against the simulated systems and a real token-manager."""

import asyncio
import base64
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.runtime.database import connect
from local_stack.rundir import create_run
from local_stack.service import Service
from local_stack.simulators import Simulators

Run = Callable[..., Any]

INTERNAL_KEY = "hush-internal-key-not-a-secret"
UNKNOWN = "http://127.0.0.1:9"


@dataclass(frozen=True)
class World:
    """Both systems, the token-manager, and the database that they share with the console."""

    simulators: Simulators
    token_manager: Service
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Console:
    """The console, in that world."""

    run: Run
    folder: Path
    world: World

    def apply(self, uid: str, **sections: Mapping[str, object]) -> None:
        """Configure a tenant; each section adds to, or replaces keys of, one that is in order."""
        document: dict[str, Any] = {
            "tenantUid": uid,
            "active": True,
            "webhookSecrets": ["hush-webhook-not-a-secret"],
            "flow": {"apiToken": "hush-flow"},
            "parameters": {"OMNIUM_CLIENT_ID": uid, "OMNIUM_CLIENT_SECRET": "hush-omnium"},
        }
        for name, keys in sections.items():
            document[name] = {**document.get(name, {}), **keys}
        path = self.folder / f"{uid}.yaml"
        path.write_text(json.dumps(document))
        assert self.run("tenants", "apply", str(path)).exit_code == 0

    def senders(self, uid: str) -> list[dict[str, Any]]:
        """Return when the senders of a tenant last came."""
        return list(json.loads(self.run("tenants", "senders", uid, "--json").output)["senders"])

    def check(self, uid: str) -> tuple[int, dict[str, str]]:
        """Check a tenant; the exit code, and what is not as it should be."""
        answer = self.run("tenants", "check", uid, "--json")
        shown = self.run("tenants", "check", uid)
        assert "hush" not in answer.output + answer.errors + shown.output + shown.errors
        document = json.loads(answer.output)
        assert document["ok"] is (answer.exit_code == 0)
        findings = document["findings"]
        lines, _, senders = shown.output.partition("\n\n")
        assert [line.split("  ")[0] for line in lines.splitlines()] == [
            finding["verdict"] for finding in findings
        ]
        assert len(senders.splitlines()) == 1 + len(document["senders"])
        bad = [finding for finding in findings if finding["verdict"] != "ok"]
        return answer.exit_code, {each["what"]: f"{each['verdict']}: {each['reason']}" for each in bad}


@pytest.fixture(scope="module")
def world(mongodb_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    run = create_run("tenant-check-test", tmp_path_factory.mktemp("runs"))
    name = f"test_{uuid.uuid4().hex[:16]}"
    shared = {
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": name,
        "SETTINGS_ENCRYPTION_KEYS": base64.b64encode(b"k" * 32).decode(),
        "INTERNAL_API_KEY": INTERNAL_KEY,
    }
    with Simulators(run) as simulators:
        shared |= {"OMNIUM_API_URL": simulators.omnium_url, "FLOW_API_URL": simulators.flow_url}
        shared |= {"OMNIUM_API_HOSTS": UNKNOWN, "FLOW_API_HOSTS": UNKNOWN}
        with Service("token-manager", shared, run) as token_manager:
            yield World(simulators, token_manager, {**shared, "TOKEN_MANAGER_URL": token_manager.base_url})
    asyncio.run(drop(mongodb_url, name))
    run.remove()


async def drop(mongodb_url: str, name: str) -> None:
    client = connect(mongodb_url, application="tests")
    await client.drop_database(name)
    client.close()


@pytest.fixture
def console(
    flow_omnium: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Console]:
    for name, value in world.environment.items():
        monkeypatch.setenv(name, value)
    yield Console(flow_omnium, tmp_path, world)
    for system in (world.simulators.omnium, world.simulators.flow):
        system("DELETE", "/_sim/faults")


@pytest.fixture
def uid(world: World) -> str:
    """A tenant of its own for each test, known to both systems."""
    name = f"acme-{uuid.uuid4().hex[:8]}"
    world.simulators.omnium("POST", "/_sim/users", {"clientId": name, "clientSecret": "hush-omnium"})
    world.simulators.flow("POST", "/_sim/tenants", {"tenantUid": name, "apiToken": "hush-flow"})
    return name
