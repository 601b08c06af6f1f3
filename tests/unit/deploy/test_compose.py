"""compose.yaml, as Compose itself reads it: the same programs, the same variables, each part waited for."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic_settings import BaseSettings

from admin_console.settings import (
    AuditSettings,
    DiagnosticsSettings,
    PlanSettings,
    RequeueSettings,
    SchemaSettings,
)
from admin_console.web.settings import ConsoleSettings
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from local_stack.stack import PASSED_ON
from simulators.settings import Settings as SimulatorSettings
from token_manager.settings import Settings as TokenManagerSettings
from webhook_gateway.settings import GatewaySettings

ROOT = Path(__file__).parents[3]
COMPOSE = Path(sys.executable).parent / "docker-compose"
READS: Mapping[str, Sequence[type[BaseModel]]] = {
    "webhook-gateway": (GatewaySettings,),
    "order-sync": (WorkerServiceSettings,),
    "receivement-sync": (WorkerServiceSettings,),
    "catalog-sync": (WorkerServiceSettings,),
    "token-manager": (TokenManagerSettings,),
    "admin-console": (PlanSettings, RequeueSettings, AuditSettings, DiagnosticsSettings),
    "web-console": (ConsoleSettings,),
    "simulators": (SimulatorSettings,),
}
OURS = sorted(READS)
SERVICES: Mapping[str, type[BaseSettings]] = {
    "webhook-gateway": GatewaySettings,
    "order-sync": WorkerServiceSettings,
    "receivement-sync": WorkerServiceSettings,
    "catalog-sync": WorkerServiceSettings,
    "token-manager": TokenManagerSettings,
}
STANDARD = "OTEL_"
WITHHELD = {"SETTINGS_ENCRYPTION_KEYS"}
"""Opens what any service uses, so none is given it: each has the keys of its own purpose, and the console has all."""

PORTS = {"HTTP_HOST", "HTTP_PORT"}
"""Fixed in a container: which port of the machine leads to it is said beside it."""

BROUGHT = {
    *("AMQP_URL", "MONGODB_URL", "SETTINGS_ENCRYPTION_KEYS", "INTERNAL_API_KEY"),
    *("OMNIUM_ENCRYPTION_KEYS", "FLOW_ENCRYPTION_KEYS"),
    *("OMNIUM_API_URL", "FLOW_API_URL", "TOKEN_MANAGER_URL"),
}
"""What compose has a value of its own for; of all else the service's own default holds."""


