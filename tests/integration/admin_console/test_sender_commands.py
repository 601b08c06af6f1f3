"""`flow-omnium tenants senders`: which secret each sender still uses, through a whole rotation."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION
from flow_omnium.tenants.senders import WRONG, MongoSightings, Sighting
from flow_omnium.tenants.webhook_secrets import UNHASHED
from flow_omnium.testing.jobs import NOON

Run = Callable[..., Any]
InDatabase = Callable[..., Any]

OLD, NEW = "hush-the-old-secret-not-a-secret", "hush-the-new-secret-not-a-secret"


@pytest.fixture
def apply(flow_omnium: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    monkeypatch.setenv("OMNIUM_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("FLOW_API_URL", "http://localhost:9/v2")
    path = tmp_path / "acme.yaml"

    def apply(*secrets: str) -> None:
        document = {
            "tenantUid": "acme",
            "webhookSecrets": secrets,
            "flow": {"apiToken": "hush"},
            "parameters": {"OMNIUM_CLIENT_ID": "x", "OMNIUM_CLIENT_SECRET": "hush"},
        }
        path.write_text(json.dumps(document))
        assert flow_omnium("tenants", "apply", str(path)).exit_code == 0

    return apply


def shown(flow_omnium: Run) -> list[dict[str, Any]]:
    answer = flow_omnium("tenants", "senders", "acme", "--json")
    people = flow_omnium("tenants", "senders", "acme").output
    assert "hush" not in answer.output + people
    assert len(people.splitlines()) == 1 + len(json.loads(answer.output)["senders"])
    return list(json.loads(answer.output)["senders"])


def noted(in_database: InDatabase, *seen: Sighting) -> None:
    async def note(database: Database) -> None:
        await MongoSightings(database).note(seen)

    in_database(note)


def test_a_rotation_is_followed_to_its_end(
    flow_omnium: Run, in_database: InDatabase, apply: Callable[..., None]
) -> None:
    apply(OLD)
    (omnium, flow) = shown(flow_omnium)
    assert (omnium["sender"], flow["sender"], omnium["lastAt"], flow["lastAt"]) == (
        "omnium", "flow", None, None
    )  # fmt: skip
    old = omnium["fingerprint"]
    noted(in_database, *(Sighting("acme", sender, old, NOON) for sender in ("omnium", "flow")))

    apply(NEW, OLD)
    both = {(one["sender"], one["secret"]): one for one in shown(flow_omnium)}
    assert both["omnium", 2]["fingerprint"] == old, "the old one is still known by its name"
    assert both["omnium", 2]["lastAt"] == NOON.isoformat()
    new = both["omnium", 1]["fingerprint"]
    noted(in_database, Sighting("acme", "omnium", new, NOON + timedelta(hours=1)))

    apply(NEW)
    after = shown(flow_omnium)
    assert [(one["sender"], one["secret"], one["fingerprint"]) for one in after] == [
        ("omnium", 1, new),
        ("omnium", None, old),
        ("flow", 1, new),
        ("flow", None, old),
    ]
    text = flow_omnium("tenants", "senders", "acme").output
    assert f"one that is no longer set ({old})" in text
    assert "never" in text, "Flow has not come with the new one yet"


def test_what_is_none_of_the_tenants_secrets_is_told_as_such(
    flow_omnium: Run, in_database: InDatabase, apply: Callable[..., None]
) -> None:
    apply(OLD)
    noted(in_database, Sighting("acme", "flow", WRONG, NOON))
    wrong = shown(flow_omnium)[-1]
    assert (wrong["sender"], wrong["wrong"], wrong["secret"]) == ("flow", True, None)
    assert "none of the tenant's" in flow_omnium("tenants", "senders", "acme").output


def test_secrets_that_are_not_hashed_yet_are_not_called_retired(
    flow_omnium: Run, in_database: InDatabase, apply: Callable[..., None]
) -> None:
    apply(OLD)

    async def as_an_earlier_version_left_it(database: Database) -> None:
        await database[COLLECTION].update_one({"_id": "acme"}, {"$unset": {"webhookSecretHashes": 1}})

    in_database(as_an_earlier_version_left_it)
    noted(in_database, Sighting("acme", "flow", UNHASHED, NOON))
    text = flow_omnium("tenants", "senders", "acme").output
    assert "secrets rotate" in text
    assert "no longer" not in text

    apply(OLD, NEW)
    text = flow_omnium("tenants", "senders", "acme").output
    assert "no longer" not in text, "what it was before its secrets had names is told no more"


def test_an_unknown_tenant_is_one_line(flow_omnium: Run) -> None:
    answer = flow_omnium("tenants", "senders", "nobody")
    assert (answer.exit_code, answer.errors) == (1, "there is no tenant 'nobody'\n")
