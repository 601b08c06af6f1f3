"""Which events need which job (design section 5)."""

import pytest

from flow_omnium.jobs.kinds import JobKind
from webhook_gateway.admission import BadEventError, Unwanted, Wanted
from webhook_gateway.flow_events import admit_flow_event
from webhook_gateway.omnium_events import REFERENCE_FIELDS, admit_omnium_event


@pytest.mark.parametrize("class_name", ["Order", "order", "ORDER"])
@pytest.mark.parametrize(
    "category", ["Created", "Added", "Updated", "Workflow", "Canceled", "Deleted", "Imported", "updated"]
)
def test_an_order_event_of_a_wanted_category_makes_an_inbound_job(class_name: str, category: str) -> None:
    admission = admit_omnium_event({"className": class_name, "category": category, "objectId": "1001"})

    assert isinstance(admission, Wanted)
    assert (admission.kind, admission.key) == (JobKind.INBOUND_ORDER, "1001")


@pytest.mark.parametrize(
    ("class_name", "category"),
    [
        ("PurchaseOrder", "Notification"),
        ("Delivery", None),
        ("Inventory", "Updated"),
        ("EventSubscription", "Success"),
        (None, "Updated"),
        (7, "Updated"),
        ("Order", "WorkflowStep"),
        ("Order", "Notification"),
        ("Order", "Comment"),
        ("Order", None),
        ("Order", ["Updated"]),
        ("Product", "Notification"),
        ("Store", None),
    ],
)
def test_any_other_event_of_omnium_is_ignored_with_a_reason(class_name: object, category: object) -> None:
    admission = admit_omnium_event({"className": class_name, "category": category, "objectId": "1001"})

    assert isinstance(admission, Unwanted)
    assert admission.reason


@pytest.mark.parametrize("object_id", [None, "", "   ", [], {}, True, 1.5, "x" * 257, "a\nb", "\x00"])
def test_an_event_without_a_usable_object_id_is_bad(object_id: object) -> None:
    with pytest.raises(BadEventError, match="objectId"):
        admit_omnium_event({"className": "Order", "category": "Updated", "objectId": object_id})


def test_an_integer_id_is_read_as_its_digits() -> None:
    admission = admit_omnium_event({"className": "Order", "category": "Updated", "objectId": 901580})

    assert isinstance(admission, Wanted)
    assert admission.key == "901580"


def test_a_job_keeps_the_reference_but_neither_people_nor_texts() -> None:
    event = {"className": "Order", "category": "Updated", "objectId": "1", "status": "New", "user": "A B"}
    event |= {"message": "for A B", "origin": "x" * 513, "employee": "C"}

    admission = admit_omnium_event(event)

    assert isinstance(admission, Wanted)
    assert admission.reference == {
        "className": "Order",
        "category": "Updated",
        "objectId": "1",
        "status": "New",
    }


RECORDS = {
    "order": {"Id": 7, "Uid": "o-1"},
    "customer": {"Id": 8, "Uid": "c-1"},
    "purchaseOrder": {"Id": 9, "Uid": "po-1"},
    "warehouse": {"Id": 10, "Uid": "w-1"},
}


@pytest.mark.parametrize(
    ("action", "kind", "key"),
    [
        ("ORDER_RECEIPT_SETTLED", JobKind.ORDER_RECEIPT, "o-1"),
        ("ORDER_SETTLED", JobKind.OUTBOUND_ORDER, "o-1"),
        ("ORDER_DELIVERED", JobKind.OUTBOUND_ORDER, "o-1"),
        ("ORDER_HANDLING_STATE_CHANGED", JobKind.OUTBOUND_ORDER, "o-1"),
        ("CUSTOMER_CREATE", JobKind.OUTBOUND_CUSTOMER, "c-1"),
        ("CUSTOMER_UPDATE", JobKind.OUTBOUND_CUSTOMER, "c-1"),
        ("CUSTOMER_DELETE", JobKind.OUTBOUND_CUSTOMER, "c-1"),
        ("PURCHASE_RECEIVED", JobKind.RECEIVEMENT, "po-1"),
        ("RECEIVEMENT_CREATED", JobKind.RECEIVEMENT, "po-1"),
        ("STOCK_CHANGE", JobKind.STOCK_LEVEL, "w-1"),
    ],
)
def test_each_flow_action_makes_the_job_of_the_table(action: str, kind: JobKind, key: str) -> None:
    admission = admit_flow_event({"action": action, **RECORDS})

    assert isinstance(admission, Wanted)
    assert (admission.kind, admission.key) == (kind, key)


