"""`flow-omnium tenants check` against the simulated systems and a real token-manager."""

import asyncio
import base64
import time
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from admin_console.tenants import check
from flow_omnium.flow.state_words import UnknownWord
from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import connect
from flow_omnium.runtime.destinations import Destinations, flow_hosts, omnium_hosts
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.tenants import keyring_of

Console = Any
World = Any

UNKNOWN = "http://127.0.0.1:9"


def test_a_tenant_that_is_set_up_well_is_told_step_by_step(console: Console, uid: str) -> None:
    console.apply(uid)
    answer = console.run("tenants", "check", uid)
    assert answer.exit_code == 0
    secret = console.senders(uid)[0]["fingerprint"]
    assert [line.rstrip() for line in answer.output.splitlines()] == [
        "ok           the tenant is active",
        "ok           the token-manager can be used",
        "ok           Omnium's token endpoint can be reached",
        "ok           Omnium accepts the client id and secret",
        "ok           Omnium lets the tenant read orders",
        "ok           Flow can be reached",
        "ok           Flow accepts the token",
        "ok           Flow knows the tenant",
        "",
        "SENDER  SECRET             LAST CAME",
        f"Omnium  1 of 1 ({secret})  never",
        f"Flow    1 of 1 ({secret})  never",
    ]
    assert console.check(uid) == (0, {})


def test_a_weak_webhook_secret_that_was_stored_before_is_warned_of(console: Console, uid: str) -> None:
    console.apply(uid)
    weaken(console.world, uid, ["hush", "hush-webhook-not-a-secret"])
    code, bad = console.check(uid)
    assert code == 1
    assert list(bad) == ["webhookSecrets[0] keeps strangers out"]
    assert next(iter(bad.values())).startswith("wrong: it has fewer than 24 characters")


def weaken(world: World, uid: str, secrets: list[str]) -> None:
    """Store these webhook secrets as a version did that asked for no strength."""

    async def store() -> None:
        client = connect(world.environment["MONGODB_URL"], application="tests")
        to = Destinations(omnium_hosts(world.simulators.omnium_url), flow_hosts(world.simulators.flow_url))
        box = keyring_of(base64.b64decode(world.environment["SETTINGS_ENCRYPTION_KEYS"]), to=to)
        tenants = TenantRepository(client[world.environment["MONGODB_DATABASE"]]["tenants"], box)
        stored = await tenants.get(uid)
        assert stored is not None
        await tenants.apply(stored.model_copy(update={"webhook_secrets": tuple(map(SecretStr, secrets))}))
        client.close()

    asyncio.run(store())


def test_a_wrong_client_secret_is_found(console: Console, uid: str) -> None:
    console.apply(uid, parameters={"OMNIUM_CLIENT_SECRET": "hush-wrong"})
    code, bad = console.check(uid)
    assert code == 1
    assert list(bad) == ["Omnium accepts the client id and secret", "Omnium lets the tenant read orders"]
    assert "refused the tenant's client id and secret (HTTP 401)" in next(iter(bad.values()))
    assert bad["Omnium lets the tenant read orders"] == "not checked: "


def test_a_client_secret_that_has_become_wrong_is_found_although_a_token_is_in_hand(
    console: Console, uid: str
) -> None:
    console.apply(uid)
    assert console.check(uid) == (0, {})
    user = {"clientId": uid, "clientSecret": "hush-other"}
    console.world.simulators.omnium("POST", "/_sim/users", user)
    assert "Omnium accepts the client id and secret" in console.check(uid)[1]


def test_a_wrong_flow_token_is_found(console: Console, uid: str) -> None:
    console.apply(uid, flow={"apiToken": "hush-wrong"})
    assert console.check(uid) == (
        1,
        {
            "Flow accepts the token": "wrong: it refuses flow.apiToken (HTTP 401)",
            "Flow knows the tenant": "not checked: ",
        },
    )


def test_a_tenant_that_flow_does_not_know_is_found(console: Console, world: World) -> None:
    world.simulators.omnium("POST", "/_sim/users", {"clientId": "lost", "clientSecret": "hush-omnium"})
    console.apply("lost")
    assert console.check("lost") == (
        1,
        {
            "Flow knows the tenant": "wrong: it has no tenant lost (HTTP 404); or the address is not its API's",
        },
    )


