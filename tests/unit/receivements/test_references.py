"""Whatever ids Omnium has, the purchase order and the delivery that a uid was made of are among its readings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.flow.models.purchase import PurchaseOrder as ShopOrder
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models.purchase import PurchaseOrder
from flow_omnium.rest.reading import read_as
from receivement_sync.references import Reference, came_from_omnium, is_of, references

MARK = "-delivery-"
PIECES = st.sampled_from([MARK, "-delivery", "delivery-", "-", "d", "/", "ø", " ", "1", "_"])
ids = st.one_of(st.text(min_size=1), st.lists(PIECES, min_size=1, max_size=8).map("".join))
plain_ids = ids.map(sanitize_uid)


@given(order_id=plain_ids, deliveries_first=...)
def test_an_order_that_was_exported_whole_is_among_the_readings(
    order_id: str, deliveries_first: bool
) -> None:
    assert Reference(order_id) in references(order_id, None, deliveries_first=deliveries_first)


@given(order_id=plain_ids, delivery_id=plain_ids, deliveries_first=...)
def test_a_delivery_is_among_the_readings(order_id: str, delivery_id: str, deliveries_first: bool) -> None:
    uid = f"{order_id}{MARK}{delivery_id}"
    found = references(uid, None, deliveries_first=deliveries_first)
    assert Reference(order_id, delivery_id) in found
    assert found.index(Reference(uid)) == (len(found) - 1 if deliveries_first else 0)


@given(order_id=ids, delivery_id=ids, is_whole=...)
def test_the_external_id_gives_back_what_a_uid_cannot_have(
    order_id: str, delivery_id: str, is_whole: bool
) -> None:
    external_id = order_id if is_whole else f"{order_id}{MARK}{delivery_id}"
    found = references(sanitize_uid(external_id), external_id, deliveries_first=not is_whole)
    wanted = Reference(order_id) if is_whole else Reference(order_id, delivery_id)
    assert wanted in found


@given(order_id=ids, delivery_id=ids)
def test_the_external_id_may_be_the_order_s_alone(order_id: str, delivery_id: str) -> None:
    uid = sanitize_uid(f"{order_id}{MARK}{delivery_id}")
    found = references(uid, order_id, deliveries_first=True)
    assert Reference(order_id, sanitize_uid(delivery_id)) in found


@given(uid=plain_ids, external_id=ids)
def test_an_external_id_that_the_uid_was_not_made_from_says_nothing(uid: str, external_id: str) -> None:
    if all(sanitize_uid(external_id) != reading for reading in (uid, *starts(uid))):
        found = references(uid, external_id, deliveries_first=False)
        assert found == references(uid, None, deliveries_first=False)


@given(order_id=ids, delivery_id=ids, other=ids)
def test_a_delivery_s_lines_are_those_that_name_it(order_id: str, delivery_id: str, other: str) -> None:
    lines = [
        {"lineItemId": "a", "deliveryId": delivery_id},
        {"lineItemId": "b", "deliveryId": f"{delivery_id}{other}"},
        {"lineItemId": "c"},
    ]
    order = read_as(PurchaseOrder, {"id": order_id, "purchaseOrderForm": {"lineItems": lines}})
    for name in (delivery_id, sanitize_uid(delivery_id)):
        found = Reference(order_id, name).lines_of(order, None)
        assert [line.line_item_id for line in found] == ([] if not delivery_id.strip() else ["a"])
    assert len(Reference(order_id).lines_of(order, None)) == 3


def starts(uid: str) -> list[str]:
    """Everything before a mark."""
    return [uid[:place] for place in range(len(uid)) if uid.startswith(MARK, place)]


LINE = {"lineItemId": "om-1", "code": "SKU-1"}


@pytest.mark.parametrize(
    ("store", "items", "named", "is_same"),
    [
        ("oslo", [{"purchaseOrderItemUid": "p-1"}], {"p-1"}, True),
        (None, [{"purchaseOrderItemUid": "p-1"}], {"p-1"}, True),
        ("bergen", [{"purchaseOrderItemUid": "p-1"}], {"p-1"}, False),
        ("bergen", [{"purchaseOrderItemUid": "om-1"}], {"om-1"}, True),
        ("bergen", [{"purchaseOrderItemUid": "p-1", "externalId": "om-1"}], {"om-1", "p-1"}, True),
        ("bergen", [{"purchaseOrderItemUid": "p-1", "externalId": "om-9"}], {"om-9", "p-1"}, True),
    ],
)
def test_an_order_of_another_store_is_the_shop_s_only_by_the_names_of_lines(
    store: str | None, items: list[dict[str, str]], named: set[str], is_same: bool
) -> None:
    form = {"lineItems": [LINE]}
    order = read_as(PurchaseOrder, {"id": "1001", "storeId": store, "purchaseOrderForm": form})
    exported = read_as(ShopOrder, {"purchaseOrderUid": "1001", "items": items})
    assert is_of(order, exported, named, {"oslo"}) is is_same


@pytest.mark.parametrize(
    ("external_id", "line", "came"),
    [(None, None, False), ("PO/1", None, True), ("supplier-7", None, False), (None, "om-1", True)],
)
def test_an_order_came_from_omnium_if_a_line_bears_an_id_or_the_uid_was_made_of_one(
    external_id: str | None, line: str | None, came: bool
) -> None:
    fields = {"purchaseOrderUid": "PO_1", "externalId": external_id, "items": [{"externalId": line}]}
    assert came_from_omnium(read_as(ShopOrder, fields)) is came
