"""`flow-omnium tenants …` against a real database."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from admin_console.tenants import apply
from flow_omnium.tenants.record import Applied
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant, keyring_of

Run = Callable[..., Any]
InDatabase = Callable[..., Any]
KEY = base64.b64encode(b"k" * 32).decode()

FILE = """\
tenantUid: acme
active: true
webhookSecrets: [${ACME_WEBHOOK_SECRET}]
flow: {apiToken: ${ACME_FLOW_TOKEN}, countryCode: NO}
parameters: {OMNIUM_CLIENT_ID: x, OMNIUM_CLIENT_SECRET: ${ACME_OMNIUM_SECRET}}
stores: {oslo: {OMNIUM_FLOW_STOCK_MASTER: true, marketId: nor}}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OMNIUM_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("FLOW_API_URL", "http://localhost:9/v2")
    for name in ("ACME_WEBHOOK_SECRET", "ACME_FLOW_TOKEN", "ACME_OMNIUM_SECRET"):
        monkeypatch.setenv(name, f"hush-not-a-secret-{name}")
    path = tmp_path / "acme.yaml"
    path.write_text(FILE)
    return str(path)


def test_applying_shows_what_changes_and_is_idempotent(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = flow_omnium("tenants", "apply", file).output.splitlines()
    assert created[-1] == "acme: created"
    assert "  flow.countryCode: (not set) -> NO" in created
    assert "  flow.apiToken: ******** set" in created
    assert flow_omnium("tenants", "apply", file).output == "acme: unchanged\n"
    monkeypatch.setenv("ACME_FLOW_TOKEN", "hush-2")
    Path(file).write_text(FILE.replace("countryCode: NO", "countryCode: SE"))
    assert flow_omnium("tenants", "apply", file).output == (
        "  flow.apiToken: ******** changed\n  flow.countryCode: NO -> SE\nacme: changed\n"
    )


def test_a_dry_run_shows_the_same_and_writes_nothing(flow_omnium: Run, file: str) -> None:
    trial = flow_omnium("tenants", "apply", file, "--dry-run").output.splitlines()
    assert trial[-1] == "acme: would be created; nothing is written"
    assert "no tenant yet" in flow_omnium("tenants", "list").output
    assert flow_omnium("tenants", "apply", file).output.splitlines()[:-1] == trial[:-1]
    Path(file).write_text(FILE.replace("NO}", "SE}"))
    assert flow_omnium("tenants", "apply", file, "--dry-run").output == (
        "  flow.countryCode: NO -> SE\nacme: would be changed; nothing is written\n"
    )
    (listed,) = json.loads(flow_omnium("tenants", "list", "--json").output)
    assert listed["revision"] == 1


@pytest.mark.parametrize(("answer", "revision", "exit_code"), [(False, 1, 1), (True, 2, 0)])
def test_a_person_at_a_terminal_is_asked_before_anything_is_written(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch, answer: bool, revision: int, exit_code: int
) -> None:
    monkeypatch.setattr(apply, "can_ask", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda _question, **_options: answer)
    assert flow_omnium("tenants", "apply", file, "--yes").exit_code == 0
    Path(file).write_text(FILE.replace("NO}", "SE}"))

    asked = flow_omnium("tenants", "apply", file)

    assert (asked.exit_code, "acme: nothing is written" in asked.errors) == (exit_code, not answer)
    assert asked.output.startswith("  flow.countryCode: NO -> SE\n")
    (listed,) = json.loads(flow_omnium("tenants", "list", "--json").output)
    assert listed["revision"] == revision


def test_a_program_is_told_what_is_applied_and_asked_nothing(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "can_ask", lambda: True)
    trial = json.loads(flow_omnium("tenants", "apply", file, "--dry-run", "--json").output)
    created = json.loads(flow_omnium("tenants", "apply", file, "--json").output)
    again = json.loads(flow_omnium("tenants", "apply", file, "--json").output)
    assert [(one["outcome"], one["dryRun"]) for one in (trial, created, again)] == [
        ("created", True),
        ("created", False),
        ("unchanged", False),
    ]
    assert {"key": "flow.countryCode", "before": None, "after": "NO", "secret": False} in created["changes"]
    (token,) = [one for one in created["changes"] if one["key"] == "flow.apiToken"]
    assert (token["after"], token["secret"]) == ("********", True)
    assert "hush" not in json.dumps(created)


def test_what_somebody_else_writes_after_the_look_is_shown_before_it_is_overwritten(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow_omnium("tenants", "apply", file)
    Path(file).write_text(FILE.replace("NO}", "SE}"))
    plan = TenantRepository.plan
    others = iter(["DK", "FI"])

    async def overtaken(repository: TenantRepository, tenant: Tenant) -> Applied:
        made = await plan(repository, tenant)
        country = next(others, None)
        if country is not None:
            flow = tenant.flow.model_copy(update={"country_code": country})
            assert await repository.write(
                await plan(repository, tenant.model_copy(update={"flow": flow})), by="ola"
            )
        return made

    monkeypatch.setattr(TenantRepository, "plan", overtaken)
    changed = "acme: somebody else has just changed it; compared with what it is now:"
    assert flow_omnium("tenants", "apply", file).output.splitlines() == [
        "  flow.countryCode: NO -> SE",
        changed,
        "  flow.countryCode: DK -> SE",
        changed,
        "  flow.countryCode: FI -> SE",
        "acme: changed",
    ]
    history = json.loads(flow_omnium("tenants", "history", "acme", "--json").output)
    assert [change["by"] for change in history] == ["kari", "ola", "ola", "kari"]


def test_who_keeps_changing_a_tenant_is_not_overwritten_unseen(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_arguments: object, **_options: object) -> bool:
        return False

    monkeypatch.setattr(TenantRepository, "write", lost)
    answer = flow_omnium("tenants", "apply", file)
    assert answer.exit_code == 1
    assert answer.errors == "tenant acme was changed by somebody else again and again: nothing is written\n"


def test_the_history_says_who_changed_what_from_what_to_what_and_no_secret(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow_omnium("tenants", "apply", file)
    monkeypatch.setenv("ACME_FLOW_TOKEN", "hush-2")
    flow_omnium("tenants", "apply", file, "--by", "ola")
    flow_omnium("tenants", "deactivate", "acme", "--yes", "--by", "liv")
    flow_omnium("tenants", "activate", "acme")
    history = json.loads(flow_omnium("tenants", "history", "acme", "--json").output)
    assert [(change["act"], change["by"], change["keys"]) for change in history[:3]] == [
        ("activated", "kari", ["active"]),
        ("deactivated", "liv", ["active"]),
        ("changed", "ola", ["flow.apiToken"]),
    ]
    assert history[3]["act"] == "created"
    assert set(history[0]) == {"at", "by", "act", "keys", "more", "values"}
    assert history[0]["values"] == [{"key": "active", "before": "false", "after": "true"}]
    assert history[2]["values"] == []
    assert {"key": "flow.countryCode", "before": None, "after": "NO"} in history[3]["values"]
    shown = flow_omnium("tenants", "history", "acme").output
    assert shown.splitlines()[3].split()[2:] == ["ola", "changed", "flow.apiToken"]
    assert "hush" not in shown + json.dumps(history)


def test_a_file_is_validated_without_a_database(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MONGODB_URL", "MONGODB_DATABASE", "SETTINGS_ENCRYPTION_KEYS", "AMQP_URL"):
        monkeypatch.delenv(name)
    valid = flow_omnium("tenants", "validate", file)
    assert (valid.exit_code, valid.output, valid.errors) == (0, "acme: valid\n", "")
    Path(file).write_text(FILE + "connector: {OrganizationUid: no spaces}\n")
    faulty = flow_omnium("tenants", "validate", file)
    assert (faulty.exit_code, faulty.output) == (2, "")
    assert [line.split(":")[0] for line in faulty.errors.splitlines()] == [
        "connector.DefaultVatCodeUid",
        "connector.OrganizationUid",
    ]


@pytest.mark.parametrize("command", ["apply", "validate"])
def test_a_key_that_only_some_flows_need_is_warned_of(flow_omnium: Run, file: str, command: str) -> None:
    Path(file).write_text(FILE + "connector: {DefaultVatCodeUid: no-25, OrganizationUid: org}\n")
    answer = flow_omnium("tenants", command, file)
    assert answer.exit_code == 0
    warnings = answer.errors.splitlines()
    assert len(warnings) == 3
    assert warnings[0].startswith("WARNING: connector.MainPricesListUid: not set: no prices can be exported")


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
    assert flow_omnium("tenants", "deactivate", "acme", "--yes").output == "acme: deactivated\n"
    assert flow_omnium("tenants", "deactivate", "acme", "--yes").output == "acme: was not active\n"
    assert flow_omnium("tenants", "activate", "acme").output == "acme: activated\n"


@pytest.mark.parametrize("command", ["show", "history", "activate", "deactivate"])
def test_an_unknown_tenant_is_one_line_and_exit_code_1(flow_omnium: Run, command: str) -> None:
    answer = flow_omnium("tenants", command, "nobody")
    assert (answer.exit_code, answer.output) == (1, "")
    assert answer.errors == "there is no tenant 'nobody'\n"


@pytest.mark.parametrize(
    "command",
    [
        ("tenants", "show", "acmee"),
        ("tenants", "history", "acmee"),
        ("tenants", "senders", "acmee"),
        ("tenants", "activate", "acmee"),
        ("tenants", "deactivate", "acmee", "--yes"),
        ("tokens", "show", "acmee"),
        ("tasks", "list", "--tenant", "acmee"),
        ("tasks", "history", "--tenant", "acmee"),
        ("tasks", "run", "FlowProductScheduledTask", "--tenant", "acmee"),
        ("overdue", "--tenant", "acmee"),
        ("reconcile", "--tenant", "acmee", "--list"),
        ("reconcile", "--tenant", "acmee", "--kind", "orders", "--since", "2h"),
        ("sync", "order", "1234", "--tenant", "acmee", "--force", "--direction", "in"),
        ("diagnostics", "--tenant", "acmee"),
    ],
)
def test_a_mistyped_tenant_is_told_with_the_nearest_one(
    flow_omnium: Run, file: str, command: tuple[str, ...]
) -> None:
    flow_omnium("tenants", "apply", file)
    answer = flow_omnium(*command)
    assert (answer.exit_code, answer.output) == (1, "")
    assert answer.errors == "there is no tenant 'acmee': did you mean 'acme'?\n"


def test_a_bad_file_is_refused_whole_with_a_line_per_fault(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(file).write_text(FILE.replace("OMNIUM_CLIENT_ID: x,", "OMNIUM_TOKEN: hush, OMNIUM_CLIENT_IT: hush,"))
    monkeypatch.delenv("ACME_FLOW_TOKEN")
    answer = flow_omnium("tenants", "apply", file)
    assert (answer.exit_code, answer.output) == (2, "")
    assert answer.errors.splitlines() == [
        "flow.apiToken: the environment has no variable ACME_FLOW_TOKEN",
        "parameters.OMNIUM_CLIENT_ID: is missing, and required",
        "parameters.OMNIUM_TOKEN: managed by the token-manager, so it cannot be set here",
        "parameters.OMNIUM_CLIENT_IT: unknown key; did you mean `OMNIUM_CLIENT_ID`?",
    ]
    assert "no tenant yet" in flow_omnium("tenants", "list").output


@pytest.mark.parametrize("command", ["apply", "validate"])
def test_a_weak_webhook_secret_is_refused_with_all_other_faults_and_not_shown(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("OMNIUM_API_URL", "https://omnium.example.com")
    both = FILE.replace("[${ACME_WEBHOOK_SECRET}]", "[${ACME_WEBHOOK_SECRET}, hush]")
    Path(file).write_text(both.replace("stores:", "shops:"))
    answer = flow_omnium("tenants", command, file)
    assert (answer.exit_code, answer.output) == (2, "")
    assert [line.split("(")[0] for line in answer.errors.splitlines()] == [
        "shops: unknown key",
        "webhookSecrets[0]: is published ",
        "webhookSecrets[1]: has fewer than 24 characters, so it can be guessed; `openssl rand -hex 24` makes a good one",
    ]
    assert "hush" not in answer.errors


def test_a_weak_secret_that_was_stored_before_is_read_and_works_on(
    flow_omnium: Run, in_database: InDatabase
) -> None:
    box = keyring_of(base64.b64decode(KEY))
    weak = a_tenant(webhookSecrets=["hush"])
    in_database(lambda database: TenantRepository(database["tenants"], box).apply(weak))
    assert flow_omnium("tenants", "list").output.splitlines()[1].split()[:2] == ["acme", "yes"]
    assert flow_omnium("tenants", "deactivate", "acme", "--yes").exit_code == 0


def test_a_wrong_encryption_key_is_told_and_hides_nothing_else(
    flow_omnium: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow_omnium("tenants", "apply", file)
    monkeypatch.setenv("SETTINGS_ENCRYPTION_KEYS", base64.b64encode(b"n" * 32).decode())
    assert "not among the configured keys" in flow_omnium("tenants", "list").output
    answer = flow_omnium("tenants", "show", "acme")
    assert "clientSecret" not in answer.output
    assert "apiToken: '********'" in answer.output
    assert answer.errors.startswith("WARNING: webhookSecrets: sealed with key ")


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


@pytest.mark.alone
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