def test_addresses_where_nobody_listens_are_found(console: Console, uid: str) -> None:
    console.apply(uid, flow={"apiUrl": f"{UNKNOWN}/v2"}, omnium={"apiUrl": UNKNOWN})
    code, bad = console.check(uid)
    assert code == 1
    assert bad["Flow can be reached"] == f"wrong: {UNKNOWN}: cannot connect"
    assert bad["Omnium's token endpoint can be reached"].startswith("wrong: the token-manager answered 503: ")
    assert [reason for reason in bad.values() if reason != "not checked: "] == [
        bad["Omnium's token endpoint can be reached"],
        bad["Flow can be reached"],
    ]


def test_a_tenant_that_is_not_active_is_told_and_checked_all_the_same(console: Console, uid: str) -> None:
    console.apply(uid)
    console.run("tenants", "deactivate", uid, "--yes")
    code, bad = console.check(uid)
    assert code == 1
    assert bad["the tenant is active"].startswith("wrong: nothing runs for it until `flow-omnium tenants act")
    assert bad["the tenant is active"].endswith("; all else is as it should be")
    assert len(bad) == 1


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            {"kind": "status", "status": 403, "body": "hush-omnium"},
            "it refuses the read (HTTP 403): the API user",
        ),
        ({"kind": "status", "status": 429}, "it has too much to do (HTTP 429)"),
        ({"kind": "status", "status": 500}, "answers HTTP 500"),
        ({"kind": "status", "status": 400, "body": "hush-omnium"}, "it answers HTTP 400"),
        ({"kind": "reset"}, "the connection broke"),
    ],
)
def test_a_read_that_omnium_refuses_is_told_apart(
    console: Console, uid: str, fault: Mapping[str, object], told: str
) -> None:
    console.apply(uid)
    order = {"route": "/api/Orders/{id}", "count": 9, **fault}
    console.world.simulators.omnium("POST", "/_sim/faults", order)
    code, bad = console.check(uid)
    assert (code, list(bad)) == (1, ["Omnium lets the tenant read orders"])
    assert told in bad["Omnium lets the tenant read orders"]


@pytest.mark.parametrize(
    ("fault", "what", "told"),
    [
        ({"kind": "status", "status": 403}, "Flow accepts the token", "may not read the tenant (HTTP 403)"),
        ({"kind": "status", "status": 503}, "Flow can be reached", "answers HTTP 503"),
        ({"kind": "html", "status": 200}, "Flow can be reached", "but not as this API does"),
        ({"kind": "status", "status": 302}, "Flow can be reached", "answers HTTP 302, but not"),
        (
            {"kind": "status", "status": 200, "body": "[]"},
            "Flow knows the tenant",
            "something that is no tenant",
        ),
    ],
)
def test_a_read_that_flow_refuses_is_told_apart(
    console: Console, uid: str, fault: Mapping[str, object], what: str, told: str
) -> None:
    console.apply(uid)
    console.world.simulators.flow("POST", "/_sim/faults", {"count": 2, **fault})
    code, bad = console.check(uid)
    assert (code, next(iter(bad))) == (1, what)
    assert told in bad[what]


@pytest.mark.alone
def test_a_system_that_does_not_answer_costs_a_bounded_time(
    console: Console, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "STEP_SECONDS", 0.3)
    console.apply(uid)
    slow = {"kind": "delay", "seconds": 5, "count": 2}
    console.world.simulators.flow("POST", "/_sim/faults", slow)
    console.world.simulators.omnium("POST", "/_sim/faults", {**slow, "route": "/api/Orders/{id}"})
    started = time.monotonic()
    _, bad = console.check(uid)
    assert time.monotonic() - started < 4
    assert "gives no answer within 0.3 seconds" in bad["Flow can be reached"]
    assert "gives no answer within 0.3 seconds" in bad["Omnium lets the tenant read orders"]


