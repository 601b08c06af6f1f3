"""Faults in the words of whoever writes a tenant file, and what may have been meant by an unknown key."""

from typing import Any

import pytest

from flow_omnium.tenants.known_keys import hint_for, keys_at
from flow_omnium.tenants.validation import InvalidTenant, read_tenant
from flow_omnium.testing.tenants import tenant_document

CREDENTIALS = {"OMNIUM_CLIENT_ID": "x", "OMNIUM_CLIENT_SECRET": "hush"}


def faults_of(document: object) -> list[str]:
    with pytest.raises(InvalidTenant) as caught:
        read_tenant(document)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"webhookSecrets": []}, "webhookSecrets: give one secret at least"),
        ({"tenantUid": "a b"}, "tenantUid: may hold letters, digits, `_` and `-` only (got 'a b')"),
        ({"active": "perhaps"}, "active: must be true or false (got 'perhaps')"),
        ({"flow": []}, "flow: must be a section: keys with values, indented below it"),
        (
            {"stores": {"oslo": None}},
            "stores.oslo: must be a section: keys with values, indented below it (got nothing)",
        ),
        (
            {"inboundPayments": "maybe"},
            "inboundPayments: must be 'auto', 'settle', 'note' or 'none' (got 'maybe')",
        ),
        (
            {"polling": {"orders": "x"}},
            "polling.orders: must be off, or from 1s to 24h, such as 30s, 2m or 1h (got 'x')",
        ),
        (
            {"parameters": {**CREDENTIALS, "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": 0}},
            "parameters.OMNIUM_CLICK_COLLECT_EXPIRY_DAYS: must be 1 or more (got 0)",
        ),
        ({"actve": True}, "actve: unknown key; did you mean `active`?"),
        (
            {"stores": {"oslo": {"marketID": "nor"}}},
            "stores.oslo.marketID: unknown key; did you mean `marketId`?",
        ),
        ({"countryCode": "NO"}, "countryCode: unknown key; it stands at `flow.countryCode`"),
    ],
)
def test_a_fault_is_told_in_plain_words(changes: dict[str, Any], told: str) -> None:
    assert told in faults_of(tenant_document(**changes))


def test_an_empty_file_is_called_empty() -> None:
    (fault,) = faults_of(None)
    assert fault.startswith("tenant: the file is empty; `flow-omnium tenants template`")


def test_no_fault_speaks_of_inputs_or_tuples() -> None:
    wrong: dict[str, Any] = {
        "tenantUid": 3, "active": [], "webhookSecrets": "x", "flow": 3, "parameters": {"OMNIUM_CLIENT_ID": {}},
        "stores": 3, "connector": {"DefaultVatCodeUid": 3, "VatCodeUids": 3}, "catalog": {"tasks": [3], "enabled": 3},
        "polling": 3, "orderTypes": {"online": 3}, "paymentMethods": 3, "sharedCustomerIds": [{}],
    }  # fmt: skip
    told = " ".join(faults_of(wrong))
    assert not [word for word in ("Input", "Tuple", "instance of", "dictionary") if word in told]


@pytest.mark.parametrize(
    ("location", "hint"),
    [
        (("flow", "apitoken"), "; did you mean `apiToken`?"),
        (("catalog", "tasks", 0, "shedule"), "; did you mean `schedule`?"),
        (("flow", "states", "setled"), "; did you mean `settled`?"),
        (("stores", "oslo", "OMNIUM_CLIENT_ID"), "; it stands at `parameters.OMNIUM_CLIENT_ID`"),
        (("stores", "oslo", "catalog", "enabled"), "; it stands at `catalog.enabled`"),
        (("shops",), ""),
    ],
)
def test_what_was_meant_is_guessed_from_the_keys_of_the_place(location: tuple[Any, ...], hint: str) -> None:
    assert hint_for(location) == hint


def test_a_place_that_is_no_section_has_no_keys() -> None:
    assert keys_at(("stores", "oslo")) == ("OMNIUM_FLOW_STOCK_MASTER", "marketId")
    assert [keys_at(place) for place in (("stores",), ("paymentMethods",), ("active",), ("no", "way"))] == [
        (), (), (), ()
    ]  # fmt: skip
