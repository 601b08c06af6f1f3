"""Omnium's names of Flow's payment methods."""

from typing import Any

import pytest

from flow_omnium.flow.payment_methods import PaymentMethod, payment_method_name
from flow_omnium.rest.reading import read_as

DOCUMENTED = {
    "tenantPaymentMethodUid": "pm-1",
    "active": True,
    "name": "Adyen",
    "description": None,
    "settlementCode": "EXTERNAL_ADYEN",
    "paymentMethod": {"paymentCode": "EXTERNAL"},
    "allowRefund": True,
    "parameters": [],
    "externalSystemMappings": [
        {"systemCode": "OMNIUM", "externalId": "Adyen", "tenantPaymentMethodMappingUid": "m1"}
    ],
    "position": 1,
    "visibility": "FEATURED",
}


def a_method(**changes: Any) -> PaymentMethod:
    return read_as(PaymentMethod, {**DOCUMENTED, **changes})


def mapped(name: str | None, system: str = "OMNIUM") -> list[dict[str, Any]]:
    return [{"systemCode": system, "externalId": name}]


def test_the_mapping_in_flow_names_it() -> None:
    assert payment_method_name("EXTERNAL_ADYEN", [a_method()]) == "Adyen"


def test_our_own_name_wins() -> None:
    own = {"EXTERNAL_ADYEN": "AdyenCheckout", "CASH": "Cash"}

    assert payment_method_name("EXTERNAL_ADYEN", [a_method()], own) == "AdyenCheckout"


@pytest.mark.parametrize(
    "changes",
    [
        {"settlementCode": "CASH"},
        {"settlementCode": None},
        {"externalSystemMappings": []},
        {"externalSystemMappings": None},
        {"externalSystemMappings": mapped("Adyen", "VISMA")},
        {"externalSystemMappings": mapped("")},
        {"externalSystemMappings": mapped(None)},
    ],
)
def test_without_a_mapping_the_settlement_code_is_the_name(changes: dict[str, Any]) -> None:
    assert payment_method_name("EXTERNAL_ADYEN", [a_method(**changes)]) == "EXTERNAL_ADYEN"


def test_without_any_method_the_settlement_code_is_the_name() -> None:
    assert payment_method_name("CASH", []) == "CASH"


def test_an_active_method_comes_before_an_inactive_one_of_the_same_code() -> None:
    old = a_method(active=False, externalSystemMappings=mapped("Old"))

    assert payment_method_name("EXTERNAL_ADYEN", [old, a_method()]) == "Adyen"
    assert payment_method_name("EXTERNAL_ADYEN", [old]) == "Old"