@pytest.mark.parametrize("variable", ["TOKEN_MANAGER_URL", "INTERNAL_API_KEY"])
def test_without_a_token_manager_omnium_is_said_to_be_unchecked(
    console: Console, uid: str, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    console.apply(uid)
    monkeypatch.delenv(variable)
    code, bad = console.check(uid)
    assert code == 1
    assert set(bad.values()) == {"not checked: this needs TOKEN_MANAGER_URL and INTERNAL_API_KEY"}


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("INTERNAL_API_KEY", "hush-wrong-key-not-a-secret", "INTERNAL_API_KEY is not its own"),
        ("TOKEN_MANAGER_URL", UNKNOWN, "the token-manager cannot be used"),
    ],
)
def test_a_token_manager_that_cannot_be_used_is_told(
    console: Console, uid: str, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    console.apply(uid)
    monkeypatch.setenv(variable, value)
    assert told in console.check(uid)[1]["the token-manager can be used"]


def test_what_stands_in_an_address_besides_the_host_is_not_shown(
    console: Console, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("user:hush@127.0.0.1:9/v2", "127.0.0.1:9/v2?key=hush"):
        monkeypatch.setenv("FLOW_API_URL", f"http://{part}")
        console.apply(uid)
        assert console.check(uid)[1]["Flow can be reached"].startswith(f"wrong: {UNKNOWN}: ")


def test_an_unknown_tenant_is_one_line(console: Console) -> None:
    answer = console.run("tenants", "check", "nobody")
    assert (answer.exit_code, answer.output, answer.errors) == (1, "", "there is no tenant 'nobody'\n")


def test_words_that_jobs_could_not_read_are_named_until_the_tenant_lists_them(
    console: Console, uid: str
) -> None:
    console.apply(uid)
    told = UnknownWord("settlements[1].state", "BETALT")
    asyncio.run(flagged(console.world, uid, f"order 1 in Flow: {told}"))

    words = "every word of Flow's states is known"
    reason = "wrong: flow.states lists none of settlements.state 'BETALT': they count as none"
    assert console.check(uid) == (1, {words: reason})

    console.apply(uid, flow={"states": {"settled": ["SETTLED", "Betalt"]}})
    assert console.check(uid) == (0, {})


async def flagged(world: World, uid: str, flag: str) -> None:
    """Let a job of the tenant end with a flag."""
    client = connect(world.environment["MONGODB_URL"], application="tests")
    database = client[world.environment["MONGODB_DATABASE"]]
    await DatabaseSchema(database).create_missing()
    ledger, message = MongoRunLedger(database), a_message("1", tenant_uid=uid)
    await ledger.record([message])
    entry = await ledger.claim(message, a_lease())
    assert isinstance(entry, JobEntry)
    attempt = Attempt(number=1, started_at=NOON, duration_seconds=1, outcome="ignored", flags=(flag,))
    await ledger.complete(entry, AttemptResult(JobState.IGNORED, attempt=attempt), NOON)
    client.close()


CONNECTOR = {"MainPricesListUid": "main", "OrganizationUid": "company", "DefaultVatCodeUid": "no-25"}


def test_a_catalogue_is_checked_whole_and_every_fault_told(console: Console, uid: str) -> None:
    catalog = {"enabled": True, "markets": ["nor", "mars"]}
    console.apply(uid, catalog=catalog, connector={**CONNECTOR, "VatCodeUids": {"12": "no-25"}})
    code, bad = console.check(uid)
    assert code == 1
    # One what is told once in a document: the last of its faults stands for all.
    assert list(bad) == [
        "every market that the settings name exists in Omnium",
        "every organization that the settings name exists in Flow",
        "every price list that the settings name exists in Flow",
        "everything that the catalogue's settings name exists",
    ]
    lines = console.run("tenants", "check", uid).output
    for wrong in ("'mars'", "no price list 'main'", "no organization 'company'", "VatCodeUids.12"):
        assert lines.count(wrong) == 1


def test_a_catalogue_that_omniums_connector_exports_too_is_warned_of(console: Console, uid: str) -> None:
    flow, omnium = console.world.simulators.flow, console.world.simulators.omnium
    records = {
        "pricelists/main": {"pricelistUid": "main", "name": "Main", "externalId": "main"},
        "organizations/company": {"organizationUid": "company", "name": "Company", "externalId": "1"},
    }
    for path, record in records.items():
        flow("PUT", f"/_sim/tenants/{uid}/catalogue/{path}", record)
    console.apply(uid, catalog={"enabled": True, "markets": ["nor"]}, connector=CONNECTOR)
    assert console.check(uid) == (0, {})
    ran = {"className": "ScheduledTask", "category": "Information", "objectId": "FlowPriceScheduledTask"}
    at = time.strftime("%Y-%m-%dT%H:%M:%S.0000000Z", time.gmtime())
    omnium("POST", "/_sim/events?logged=true", {"event": {**ran, "timestamp": at, "message": "done"}})
    code, bad = console.check(uid)
    assert code == 1
    assert list(bad) == ["Omnium's own connector does not export as well"]
    assert "FlowPriceScheduledTask" in next(iter(bad.values()))
