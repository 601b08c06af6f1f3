"""What a tenant's sections accept, what they make of it, and what they warn of."""

from collections.abc import Mapping
from typing import Any

import pytest

from flow_omnium.tenants.tenant import Connector, Tenant
from flow_omnium.tenants.validation import InvalidTenant, cautions, read_tenant
from flow_omnium.testing.tenants import a_tenant, tenant_document

CREDENTIALS = {"OMNIUM_CLIENT_ID": "x", "OMNIUM_CLIENT_SECRET": "hush"}
SHOP = {"oslo": {"marketId": "nor"}}
COMPLETE = {
    "DefaultVatCodeUid": "no-25",
    "MainPricesListUid": "main",
    "OrganizationUid": "org",
    "PurchaseNumberSeriesUid": "po",
    "VoucherNumberSeriesUid": "voucher",
}


def with_parameters(**parameters: object) -> Tenant:
    return a_tenant(parameters={**CREDENTIALS, **parameters})


def with_connector(connector: Mapping[str, Any]) -> Connector:
    section = a_tenant(connector=connector).connector
    assert section is not None
    return section


def faults_of(**changes: Any) -> list[str]:
    with pytest.raises(InvalidTenant) as caught:
        read_tenant(tenant_document(**changes))
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("True", True), ("TRUE", True), (True, True), ("false", False), ("False", False)],
)
def test_a_boolean_may_be_written_as_either_vendor_does(written: object, meant: bool) -> None:
    tenant = with_parameters(OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM=written)
    assert tenant.parameters.omnium_send_order_receipt_to_omnium is meant
    connector = with_connector({**COMPLETE, "ExportDeliveryAsPo": written})
    assert connector.export_delivery_as_po is meant


@pytest.mark.parametrize("written", [3, "3", " 3 ", "03"])
def test_an_integer_may_be_a_text(written: object) -> None:
    assert (
        with_parameters(OMNIUM_CLICK_COLLECT_EXPIRY_DAYS=written).parameters.omnium_click_collect_expiry_days
        == 3
    )


@pytest.mark.parametrize("written", ["3.5", 0, "366", "three"])
def test_what_is_no_number_of_days_is_a_fault(written: object) -> None:
    (fault,) = faults_of(parameters={**CREDENTIALS, "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": written})
    assert fault.startswith("parameters.OMNIUM_CLICK_COLLECT_EXPIRY_DAYS: ")


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_an_optional_key_that_is_empty_has_its_default(blank: object) -> None:
    optional = [
        "OMNIUM_DEFAULT_SHIPPING_METHOD_ID",
        "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID",
        "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS",
        "OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM",
        "OMNIUM_PROPERTY_PREFIX",
    ]
    assert with_parameters(**dict.fromkeys(optional, blank)) == with_parameters()
    connector = {"DefaultVatCodeUid": "a", "MainPricesListUid": blank, "CreatePackageSlots": blank}
    assert with_connector(connector) == with_connector({"DefaultVatCodeUid": "a"})
    assert a_tenant(stores={"oslo": {"OMNIUM_FLOW_STOCK_MASTER": blank, "marketId": blank}}) == a_tenant(
        stores={"oslo": {}}
    )


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_required_key_that_is_empty_is_a_fault(blank: object) -> None:
    (fault,) = faults_of(parameters={**CREDENTIALS, "OMNIUM_CLIENT_ID": blank})
    assert fault.startswith("parameters.OMNIUM_CLIENT_ID: ")
    (fault,) = faults_of(connector={"DefaultVatCodeUid": blank})
    assert fault.startswith("connector.DefaultVatCodeUid: ")


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_secret_that_is_empty_is_a_fault(blank: str) -> None:
    faults = faults_of(
        parameters={**CREDENTIALS, "OMNIUM_CLIENT_SECRET": blank},
        flow={"apiToken": blank},
        webhookSecrets=["hush", blank],
    )
    assert faults == [
        "webhookSecrets[1]: must not be empty",
        "flow.apiToken: must not be empty",
        "parameters.OMNIUM_CLIENT_SECRET: must not be empty",
    ]


def test_a_file_that_leaves_active_empty_does_not_mention_it() -> None:
    assert "active" not in a_tenant(active="").model_fields_set


