"""Stored tenants that another version has written."""

from copy import deepcopy
from typing import Any

import pytest

from flow_omnium.tenants.record import TenantRecord, applied
from flow_omnium.tenants.sealing import sealed_document
from flow_omnium.tenants.stored import whole_tenant, with_kept
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import InvalidTenant, read_tenant
from flow_omnium.testing.tenants import a_tenant, keyring_of, tenant_document

RING = keyring_of(b"k" * 32)
FULL = a_tenant(stores={"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True}}, connector={"DefaultVatCodeUid": "no-25"})


def stored(**changes: Any) -> dict[str, Any]:
    """The stored document, with values put at dotted paths of its settings."""
    settings = sealed_document(FULL, RING)
    for path, value in changes.items():
        *sections, key = path.split("__")
        section = settings
        for name in sections:
            section = section[name]
        section[key] = value
    return {"_id": "acme", "revision": 3, "settings": settings}


def read(document: dict[str, Any]) -> TenantRecord[Tenant]:
    return whole_tenant(RING)(document)


NEWER = {
    "polls": {"orders": "2m", "of": ["a", {"b": 1}]},
    "flow__futureProductUid": "fee",
    "parameters__OMNIUM_FUTURE": "v1:00000000:AAAA",
    "stores__oslo__future": True,
    "connector__FutureKey": None,
    "orderStatuses__future": ["New"],
}


def test_keys_of_another_version_are_passed_over_and_named() -> None:
    record = read(stored(**NEWER))
    assert record.fault == ""
    assert record.tenant == FULL
    assert sorted(record.unknown) == [
        "connector.FutureKey",
        "flow.futureProductUid",
        "orderStatuses.future",
        "parameters.OMNIUM_FUTURE",
        "polls",
        "stores.oslo.future",
    ]
    assert "v1:" not in repr(record)


def test_they_are_written_back_as_they_were() -> None:
    document = stored(**NEWER)
    before = deepcopy(document["settings"])
    plan = applied(read(document), FULL.model_copy(update={"payment_methods": {"CASH": "Cash"}}))

    written = with_kept(sealed_document(plan.tenant, RING), plan.kept)

    for path, value in NEWER.items():
        section, *keys = path.split("__")
        found, expected = written[section], before[section]
        for key in keys:
            found, expected = found[key], expected[key]
        assert found == expected == value
    assert written["paymentMethods"] == {"CASH": "Cash"}


def test_a_section_that_is_taken_away_takes_them_along() -> None:
    plan = applied(read(stored(**NEWER)), FULL.model_copy(update={"connector": None, "stores": {}}))
    written = with_kept(sealed_document(plan.tenant, RING), plan.kept)
    assert "connector" not in written
    assert written["stores"] == {}
    assert written["polls"] == NEWER["polls"]


@pytest.mark.parametrize(
    ("path", "value"),
    [("stores__oslo__OMNIUM_FLOW_STOCK_MASTER", "perhaps"), ("flow__countryCode", 7), ("parameters", None)],
)
def test_a_value_that_is_wrong_here_hides_the_tenant_and_is_named(path: str, value: object) -> None:
    record = read(stored(**{path: value, "polls": {}}))
    assert record.tenant is None
    assert record.fault.startswith(path.replace("__", "."))
    assert record.is_active is True
    assert record.unknown == ("polls",)


def test_a_repair_keeps_the_keys_of_another_version() -> None:
    plan = applied(read(stored(flow__countryCode=7, polls={"orders": "2m"})), FULL)
    assert plan.outcome == "repaired"
    assert with_kept(sealed_document(plan.tenant, RING), plan.kept)["polls"] == {"orders": "2m"}


def test_a_file_with_such_a_key_is_refused_all_the_same() -> None:
    with pytest.raises(InvalidTenant, match="polls: unknown key"):
        read_tenant(tenant_document(polls={}))


def test_a_secret_that_does_not_open_leaves_the_rest_readable() -> None:
    record = read(stored(flow__apiToken="v2:00000000:AAAA"))
    assert record.tenant is not None
    assert record.tenant.parameters.omnium_client_secret.get_secret_value() == "acme-client-secret"
    assert record.fault.startswith("flow.apiToken: sealed with key 00000000")


@pytest.mark.parametrize("settings", [None, "gone", [], {}, {"active": True}])
def test_whatever_is_stored_reading_raises_nothing(settings: object) -> None:
    record = read({"_id": "acme", "revision": "odd", "settings": settings})
    assert (record.tenant, record.revision) == (None, 0)
    assert record.fault
