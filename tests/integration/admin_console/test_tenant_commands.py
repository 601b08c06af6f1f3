"""`flow-omnium tenants …` against a real database."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

FILE = """\
tenantUid: acme
active: true
webhookSecrets: [${ACME_WEBHOOK_SECRET}]
flow: {apiToken: ${ACME_FLOW_TOKEN}, countryCode: NO}
parameters: {OMNIUM_CLIENT_ID: x, OMNIUM_CLIENT_SECRET: ${ACME_OMNIUM_SECRET}}
stores: {oslo: {OMNIUM_FLOW_STOCK_MASTER: true}}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("ACME_WEBHOOK_SECRET", "ACME_FLOW_TOKEN", "ACME_OMNIUM_SECRET"):
        monkeypatch.setenv(name, f"hush-{name}")
    path = tmp_path / "acme.yaml"
    path.write_text(FILE)
    return str(path)


def test_applying_tells_what_happened_and_is_idempotent(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert flow_omnium("tenants", "apply", file).output == "acme: created\n"
    assert flow_omnium("tenants", "apply", file).output == "acme: unchanged\n"
    monkeypatch.setenv("ACME_FLOW_TOKEN", "hush-2")
    assert flow_omnium("tenants", "apply", file).output == "acme: changed: flow.apiToken\n"


def test_a_tenant_is_shown_with_masked_secrets(flow_omnium: Run, file: str) -> None:
    flow_omnium("tenants", "apply", file)
    shown, as_json = flow_omnium("tenants", "show", "acme"), flow_omnium("tenants", "show", "acme", "--json")
    assert "hush" not in shown.output + as_json.output
    assert "countryCode: NO" in shown.output
    document = json.loads(as_json.output)
    assert document["webhookSecrets"] == ["********"]
    assert document["parameters"]["OMNIUM_CLIENT_SECRET"] == "********"


def test_tenants_are_listed(flow_omnium: Run, file: str) -> None:
    assert "no tenant yet" in flow_omnium("tenants", "list").output
    flow_omnium("tenants", "apply", file)
    assert flow_omnium("tenants", "list").output.splitlines()[1].split() == ["acme", "yes", "1", "oslo"]
    (listed,) = json.loads(flow_omnium("tenants", "list", "--json").output)
    assert (listed["tenantUid"], listed["active"], listed["revision"]) == ("acme", True, 1)


def test_a_tenant_is_deactivated_and_activated(flow_omnium: Run, file: str) -> None:
    flow_omnium("tenants", "apply", file)
    assert flow_omnium("tenants", "deactivate", "acme").output == "acme: deactivated\n"
    assert flow_omnium("tenants", "deactivate", "acme").output == "acme: was not active\n"
    assert flow_omnium("tenants", "activate", "acme").output == "acme: activated\n"


@pytest.mark.parametrize("command", ["show", "activate", "deactivate"])
def test_an_unknown_tenant_is_one_line_and_exit_code_1(flow_omnium: Run, command: str) -> None:
    answer = flow_omnium("tenants", command, "nobody")
    assert (answer.exit_code, answer.output) == (1, "")
    assert answer.errors == "there is no tenant 'nobody'\n"


def test_a_bad_file_is_refused_whole_with_a_line_per_fault(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(file).write_text(FILE.replace("OMNIUM_CLIENT_ID: x,", "OMNIUM_TOKEN: hush, OMNIUM_CLIENT_IT: hush,"))
    monkeypatch.delenv("ACME_FLOW_TOKEN")
    answer = flow_omnium("tenants", "apply", file)
    assert (answer.exit_code, answer.output) == (2, "")
    assert answer.errors.splitlines() == [
        "flow.apiToken: the environment has no variable ACME_FLOW_TOKEN",
        "parameters.OMNIUM_CLIENT_ID: Field required",
        "parameters.OMNIUM_TOKEN: managed by the token-manager, so it cannot be set here",
        "parameters.OMNIUM_CLIENT_IT: unknown key",
    ]
    assert "no tenant yet" in flow_omnium("tenants", "list").output


def test_a_wrong_encryption_key_is_told_and_hides_nothing_else(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow_omnium("tenants", "apply", file)
    monkeypatch.setenv("SETTINGS_ENCRYPTION_KEYS", base64.b64encode(b"n" * 32).decode())
    assert "not among the configured keys" in flow_omnium("tenants", "list").output
    answer = flow_omnium("tenants", "show", "acme")
    assert answer.exit_code == 1
    assert answer.errors.startswith("tenant acme cannot be read: webhookSecrets: sealed with key ")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("MONGODB_URL", ""), ("SETTINGS_ENCRYPTION_KEYS", "hush"), ("MONGODB_URL", "hush")],
)
def test_a_wrong_environment_is_one_line_and_exit_code_2(
    flow_omnium: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    answer = flow_omnium("tenants", "list")
    assert answer.exit_code == 2
    assert answer.errors.startswith(f"{variable}: ")
    assert answer.errors.count("\n") == 1
    assert "hush" not in answer.errors


def test_a_database_that_is_away_is_one_line_within_seconds(
    flow_omnium: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONGODB_URL", "mongodb://user:hush@127.0.0.1:9/")
    started = time.monotonic()
    answer = flow_omnium("tenants", "list")
    assert time.monotonic() - started < 5
    assert (answer.exit_code, answer.output) == (1, "")
    assert answer.errors.startswith("the database cannot be used: 127.0.0.1:9: ")
    assert answer.errors.count("\n") == 1
    assert "hush" not in answer.errors


@pytest.mark.parametrize("arguments", [("tenants", "apply"), ("tenants", "frobnicate"), ("tenants", "show")])
def test_wrong_arguments_are_exit_code_2(flow_omnium: Run, arguments: tuple[str, ...]) -> None:
    answer = flow_omnium(*arguments)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.errors
