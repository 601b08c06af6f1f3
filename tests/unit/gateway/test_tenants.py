"""What the gateway reads of a stored tenant: with a key or without, of this version, the one before and the one after."""

from typing import Any

import pytest

from flow_omnium.tenants.keyring import Keyring
from flow_omnium.tenants.record import TenantRecord
from flow_omnium.tenants.sealing import sealed_document
from flow_omnium.tenants.webhook_secrets import HASHES, hashes_for
from flow_omnium.testing.tenants import a_tenant, destinations, keyring_of
from webhook_gateway.authentication import matching
from webhook_gateway.tenants import GatewayTenant, gateway_tenant

KEY = b"k" * 32
KEYLESS = Keyring.of({}, destinations())
SECRETS = ["acme-webhook-secret-the-first", "acme-webhook-secret-the-second"]


def stored(*, sealed: bool, hashed: bool, **settings: Any) -> dict[str, Any]:
    document = sealed_document(a_tenant("acme", webhookSecrets=SECRETS), keyring_of(KEY))
    document |= settings
    if not sealed:
        del document["webhookSecrets"]
    hashes = {HASHES: hashes_for(SECRETS, document.get("webhookSecrets"), "acme")} if hashed else {}
    return {"_id": "acme", "revision": 1, "settings": document, **hashes}


def read(document: dict[str, Any], keyring: Keyring) -> TenantRecord[GatewayTenant]:
    return gateway_tenant(keyring)(document)


@pytest.mark.parametrize(
    ("sealed", "hashed", "keyring"),
    [
        (True, False, keyring_of(KEY)),  # the release before, and a gateway that still has the key
        (True, True, KEYLESS),
        (True, True, keyring_of(KEY)),
        (True, True, keyring_of(b"n" * 32)),  # a key that does not open it is not needed
        (False, True, KEYLESS),  # the release after
        (False, True, keyring_of(KEY)),
    ],
)
def test_each_secret_opens_the_door(sealed: bool, hashed: bool, keyring: Keyring) -> None:
    record = read(stored(sealed=sealed, hashed=hashed), keyring)
    assert record.fault == ""
    assert record.tenant is not None
    assert record.tenant.active
    assert all(matching(secret.encode(), record.tenant.webhook_secrets) for secret in SECRETS)
    assert not matching(b"acme-webhook-secret", record.tenant.webhook_secrets)


def test_without_a_key_and_without_hashes_it_says_what_to_do() -> None:
    record = read(stored(sealed=True, hashed=False), KEYLESS)
    assert record.tenant is None
    assert record.fault == "webhookSecrets: not hashed yet: `flow-omnium secrets rotate` does it"


def test_secrets_that_an_older_version_has_replaced_are_not_compared_by_the_old_hashes() -> None:
    document = stored(sealed=True, hashed=True)
    replaced = sealed_document(a_tenant("acme", webhookSecrets=["another-secret"]), keyring_of(KEY))
    document["settings"]["webhookSecrets"] = replaced["webhookSecrets"]
    assert read(document, KEYLESS).tenant is None
    tenant = read(document, keyring_of(KEY)).tenant
    assert tenant is not None
    assert matching(b"another-secret", tenant.webhook_secrets)
    assert not matching(SECRETS[0].encode(), tenant.webhook_secrets)


@pytest.mark.parametrize(
    "settings",
    [
        {"polling": {"orders": "2m"}},
        {"stores": "odd"},
        {"flow": None},
        {"parameters": {}},
        {"connector": {"DefaultVatCodeUid": ["odd"]}},
        {"omnium": {"apiUrl": "https://evil.example"}},
    ],
)
@pytest.mark.parametrize("keyring", [KEYLESS, keyring_of(KEY)])
def test_whatever_else_is_wrong_with_a_tenant_costs_none_of_its_events(
    settings: dict[str, Any], keyring: Keyring
) -> None:
    record = read(stored(sealed=True, hashed=True, **settings), keyring)
    assert record.fault == ""
    assert record.tenant is not None


@pytest.mark.parametrize("active", ["perhaps", [], {}])
def test_whether_it_is_active_must_be_readable(active: object) -> None:
    record = read(stored(sealed=True, hashed=True, active=active), KEYLESS)
    assert record.tenant is None
    assert record.fault.startswith("active: ")


def test_a_secret_that_does_not_open_leaves_the_others_in_force() -> None:
    document = stored(sealed=True, hashed=False)
    document["settings"]["webhookSecrets"][0] = "v1:00000000:AAAA"
    record = read(document, keyring_of(KEY))
    assert record.tenant is not None
    assert matching(SECRETS[1].encode(), record.tenant.webhook_secrets)
    assert record.fault.startswith("webhookSecrets: sealed with key 00000000")
