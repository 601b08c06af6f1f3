"""The JSON Schema of a tenant file allows what the model reads, and refuses what it refuses."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from docs.generator.tenant_schema import schema_file

from flow_omnium.tenants.file_schema import tenant_file_schema
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import InvalidTenant, read_tenant
from flow_omnium.testing.tenants import tenant_document

SCHEMA = jsonschema_rs.validator_for(tenant_file_schema())
CREDENTIALS = {"OMNIUM_CLIENT_ID": "x", "OMNIUM_CLIENT_SECRET": "hush"}
CONNECTOR = {"DefaultVatCodeUid": "no-25"}


def test_the_file_for_editors_is_up_to_date() -> None:
    page = Path(__file__).parents[3] / "docs" / "tenant.schema.json"
    assert page.read_text(encoding="utf-8") == schema_file(), "run `make docs`"


def is_read(document: object) -> bool:
    try:
        read_tenant(document)
    except InvalidTenant:
        return False
    return True


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"active": "true", "stores": {"oslo": {"OMNIUM_FLOW_STOCK_MASTER": "False", "marketId": "nor"}}},
        {
            "parameters": {
                **CREDENTIALS,
                "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": "3",
                "OMNIUM_PROPERTY_PREFIX": "",
            }
        },
        {"connector": None, "stores": None},
        {
            "connector": {
                **CONNECTOR,
                "VatCodeUids": [{"keyGroup": "VatCodeUids", "key": 25, "value": "no-25"}],
            }
        },
        {"connector": {**CONNECTOR, "VatCodeUids": {"25": "no-25"}}},
        {"catalog": {"enabled": True, "markets": "nor", "priceSource": "product"}},
        {"catalog": {"tasks": [{"ImplementationType": "FlowPriceScheduledTask", "Schedule": "0 * * * *"}]}},
        {"polling": {"orders": "off", "stock": "30s"}, "inboundPayments": "note"},
        {"paymentMethods": {"CASH": "Cash"}, "sharedCustomerIds": [], "orderTypes": {"online": ["Web"]}},
        {"flow": {"apiToken": "t", "countryCode": "SE", "states": {"settled": ["PAID"]}}},
    ],
)
def test_what_the_model_reads_is_allowed(changes: dict[str, Any]) -> None:
    document = tenant_document(**changes)
    assert is_read(document)
    assert SCHEMA.is_valid(document), [error.message for error in SCHEMA.iter_errors(document)]


@pytest.mark.parametrize(
    "changes",
    [
        {"actve": True},
        {"active": "perhaps"},
        {"active": 3},
        {"tenantUid": "a b"},
        {"webhookSecrets": []},
        {"webhookSecrets": "secret"},
        {"flow": {"countryCode": "NO"}},
        {"flow": {"apiToken": "t", "countryCode": "Norway"}},
        {"stores": {"oslo": {"marketID": "nor"}}},
        {"stores": {"oslo": None}},
        {"parameters": {**CREDENTIALS, "OMNIUM_TOKEN": "x"}},
        {"parameters": {**CREDENTIALS, "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": 900}},
        {"connector": {}},
        {"catalog": {"tasks": [{"Shedule": "0 * * * *"}]}},
        {"inboundPayments": "maybe"},
        {"polling": {"orders": "soon"}},
    ],
)
def test_what_the_model_refuses_for_itself_is_refused(changes: dict[str, Any]) -> None:
    document = tenant_document(**changes)
    assert not is_read(document)
    assert not SCHEMA.is_valid(document)


def test_a_variable_may_stand_for_any_value() -> None:
    document = tenant_document(
        tenantUid="${UID}",
        active="${ACTIVE}",
        webhookSecrets=["${SECRET}"],
        inboundPayments="${PAYMENTS}",
        flow={"apiToken": "${TOKEN}", "countryCode": "${COUNTRY}", "apiUrl": "https://${HOST}/v2"},
        parameters={**CREDENTIALS, "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": "${DAYS}"},
        polling={"orders": "${OFTEN}"},
    )
    assert SCHEMA.is_valid(document), [error.message for error in SCHEMA.iter_errors(document)]


def test_every_key_of_the_model_is_in_it_with_its_meaning() -> None:
    keys = tenant_file_schema()["properties"]
    assert set(keys) == {field.alias for field in Tenant.model_fields.values()}
    for field in Tenant.model_fields.values():
        if field.description is not None:
            assert keys[field.alias or ""]["description"] == field.description
    assert "title" not in json.dumps(keys)
