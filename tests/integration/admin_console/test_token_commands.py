"""`flow-omnium tokens …` against a real database."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.runtime.database import Database
from flow_omnium.tenants.keyring import Purpose
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.testing.tenants import a_tenant, keyring_of
from flow_omnium.tokens import renewal_leases, store
from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.renewal_leases import MongoRenewalLeases
from flow_omnium.tokens.store import NO_VERSION, StoredToken, TokenStore

Run = Callable[..., Any]

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
LIVES = {
    "valid": (-DAY, 9 * DAY),
    "due": (-9 * DAY, DAY),
    "expired": (-11 * DAY, -DAY),
    "stopped": (-DAY, 9 * DAY),
}
STOPPED = Rejections(replacement=4, refused=4, stops=1, stopped_until=NOW + DAY)


async def stored(database: Database) -> None:
    ring = keyring_of(b"k" * 32)
    store_of_tokens = TokenStore(database[store.COLLECTION], ring.box(Purpose.OMNIUM))
    for name in (*LIVES, "none"):
        await TenantRepository(database[TENANTS], ring).apply(a_tenant(name))
    for name, (minted, expires) in LIVES.items():
        token = StoredToken("hush-token", 4, NOW + expires, NOW + minted)
        await store_of_tokens.replace(name, token, replaces=NO_VERSION)
    rejections = MongoRenewalLeases(database[renewal_leases.COLLECTION])
    await rejections.claim("stopped", "one", NOW, DAY)
    await rejections.note("stopped", "one", STOPPED)


@pytest.fixture
def console(flow_omnium: Run, in_database: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Run:
    in_database(stored)
    monkeypatch.delenv("SETTINGS_ENCRYPTION_KEYS")
    return flow_omnium


def test_each_token_s_state_is_listed_without_any_key(console: Run) -> None:
    listed = json.loads(console("tokens", "list", "--json").output)

    assert {row["tenantUid"]: row["state"] for row in listed} == {
        name: name for name in ("valid", "due", "expired", "none", "stopped")
    }


def test_a_token_is_shown_by_its_version_and_its_times(console: Run) -> None:
    shown = json.loads(console("tokens", "show", "valid", "--json").output)

    assert shown == {
        "tenantUid": "valid",
        "state": "valid",
        "version": 4,
        "mintedAt": f"{NOW - DAY:%Y-%m-%dT%H:%M:%SZ}",
        "expiresAt": f"{NOW + 9 * DAY:%Y-%m-%dT%H:%M:%SZ}",
        "stoppedUntil": None,
    }


def test_a_stop_says_why_and_until_when(console: Run) -> None:
    shown = console("tokens", "show", "stopped").output

    assert "refuses" in shown
    assert f"{NOW + DAY:%Y-%m-%d}" in shown


def test_an_unknown_tenant_is_not_found(console: Run) -> None:
    answer = console("tokens", "show", "nobody")

    assert (answer.exit_code, answer.errors) == (1, "there is no tenant 'nobody'\n")


def test_no_token_is_shown(console: Run) -> None:
    outputs = [console("tokens", "list").output, console("tokens", "list", "--json").output]

    assert "hush" not in "".join(outputs)
    assert all(outputs)
