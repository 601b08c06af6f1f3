"""`flow-omnium diagnostics` against a real database and a real broker."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from admin_console.tenants.stored import as_yaml
from flow_omnium.testing.jobs import a_failure, failed_attempt

Run = Callable[..., Any]

SECRET = "a-webhook-secret-of-this-test"
MESSAGE = "HTTP 400: customer Kari Nordmann, kari@example.no, order WEB-4711 is not known"
FAILED = a_failure(
    failed_attempt(error_class="Rejected", message=MESSAGE).model_copy(
        update={
            "http_status": 400,
            "system": "flow",
            "call": "POST /tenants/{tenantUid}/customers",
            "flags": ("the money of order WEB-4711 differs by 12.50",),
        }
    )
)


@pytest.fixture
def tenant(flow_omnium: Run, tmp_path: Path) -> str:
    """Apply one that names a customer."""
    settings = {
        "tenantUid": "initech",
        "active": True,
        "webhookSecrets": [SECRET],
        "flow": {"apiToken": "flow-token-of-this-test", "countryCode": "NO"},
        "parameters": {"OMNIUM_CLIENT_ID": "x", "OMNIUM_CLIENT_SECRET": "omnium-secret-of-this-test"},
        "stores": {"oslo": {"marketId": "nor"}},
        "sharedCustomerIds": ["guest-of-all"],
    }
    file = tmp_path / "tenant.yaml"
    file.write_text(as_yaml(settings))
    answer = flow_omnium("tenants", "apply", str(file))
    assert answer.exit_code == 0, answer.errors
    return "initech"


def parts_of(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_bundle_tells_how_things_stand_without_secrets_and_without_persons(
    flow_omnium: Run, completed: Callable[..., str], tenant: str, tmp_path: Path
) -> None:
    job_id = completed("WEB-4711", FAILED)
    flow_omnium("jobs", "pause", "--tenant", tenant, "--store", "oslo", "--reason", "Kari counts")
    file = tmp_path / "bundle.zip"
    answer = flow_omnium("diagnostics", "--tenant", tenant, "--output", str(file))
    assert answer.exit_code == 0, answer.errors
    assert file.stat().st_mode & 0o777 == 0o600
    parts = parts_of(file)

    (waiting,) = json.loads(parts["failures.json"])["waiting"]
    assert (waiting["jobId"], waiting["latest"][0]["httpStatus"]) == (job_id, 400)
    assert json.loads(parts["jobs.json"])["counts"]["waiting"] == 1
    assert json.loads(parts["pauses.json"])[0]["scope"] == "store:initech/oslo"
    assert json.loads(parts["settings.json"])["settings"]["sharedCustomerIds"] == 1
    assert json.loads(parts["acts.json"])[0]["act"] == "diagnostics"
    assert json.loads(parts["versions.json"])["mongodb"]

    everything = "\n".join(parts.values())
    unwanted = (SECRET, "flow-token-of-this-test", "omnium-secret-of-this-test", "WEB-4711")
    personal = ("Kari", "Nordmann", "kari@", "guest-of-all")
    assert [text for text in (*unwanted, *personal) if text in everything] == []


def test_what_cannot_be_collected_is_named_and_the_rest_is_there(
    flow_omnium: Run, tenant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMQP_URL", "amqp://somebody:not-for-support@127.0.0.1:1/")
    monkeypatch.delenv("SETTINGS_ENCRYPTION_KEYS")
    file = tmp_path / "bundle.zip"
    answer = flow_omnium("diagnostics", "--tenant", tenant, "--output", str(file), "--json")
    assert answer.exit_code == 0
    missing = {one["name"] for one in json.loads(answer.output)["parts"] if one["fault"]}
    assert missing == {"settings.json", "queues.json", "parked.json", "metrics.txt"}
    assert "WARNING: not in the bundle: queues.json: " in answer.errors
    assert set(parts_of(file)) & missing == set()
    assert "jobs.json" in parts_of(file)
    assert "not-for-support" not in answer.output + answer.errors


def test_that_somebody_took_one_is_kept(flow_omnium: Run, tenant: str, tmp_path: Path) -> None:
    flow_omnium("diagnostics", "--tenant", tenant, "--output", str(tmp_path / "bundle.zip"))
    (record,) = [
        one
        for one in json.loads(flow_omnium("audit", "list", "--json").output)
        if one.get("act") == "diagnostics"
    ]
    assert (record["by"], record["target"]) == ("kari", "tenant initech")


def test_a_file_that_is_there_is_left_as_it_is(flow_omnium: Run, tenant: str, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    file.write_text("mine")
    answer = flow_omnium("diagnostics", "--tenant", tenant, "--output", str(file))
    assert answer.exit_code == 2
    assert file.read_text() == "mine"


def test_an_unknown_tenant_has_none(flow_omnium: Run, tenant: str, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    answer = flow_omnium("diagnostics", "--tenant", f"{tenant}x", "--output", str(file))
    assert answer.exit_code == 1
    assert "initechx" in answer.errors
    assert not file.exists()
