"""The events of a change, in the three published shapes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from simulators.omnium.events import KINDS, Caller, failed_delivery, in_variant, order_event
from simulators.omnium.subscriptions import Subscription, SubscriptionOrder

MOMENT = datetime(2026, 1, 5, 9, 0, 0, 123456, tzinfo=UTC)
ORDER = {
    "id": "1001",
    "orderNumber": "1001",
    "orderType": "ClickAndCollect",
    "status": "New",
    "marketId": "NOR",
}


def event() -> dict[str, Any]:
    return order_event(KINDS["patched"][0], ORDER, "Queued", Caller("tester", "PATCH /api"), MOMENT)


def subscription(**fields: Any) -> Subscription:
    order = SubscriptionOrder.model_validate({"url": "http://127.0.0.1/events", **fields})
    return Subscription("s1", order)


def test_the_short_variant_has_neither_id_nor_operation() -> None:
    body = in_variant(event(), "A")
    assert body["subClassName"] == "ClickAndcollect"
    assert body["timestamp"] == "2026-01-05T09:00:00.1234560Z"
    assert not {"id", "operationId", "objectNumber", "isError"} & set(body)


def test_the_tutorial_variant_has_number_and_origin_but_no_user() -> None:
    body = in_variant(event(), "B")
    assert (body["objectNumber"], body["operationId"], body["origin"]) == ("1001", 310100, "PATCH /api")
    assert body["timestamp"] == "2026-01-05T09:00:00.123Z"
    assert not {"id", "user", "userId"} & set(body)


def test_the_full_variant_has_an_id_of_its_own() -> None:
    first, second = in_variant(event(), "C"), in_variant(event(), "C")
    assert first["id"] != second["id"]
    assert (first["user"], first["previousStatus"], first["esMetadata"]) == ("tester", "Queued", {})


def test_cycle_takes_the_variants_in_turn() -> None:
    cycling = subscription(variant="cycle")
    shapes = [cycling.shape(event()) for _ in range(4)]
    assert ["id" in shape for shape in shapes] == [False, False, True, False]
    assert shapes[0].keys() == shapes[3].keys() != shapes[1].keys()


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({}, True),
        ({"classNames": ["order"]}, True),
        ({"classNames": ["Product"]}, False),
        ({"classNames": ["Order"], "categories": ["Created"]}, False),
        ({"classNames": ["Order"], "categories": ["updated"]}, True),
    ],
)
def test_filters_combine_with_and_in_any_case(filters: dict[str, list[str]], wanted: bool) -> None:
    assert subscription(**filters).wants(event()) is wanted


def test_a_new_order_raises_several_events() -> None:
    kinds = [*KINDS["added"], *KINDS["released"]]
    assert [kind.operation_id for kind in kinds] == [110106, 110107, 110108, 111100, 111104, 111102]
    assert {"Added", "Created", "Workflow"} <= {kind.category for kind in kinds}


def test_a_failed_delivery_is_the_event_290100() -> None:
    logged = failed_delivery("s1", event(), MOMENT)
    assert (logged["operationId"], logged["className"], logged["status"]) == (
        290100,
        "EventSubscription",
        "Failed",
    )


def test_a_shown_subscription_hides_its_header_values() -> None:
    shown = subscription(headers={"Authorization": "Bearer made-up"}).shown()
    assert shown["headers"] == {"Authorization": "***"}
