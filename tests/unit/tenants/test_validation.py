"""What is a tenant, and how everything that is not is named."""

from collections.abc import Collection
from typing import Any

import pytest

from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import InvalidTenant, read_tenant
from flow_omnium.testing.tenants import tenant_document

CREDENTIALS = {"OMNIUM_CLIENT_ID": "x", "OMNIUM_CLIENT_SECRET": "hush"}


def faults_of(document: object, hidden: Collection[str] = ()) -> list[str]:
    with pytest.raises(InvalidTenant) as caught:
        read_tenant(document, hidden=hidden)
    return [str(fault) for fault in caught.value.faults]


def faults_with(**changes: Any) -> list[str]:
    return faults_of(tenant_document(**changes))


def test_a_complete_document_is_a_tenant() -> None:
    tenant = read_tenant(tenant_document("acme"))
    assert isinstance(tenant, Tenant)
    assert tenant.parameters.omnium_client_secret.get_secret_value() == "acme-client-secret"


def test_booleans_and_integers_may_come_as_text() -> None:
    parameters = {
        **CREDENTIALS,
        "OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM": "true",
        "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": "3",
    }
    tenant = read_tenant(tenant_document(active="false", parameters=parameters))
    assert tenant.active is False
    assert tenant.parameters.omnium_send_order_receipt_to_omnium is True
    assert tenant.parameters.omnium_click_collect_expiry_days == 3


def test_a_tax_rate_may_be_a_number() -> None:
    connector = {"DefaultVatCodeUid": "no-25", "VatCodeUids": {25: "no-25", 12.5: "no-12", "0": "no-0"}}
    tenant = read_tenant(tenant_document(connector=connector))
    assert tenant.connector is not None
    assert tenant.connector.vat_code_uids == {"25": "no-25", "12.5": "no-12", "0": "no-0"}


def test_a_missing_key_is_named_by_its_path() -> None:
    assert faults_with(parameters={"OMNIUM_CLIENT_SECRET": "hush"}) == [
        "parameters.OMNIUM_CLIENT_ID: is missing, and required"
    ]


def test_every_fault_is_found_at_once() -> None:
    faults = faults_with(
        flow={}, stores={"oslo": {"OMNIUM_FLOW_STOCK_MASTER": "perhaps"}}, connector={"NoSuchKey": 1}
    )
    assert [fault.split(":")[0] for fault in faults] == [
        "flow.apiToken",
        "stores.oslo.OMNIUM_FLOW_STOCK_MASTER",
        "connector.DefaultVatCodeUid",
        "connector.NoSuchKey",
    ]


def test_a_wrong_value_is_shown() -> None:
    (fault,) = faults_with(parameters={**CREDENTIALS, "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": 900})
    assert fault == "parameters.OMNIUM_CLICK_COLLECT_EXPIRY_DAYS: must be 365 or less (got 900)"


@pytest.mark.parametrize(
    "changes",
    [
        {"parameters": {"OMNIUM_CLIENT_ID": "x", "OMNIUM_CLIENT_SECRET": 424242}},
        {"flow": {"apiToken": ["424242"]}},
        {"webhookSecrets": [{"value": "424242"}]},
        {"webhookSecrets": "424242"},
        {"parameters": {**CREDENTIALS, "OMNIUM_CLIENT_SECRT": "424242"}},
        {"parameters": "424242", "flow": ["424242"]},
    ],
)
def test_a_secret_is_never_shown_not_even_under_a_misspelt_key(changes: dict[str, Any]) -> None:
    changes.setdefault("parameters", CREDENTIALS)
    faults = faults_with(**changes)
    assert "424242" not in "".join(faults)


def test_a_hidden_value_is_not_shown() -> None:
    document = tenant_document(flow={"apiToken": "t", "countryCode": "from-the-environment"})
    (fault,) = faults_of(document, hidden={"flow.countryCode"})
    assert "from-the-environment" not in fault


def test_the_token_is_refused_because_it_is_managed() -> None:
    faults = faults_with(parameters={**CREDENTIALS, "OMNIUM_TOKEN": "abc"})
    assert faults == ["parameters.OMNIUM_TOKEN: managed by the token-manager, so it cannot be set here"]


def test_our_own_field_names_are_no_keys() -> None:
    document = tenant_document()
    document["tenant_uid"] = document.pop("tenantUid")
    assert faults_of(document) == [
        "tenantUid: is missing, and required",
        "tenant_uid: unknown key; did you mean `tenantUid`?",
    ]


def test_a_faulty_item_does_not_make_its_list_too_short() -> None:
    assert faults_with(webhookSecrets=[17]) == ["webhookSecrets[0]: must be a text"]
    assert faults_with(webhookSecrets=[]) == ["webhookSecrets: give one secret at least"]


@pytest.mark.parametrize("document", [None, [], "424242", 7])
def test_what_is_no_mapping_is_no_tenant(document: object) -> None:
    (fault,) = faults_of(document)
    assert fault.startswith("tenant: ")
    assert "424242" not in fault
