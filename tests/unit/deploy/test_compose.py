"""compose.yaml, as Compose itself reads it: the same programs, the same variables, each part waited for."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from admin_console.settings import PlanSettings, RequeueSettings
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from simulators.settings import Settings as SimulatorSettings
from token_manager.settings import Settings as TokenManagerSettings
from webhook_gateway.settings import GatewaySettings

ROOT = Path(__file__).parents[3]
COMPOSE = Path(sys.executable).parent / "docker-compose"
READS: Mapping[str, Sequence[type[BaseModel]]] = {
    "webhook-gateway": (GatewaySettings,),
    "order-sync": (WorkerServiceSettings,),
    "receivement-sync": (WorkerServiceSettings,),
    "token-manager": (TokenManagerSettings,),
    "admin-console": (PlanSettings, RequeueSettings),
    "simulators": (SimulatorSettings,),
}
OURS = sorted(READS)
STANDARD = "OTEL_"


@pytest.fixture(scope="module")
def services() -> Mapping[str, Any]:
    """Every service, with what it inherits and with the defaults of its variables."""
    environment = {"PATH": os.environ["PATH"], "COMPOSE_PROFILES": "console"}
    command: list[str | Path] = [COMPOSE, "--file", ROOT / "compose.yaml", "config", "--format", "json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    found: Mapping[str, Any] = json.loads(done.stdout)["services"]
    return found


@pytest.mark.parametrize("name", OURS)
def test_a_service_is_given_what_it_needs_and_nothing_else(
    name: str, services: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = services[name].get("environment", {})
    known = {field.upper() for model in READS[name] for field in model.model_fields}
    assert {variable for variable in given if not variable.startswith(STANDARD)} <= known
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    for model in READS[name]:
        model.model_validate({}) if model is SimulatorSettings else model()


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
    assert Path(build["dockerfile"]).parent.name == name


def test_nobody_starts_before_what_they_need_is_well(services: Mapping[str, Any]) -> None:
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            assert how["condition"] == "service_healthy", name
            assert "healthcheck" in services[needed] or needed in OURS, needed


def test_every_port_is_bound_to_this_machine_alone(services: Mapping[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert {port["host_ip"] for port in ports} == {"127.0.0.1"}
    published = [port["published"] for port in ports]
    assert len(published) == len(set(published))


def test_every_mounted_file_is_there(services: Mapping[str, Any]) -> None:
    mounts = [volume for service in services.values() for volume in service.get("volumes", [])]
    missing = [one["source"] for one in mounts if one["type"] == "bind" and not Path(one["source"]).exists()]
    assert missing == []