def test_a_default_that_is_written_out_makes_no_other_tenant() -> None:
    written = with_parameters(OMNIUM_PROPERTY_PREFIX="flow", OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM="false")
    assert written == with_parameters()


@pytest.mark.parametrize("section", ["flow", "omnium"])
@pytest.mark.parametrize(
    "url",
    ["https://user:hush@api.example/v2", "https://hush@api.example", "https://api.example?key=hush", "hush"],
)
def test_an_address_that_may_hold_a_secret_is_refused_and_not_shown(section: str, url: str) -> None:
    token = {"apiToken": "t"} if section == "flow" else {}
    (fault,) = faults_of(**{section: {**token, "apiUrl": url}})
    assert fault.startswith(f"{section}.apiUrl: ")
    assert "hush" not in fault


def test_payment_methods_are_named_by_settlement_code() -> None:
    tenant = a_tenant(paymentMethods={"CASH": "Cash", "EXTERNAL_KLARNA": "Klarna Checkout"})
    assert tenant.payment_methods["EXTERNAL_KLARNA"] == "Klarna Checkout"
    assert faults_of(paymentMethods={"CASH": ""})[0].startswith("paymentMethods.CASH: ")
    assert faults_of(paymentMethods={"no code": "x"})[0].startswith("paymentMethods.no code: ")


def test_a_connector_with_its_one_required_key_is_accepted_with_a_warning_for_each_flow_it_leaves_out() -> (
    None
):
    named = [
        str(caution) for caution in cautions(a_tenant(connector={"DefaultVatCodeUid": "no-25"}, stores=SHOP))
    ]
    assert named == [
        "connector.MainPricesListUid: not set: no prices can be exported, and new stores get no price list",
        "connector.OrganizationUid: not set: stores without an `OrganizationalNumber` cannot be exported",
        "connector.PurchaseNumberSeriesUid: not set: purchase orders of new stores cannot be numbered in Flow",
        "connector.VoucherNumberSeriesUid: not set: vouchers of new stores cannot be numbered in Flow",
    ]


def test_there_is_nothing_to_warn_of_in_a_complete_connector_or_without_one() -> None:
    assert cautions(a_tenant(connector=COMPLETE, stores=SHOP)) == ()
    assert cautions(a_tenant(stores=SHOP)) == ()


@pytest.mark.parametrize("stores", [{}, {"oslo": {}, "bergen": {}}])
def test_a_tenant_without_any_market_is_warned_of_once(stores: dict[str, object]) -> None:
    (caution,) = cautions(a_tenant(stores=stores))
    assert str(caution).startswith("stores: no store has a `marketId`: Omnium takes no sale")


def test_one_store_without_a_market_among_others_is_warned_of() -> None:
    (caution,) = cautions(a_tenant(stores={**SHOP, "bergen": {}}))
    assert str(caution).startswith("stores.bergen.marketId: not set: Omnium takes no sale")


def test_the_words_of_flows_states_are_lists_with_todays_words_as_defaults() -> None:
    flow = {**tenant_document()["flow"], "states": {"settled": ["Betalt", " PAID "]}}
    states = a_tenant(flow=flow).flow.states
    assert states.settled == ("Betalt", "PAID")
    assert (states.delivered, states.ready) == (("DELIVERED",), ("READY",))
    assert a_tenant().flow.states.settled == ("SETTLED",)


@pytest.mark.parametrize("name", ["settled", "delivered", "ready"])
def test_a_list_of_no_words_is_a_fault_for_no_sale_would_ever_leave(name: str) -> None:
    flow = tenant_document()["flow"]
    (fault,) = faults_of(flow={**flow, "states": {name: []}})
    assert fault.startswith(f"flow.states.{name}: ")
    (fault,) = faults_of(flow={**flow, "states": {name: "SETTLED"}})
    assert fault.startswith(f"flow.states.{name}: ")
    (fault,) = faults_of(flow={**flow, "states": {name: ["SETTLED", ""]}})
    assert fault.startswith(f"flow.states.{name}[1]: ")


def test_a_list_of_another_state_is_a_fault() -> None:
    (fault,) = faults_of(flow={**tenant_document()["flow"], "states": {"closed": ["COMPLETE"]}})
    assert fault.startswith("flow.states.closed: ")