@pytest.mark.parametrize("action", ["CUSTOMER_MERGE", "TILL_CLOSED", "PRODUCT_UPDATE", "", "order_settled"])
def test_any_other_flow_action_is_ignored(action: str) -> None:
    assert isinstance(admit_flow_event({"action": action, **RECORDS}), Unwanted)


def test_a_reception_without_a_purchase_order_is_named_by_itself() -> None:
    admission = admit_flow_event({"action": "RECEIVEMENT_CREATED", "receivement": {"Id": 1, "Uid": "r-1"}})

    assert isinstance(admission, Wanted)
    assert admission.key == "r-1"


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"action": "ORDER_SETTLED"}, "order.Uid"),
        ({"action": "ORDER_SETTLED", "order": "o-1"}, "order.Uid"),
        ({"action": "ORDER_SETTLED", "order": {"Id": 7}}, "order.Uid"),
        ({"action": "CUSTOMER_UPDATE", "order": {"Uid": "o-1"}}, "customer.Uid"),
        ({"action": "PURCHASE_RECEIVED", "store": {"Uid": "1"}}, "purchaseOrder.Uid"),
        ({"action": "STOCK_CHANGE", "product": {"Uid": "mug"}}, "warehouse.Uid"),
        ({"action": 7}, "action"),
        ({}, "action"),
    ],
)
def test_a_flow_event_without_its_record_is_bad(event: dict[str, object], field: str) -> None:
    with pytest.raises(BadEventError, match=field):
        admit_flow_event(event)


def test_the_largest_body_makes_a_small_message() -> None:
    event = dict.fromkeys(REFERENCE_FIELDS, "x" * 512) | {"className": "Order", "category": "Updated"}

    admission = admit_omnium_event(event | {"objectId": "y" * 256, "message": "z" * 250_000})

    assert isinstance(admission, Wanted)
    assert len(str(admission.reference)) < 8_000


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"className": "Order", "category": "Updated"}, "objectId is missing"),
        ({"className": "Order", "category": "Updated", "objectId": " "}, "objectId is empty"),
        (
            {"className": "Order", "category": "Updated", "objectId": [1]},
            "objectId: an array is not an id: a text of 1 to 256 characters, or a whole number",
        ),
    ],
)
def test_omnium_is_told_what_is_wrong_in_plain_words(event: dict[str, object], told: str) -> None:
    with pytest.raises(BadEventError) as caught:
        admit_omnium_event(event)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({}, "action is missing"),
        ({"action": 7}, "action: 7 is not a short text"),
        ({"action": "ORDER_SETTLED"}, "order.Uid is missing"),
        ({"action": "ORDER_SETTLED", "order": {"Uid": ""}}, "order.Uid is empty"),
    ],
)
def test_flow_is_told_what_is_wrong_in_plain_words(event: dict[str, object], told: str) -> None:
    with pytest.raises(BadEventError) as caught:
        admit_flow_event(event)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"objectId": "1"}, "no className; jobs are made for order"),
        ({"objectId": "1", "className": "Order"}, "no category of 'Order': it changes nothing"),
    ],
)
def test_why_an_event_is_ignored_speaks_of_no_none(event: dict[str, object], told: str) -> None:
    admission = admit_omnium_event(event)
    assert isinstance(admission, Unwanted)
    assert admission.reason.startswith(told)
