"""What an order must carry, how patches merge, which status may follow which."""

from typing import Any

import pytest

from simulators.documents import clone
from simulators.omnium.models.order import Order, OrderPatch
from simulators.omnium.orders import statuses
from simulators.omnium.patching import patched
from simulators.omnium.required import creation_faults
from simulators.refusal import Refusal
from simulators.testing import sample_order
from simulators.write_model import checked


def document(**fields: Any) -> dict[str, Any]:
    return checked(Order, sample_order(**fields)).model_dump(by_alias=True)


def patch_of(**fields: object) -> dict[str, Any]:
    return checked(OrderPatch, fields).model_dump(by_alias=True, exclude_unset=True)


def test_a_complete_order_has_no_faults() -> None:
    assert list(creation_faults(document())) == []


@pytest.mark.parametrize("name", ["marketId", "storeId", "orderType", "status"])
def test_each_required_field_is_named_when_missing(name: str) -> None:
    assert list(creation_faults(document(**{name: None}))) == [f"{name}: is required"]


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"lineItems": [{"code": "A"}]}, "orderForm.lineItems.0.lineItemId: is required"),
        ({"shipments": [{"warehouseCode": "w"}]}, "orderForm.shipments.0.shipmentId: is required"),
        ({"shipments": [{"shipmentId": "1"}]}, "orderForm.shipments.0.warehouseCode: is required"),
        ({"payments": [{"id": "p"}]}, "orderForm.payments.0.amount: is required"),
        (
            {"lineItems": [{"lineItemId": "1", "code": "A"}, {"lineItemId": "1", "code": "B"}]},
            "orderForm.lineItems: lineItemId '1' stands twice",
        ),
        (
            {"shipments": [{"shipmentId": "1", "warehouseCode": "w", "lineItems": [{"lineItemId": "9"}]}]},
            "orderForm.shipments.lineItems: '9' is not among orderForm.lineItems",
        ),
    ],
)
def test_each_fault_of_the_form_is_named_by_its_path(form: dict[str, Any], fault: str) -> None:
    assert fault in list(creation_faults(document(orderForm=form)))


@pytest.mark.parametrize("order_id", ["a+b", "a%b", "a/b"])
def test_ids_that_break_urls_are_refused(order_id: str) -> None:
    assert list(creation_faults(document(id=order_id))) == ["id: must not contain '+', '%' or '/'"]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"storeIdd": "oslo"}, "storeIdd: unknown field"),
        ({"storeId": 7}, "storeId: Input should be a valid string"),
        ({"isReadOnly": "true"}, "isReadOnly: Input should be a valid boolean"),
        ({"orderForm": {"lineItems": [{"quantity": "2"}]}}, "orderForm.lineItems.0.quantity"),
        ({"orderForm": {"lineItems": [{"quantity": True}]}}, "orderForm.lineItems.0.quantity"),
        ({"created": "yesterday"}, "created"),
    ],
)
def test_unknown_fields_and_wrong_types_are_refused_by_name(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(Order, sample_order(**fields))
    assert refused.value.status == 400
    assert fault in refused.value.message


def test_property_names_match_in_any_case() -> None:
    order = checked(Order, {"ID": "1", "MarketId": "NOR", "orderform": {"LineItems": [{"lineitemid": "7"}]}})
    assert (order.id, order.market_id, order.order_form.line_items[0].line_item_id) == ("1", "NOR", "7")


def test_null_in_a_patch_leaves_the_field_alone() -> None:
    before = document(customerName="Anna")
    assert patched(before, patch_of(customerName=None, orderForm=None, isReadOnly=None)) == before


def test_force_update_empties_a_field() -> None:
    after = patched(
        document(requestedDeliveryDate="2026-01-01T00:00:00Z"),
        patch_of(forceUpdate=["RequestedDeliveryDate"]),
    )
    assert after["requestedDeliveryDate"] is None


def test_properties_external_ids_and_tags_merge() -> None:
    before = document(
        properties=[{"key": "a", "value": "1"}], tags=["x"], externalIds=[{"providerName": "P", "id": "1"}]
    )
    patch = patch_of(
        properties=[{"key": "a", "value": "2"}, {"key": "b", "value": "3"}],
        tags=["y", "x"],
        externalIds=[{"providerName": "Flow", "id": "2"}],
    )
    after = patched(before, patch)
    assert {item["key"]: item["value"] for item in after["properties"]} == {"a": "2", "b": "3"}
    assert after["tags"] == ["x", "y"]
    assert [item["providerName"] for item in after["externalIds"]] == ["P", "Flow"]


def test_the_options_of_a_patch_replace_lists_and_remove_properties() -> None:
    before = document(properties=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}], tags=["x"])
    removed = patched(before, patch_of(propertiesRemovalConditions=[{"key": "a"}]))
    replaced = patched(
        before,
        patch_of(properties=[], tags=[], keepExistingCustomProperties=False, keepExistingListItems=False),
    )
    assert [item["key"] for item in removed["properties"]] == ["b"]
    assert (replaced["properties"], replaced["tags"]) == ([], [])


def test_a_patched_line_keeps_what_the_patch_does_not_say() -> None:
    before = document()
    kept = clone(before)
    after = patched(before, patch_of(orderForm={"lineItems": [{"lineItemId": "1", "comment": "fragile"}]}))
    line = after["orderForm"]["lineItems"][0]
    assert (line["comment"], line["quantity"]) == ("fragile", 2)
    assert before == kept


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("New", "InProgress", True),
        ("InProgress", "OrderCanceledByStore", True),
        ("Completed", "Returned", True),
        ("Completed", "InProgress", False),
        ("OrderCanceled", "Completed", False),
        ("Deleted", "New", False),
    ],
)
def test_ends_are_not_left(before: str, after: str, allowed: bool) -> None:
    refused = False
    try:
        statuses.refuse_wrong_change(before, after)
    except Refusal:
        refused = True
    assert refused is not allowed


def test_statuses_are_known_in_any_case_and_unknown_ones_refused() -> None:
    assert statuses.known_status("readyforpickup", list(statuses.ALL)) == "ReadyForPickup"
    with pytest.raises(Refusal, match="'Gone' is not a configured order status"):
        statuses.known_status("Gone", list(statuses.ALL))
