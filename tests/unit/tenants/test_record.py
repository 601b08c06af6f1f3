"""What applying a tenant does to the stored one."""

import pytest

from flow_omnium.tenants.closed_secret import ClosedSecret
from flow_omnium.tenants.history import KEYS_KEPT
from flow_omnium.tenants.record import TenantRecord, applied
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import read_tenant
from flow_omnium.tenants.webhook_secrets import HashedSecret
from flow_omnium.testing.jobs import NOON
from flow_omnium.testing.tenants import a_tenant, tenant_document


def test_a_new_tenant_begins_at_the_first_revision() -> None:
    result = applied(None, a_tenant())
    assert (result.outcome, result.revision, result.replaces) == ("created", 1, None)
    assert {"tenantUid", "flow.apiToken", "parameters.OMNIUM_PROPERTY_PREFIX"} <= set(result.changed)


def test_the_same_tenant_changes_nothing() -> None:
    result = applied(TenantRecord("acme", 7, a_tenant()), a_tenant())
    assert (result.outcome, result.revision, result.changed) == ("unchanged", 7, ())
    with pytest.raises(ValueError, match="no place in the history"):
        result.change("kari", NOON)


def test_a_change_raises_the_revision_and_names_the_keys() -> None:
    desired = a_tenant(
        flow={"apiToken": "another", "countryCode": "SE"}, stores={"oslo": {"marketId": "nor"}}
    )
    result = applied(TenantRecord("acme", 7, a_tenant()), desired)
    assert (result.outcome, result.revision) == ("changed", 8)
    assert result.changed == (
        "flow.apiToken",
        "flow.countryCode",
        "stores.oslo.OMNIUM_FLOW_STOCK_MASTER",
        "stores.oslo.marketId",
    )


def test_a_removed_key_is_named() -> None:
    result = applied(TenantRecord("acme", 1, a_tenant()), a_tenant(flow={"apiToken": "acme-flow-token"}))
    assert result.changed == ("flow.countryCode",)


def test_a_file_that_does_not_mention_activation_leaves_it() -> None:
    document = tenant_document()
    del document["active"]
    result = applied(TenantRecord("acme", 1, a_tenant(active=True), is_active=True), read_tenant(document))
    assert result.outcome == "unchanged"
    assert result.tenant.active


def test_a_file_that_says_inactive_deactivates() -> None:
    result = applied(TenantRecord("acme", 1, a_tenant(active=True)), a_tenant(active=False))
    assert result.changed == ("active",)


def test_a_tenant_that_cannot_be_read_is_replaced() -> None:
    result = applied(TenantRecord("acme", 4, None, "flow.apiToken: damaged"), a_tenant())
    assert (result.outcome, result.revision, result.replaces) == ("repaired", 5, 4)


def test_a_change_of_very_many_keys_is_kept_in_short() -> None:
    stores = {f"store-{number}": {"marketId": "nor"} for number in range(1000)}
    change = applied(TenantRecord("acme", 1, a_tenant()), a_tenant(stores=stores)).change("k" * 500, NOON)
    assert len(change.keys) == KEYS_KEPT
    assert len(change.keys) + change.more == 2000
    assert len(change.by) == 100


def test_repairing_a_tenant_leaves_its_activation_too() -> None:
    document = tenant_document()
    del document["active"]
    stored: TenantRecord[Tenant] = TenantRecord("acme", 1, None, "stores: odd", is_active=True)
    result = applied(stored, read_tenant(document))
    assert (result.outcome, result.tenant.active) == ("repaired", True)


@pytest.mark.parametrize(
    ("secrets", "outcome"),
    [
        (["one", "two"], "unchanged"),
        (["two", "one"], "changed"),
        (["one"], "changed"),
        (["one", "other"], "changed"),
        (["one", "two", "three"], "changed"),
    ],
)
def test_webhook_secrets_that_are_stored_as_hashes_alone_are_known_again(
    secrets: list[str], outcome: str
) -> None:
    hashes = [HashedSecret.of(secret, "acme") for secret in ("one", "two")]
    closed = tuple(ClosedSecret("acme", "webhookSecrets", "stored as a hash") for _ in hashes)
    stored = a_tenant().model_copy(update={"webhook_secrets": closed})
    record = TenantRecord("acme", 1, stored, is_active=True, hashes=hashes)
    assert applied(record, a_tenant(webhookSecrets=secrets)).outcome == outcome