def read(variables: Mapping[str, str]) -> Mapping[str, Any]:
    """Every service as Compose reads it for a caller who has set these variables."""
    subprocess.run([sys.executable, ROOT / "scripts/keys.py"], check=True)  # noqa: S603 - ours
    environment = {"PATH": os.environ["PATH"], "COMPOSE_PROFILES": "console", **variables}
    command: list[str | Path] = [COMPOSE, "--file", ROOT / "compose.yaml", "config", "--format", "json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    found: Mapping[str, Any] = json.loads(done.stdout)["services"]
    return found


def given_to(service: Mapping[str, Any]) -> dict[str, str]:
    """What its container finds; a variable without a value is not there."""
    given = service.get("environment", {})
    return {name: value for name, value in given.items() if value is not None}


def read_by(models: Sequence[type[BaseModel]]) -> set[str]:
    return {field.upper() for model in models for field in model.model_fields}


@pytest.fixture(scope="module")
def services() -> Mapping[str, Any]:
    """Every service, with what it inherits and with the defaults of its variables."""
    return read({})


@pytest.fixture(scope="module")
def replaced() -> Mapping[str, Any]:
    """The same for a caller who has set every variable to its own name."""
    names = set().union(*map(read_by, READS.values()), PASSED_ON, standard_variables())
    return read({name: f"my-{name}" for name in names})


def standard_variables() -> set[str]:
    """OpenTelemetry's own that the page names."""
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    return set(re.findall(r"`(OTEL_[A-Z_]+)`", page))


@pytest.mark.parametrize("name", OURS)
def test_a_service_is_given_what_it_needs_and_nothing_else(
    name: str, services: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = given_to(services[name])
    assert {variable for variable in given if not variable.startswith(STANDARD)} <= read_by(READS[name])
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    for model in READS[name]:
        model.model_validate({}) if model is SimulatorSettings else model()


@pytest.mark.parametrize("name", [*SERVICES, "admin-console", "web-console"])
def test_whatever_a_service_reads_can_be_replaced(name: str, replaced: Mapping[str, Any]) -> None:
    wanted = read_by(READS[name]) - PORTS
    if name in SERVICES:
        wanted = (wanted | standard_variables()) - WITHHELD
    given = given_to(replaced[name])
    assert {variable: given.get(variable) for variable in wanted} == {one: f"my-{one}" for one in wanted}


def test_what_the_local_stack_passes_on_compose_does_too(replaced: Mapping[str, Any]) -> None:
    passed_on = set().union(*(given_to(replaced[name]) for name in SERVICES))
    assert set(PASSED_ON) <= passed_on


@pytest.mark.parametrize("name", SERVICES)
def test_what_nobody_sets_is_what_the_service_itself_takes(
    name: str, services: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in given_to(services[name]).items():
        monkeypatch.setenv(variable, value)
    model = SERVICES[name]
    settings = model()
    own = {field: info.default for field, info in model.model_fields.items() if field.upper() not in BROUGHT}
    assert {field: getattr(settings, field) for field in own} == own


def test_no_trace_is_sent_unless_somebody_says_where(services: Mapping[str, Any]) -> None:
    for name in SERVICES:
        given = given_to(services[name])
        assert {one: value for one, value in given.items() if one.startswith(STANDARD) and value} == {}


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_write_nowhere_and_have_no_rights(name: str, services: Mapping[str, Any]) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", OURS)
def test_an_image_is_built_from_the_root_by_its_own_dockerfile(
    name: str, services: Mapping[str, Any]
) -> None:
    build = services[name]["build"]
    assert Path(build["context"]) == ROOT
    assert (ROOT / build["dockerfile"]).is_file()
    assert Path(build["dockerfile"]).parent.name == ("admin-console" if name == "web-console" else name)


def test_nobody_starts_before_what_they_need_is_well(services: Mapping[str, Any]) -> None:
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            assert how["condition"] == "service_healthy", name
            assert "healthcheck" in services[needed] or needed in OURS, needed


def test_the_schema_is_brought_up_to_date_before_anybody_works_on_it(services: Mapping[str, Any]) -> None:
    schema = services["schema"]
    assert "flow-omnium schema apply; touch /tmp/applied" in schema["entrypoint"][-1]
    assert set(given_to(schema)) == read_by((SchemaSettings,))
    assert set(schema["depends_on"]) == {"rabbitmq", "mongodb"}
    assert schema["read_only"] is True
    for name in ("webhook-gateway", "order-sync", "receivement-sync", "catalog-sync"):
        assert "schema" in services[name]["depends_on"]


def test_every_port_is_bound_to_this_machine_alone(services: Mapping[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert {port["host_ip"] for port in ports} == {"127.0.0.1"}
    published = [port["published"] for port in ports]
    assert len(published) == len(set(published))


def test_every_mounted_file_is_there(services: Mapping[str, Any]) -> None:
    mounts = [volume for service in services.values() for volume in service.get("volumes", [])]
    missing = [one["source"] for one in mounts if one["type"] == "bind" and not Path(one["source"]).exists()]
    assert missing == []


def test_no_service_is_given_a_key_that_it_does_not_need(replaced: Mapping[str, Any]) -> None:
    given = {
        name: {one for one in given_to(replaced[name]) if one.endswith("ENCRYPTION_KEYS")}
        for name in SERVICES
    }
    assert given == {
        "webhook-gateway": set(),
        "order-sync": {"FLOW_ENCRYPTION_KEYS"},
        "receivement-sync": {"FLOW_ENCRYPTION_KEYS"},
        "catalog-sync": {"FLOW_ENCRYPTION_KEYS"},
        "token-manager": {"OMNIUM_ENCRYPTION_KEYS"},
    }
