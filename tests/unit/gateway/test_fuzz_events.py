"""Whatever a sender writes: an event is admitted within bounds, not needed, or refused; and nothing else happens."""

from collections.abc import Callable, Mapping
from typing import Any

import bson
import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flow_omnium.jobs.message import JobMessage
from flow_omnium.testing.clock import FixedClock
from webhook_gateway.admission import MAX_ID, MAX_TEXT, Admission, BadEventError, Unwanted, Wanted, usable_id
from webhook_gateway.drafts import message_of
from webhook_gateway.flow_events import REFERENCES, admit_flow_event
from webhook_gateway.omnium_events import REFERENCE_FIELDS, admit_omnium_event

MAX_ANSWER = 2_000
DEPTH = 1_000
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"

ODD_TEXTS = st.sampled_from(
    [
        "../..",
        "%2f",
        "..%2f",
        "a\r\nb",
        "a\u2028b",
        "\x00",
        "\x1b[31m",
        "$ne",
        "$where",
        "\u202eabc",
        "x" * 600,
    ]
)
ODD_NUMBERS = st.sampled_from([2**63, 2**64 - 1, -(2**63), 1.5, True])
SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text()
)
JSON = st.recursive(
    SCALARS | ODD_TEXTS | ODD_NUMBERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)

OMNIUM_EVENTS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(REFERENCE_FIELDS, JSON),
        "className": st.sampled_from(["Order", "order "]) | JSON,
        "category": st.sampled_from(["Updated", "created"]) | JSON,
        "objectId": st.text(min_size=1) | st.integers() | JSON,
    },
)
RECORDS = st.fixed_dictionaries({}, optional={"Uid": st.text(min_size=1) | JSON, "uid": JSON}) | JSON
ACTIONS = st.sampled_from(["ORDER_SETTLED", "CUSTOMER_UPDATE", "PURCHASE_RECEIVED", "ORDER_RECEIPT_SETTLED"])
FLOW_EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "action": ACTIONS | st.text().map(lambda text: f"ORDER_{text}") | JSON,
        **dict.fromkeys(REFERENCES, RECORDS),
    },
)


def assert_bounded(admission: Admission, fields: set[str]) -> None:
    """Hold an admission against what the ledger, the log and the answers can bear."""
    if isinstance(admission, Unwanted):
        assert len(admission.reason) <= MAX_ANSWER
        assert admission.reason.isprintable()
        return
    assert 0 < len(admission.key) <= MAX_ID
    assert admission.key.isprintable()
    assert set(admission.reference) <= fields
    assert all(isinstance(value, int) or len(value) <= MAX_TEXT for value in admission.reference.values())
    bson.encode({"key": admission.key, "event": admission.reference})
    # The door makes its messages without a second look: whoever reads one takes that look.
    message = message_of(admission, "acme", "a" * 32, FixedClock().now(), TRACE)
    assert JobMessage.decode(message.encode(), message.headers, queue=message.queue) == message


def admitted(admit: Callable[[Mapping[str, Any]], Admission], event: Mapping[str, Any]) -> Admission | None:
    try:
        return admit(event)
    except BadEventError as error:
        refusal = str(error)
    assert len(refusal) <= MAX_ANSWER
    assert refusal.isprintable()
    return None


@given(OMNIUM_EVENTS)
@example({"objectId": "1", "className": "Order", "category": "Updated", "objectNumber": 2**64 - 1})
def test_any_omnium_event_is_admitted_within_bounds_or_refused(event: dict[str, Any]) -> None:
    admission = admitted(admit_omnium_event, event)

    if admission is not None:
        assert_bounded(admission, set(REFERENCE_FIELDS))
        assert admit_omnium_event(event) == admission


@given(FLOW_EVENTS)
@example({"action": "ORDER_" + "X" * 250_000, "order": {"Uid": "o-1"}})
@example({"action": "ORDER_SETTLED", "order": {"Uid": "o-1"}, "store": {"Uid": "x" * 250_000}})
@example({"action": "ORDER_SETTLED", "order": {"Uid": "o-1"}, "store": {"Uid": 2**64 - 1}})
def test_any_flow_event_is_admitted_within_bounds_or_refused(event: dict[str, Any]) -> None:
    admission = admitted(admit_flow_event, event)

    if admission is not None:
        assert_bounded(admission, {"action", *(f"{name}Uid" for name in REFERENCES)})
        assert admit_flow_event(event) == admission


@pytest.mark.parametrize("field", ["objectId", "className", "category", "action", "order"])
@pytest.mark.parametrize("admit", [admit_omnium_event, admit_flow_event])
def test_what_is_nested_deeply_is_not_looked_into(
    admit: Callable[[Mapping[str, Any]], Admission], field: str
) -> None:
    nested = orjson.loads("[" * DEPTH + "]" * DEPTH)
    event = {"objectId": "1", "className": "Order", "action": "ORDER_SETTLED", "order": {"Uid": "o-1"}}

    admitted(admit, event | {field: {"Uid": nested} if field == "order" else nested})


@pytest.mark.parametrize("value", [{"$ne": None}, {"$gt": ""}, ["1001"], [{"$where": "1"}]])
@pytest.mark.parametrize("admit", [admit_omnium_event, admit_flow_event])
def test_an_operator_of_the_database_is_no_id(
    admit: Callable[[Mapping[str, Any]], Admission], value: object
) -> None:
    event = {"className": "Order", "category": "Updated", "objectId": value}

    with pytest.raises(BadEventError):
        admit(event | {"action": "ORDER_SETTLED", "order": {"Uid": value}})


def test_an_operator_of_the_database_is_not_kept_with_an_event_either() -> None:
    fields: dict[str, object] = {name: {"$ne": None} for name in REFERENCE_FIELDS}

    admission = admit_omnium_event(fields | {"className": "Order", "category": "Updated", "objectId": "$ne"})

    assert isinstance(admission, Wanted)
    assert admission.reference == {"className": "Order", "category": "Updated", "objectId": "$ne"}


@given(st.text() | ODD_TEXTS | st.integers())
def test_an_id_that_was_usable_once_is_usable_again_and_the_same(value: object) -> None:
    try:
        usable = usable_id(value, "objectId")
    except BadEventError:
        return
    assert usable_id(usable, "objectId") == usable
    assert orjson.loads(orjson.dumps(usable)) == usable
