"""The message format (design section 4)."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import orjson
import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import JobMessage, UnreadableMessageError, new_message

MESSAGE = new_message(
    job_id="j1",
    tenant_uid="acme",
    kind=JobKind.INBOUND_ORDER,
    key="A/1",
    event={"objectId": "A/1"},
    accepted_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    trace="00-" + "a" * 32 + "-" + "b" * 16 + "-01",
)


def body(**changes: object) -> bytes:
    return orjson.dumps(orjson.loads(MESSAGE.encode()) | changes)


def test_a_message_has_the_fields_of_the_design_and_no_others() -> None:
    assert orjson.loads(MESSAGE.encode()) == {
        "version": 1,
        "jobId": "j1",
        "ticket": 1,
        "tenantUid": "acme",
        "queue": "external_order_sync",
        "kind": "inbound-order",
        "key": "A/1",
        "event": {"objectId": "A/1"},
        "acceptedAt": "2026-01-05T09:00:00Z",
    }


def test_a_message_survives_the_journey() -> None:
    assert JobMessage.decode(MESSAGE.encode(), MESSAGE.headers) == MESSAGE


@pytest.mark.parametrize("header", ["", "nonsense", "00-" + "0" * 32 + "-" + "b" * 16 + "-01"])
def test_a_message_without_a_valid_trace_begins_one(header: str) -> None:
    trace = JobMessage.decode(MESSAGE.encode(), {"traceparent": header}).trace

    assert trace is not None
    assert trace.startswith("00-")
    assert trace != header


def test_a_reissued_message_differs_by_its_ticket_alone() -> None:
    assert MESSAGE.reissued(7).ticket == 7
    assert MESSAGE.reissued(7).reissued(1) == MESSAGE


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"\xff\x00", "not JSON"),
        (b"[]", "body"),
        (body(version=2), "version"),
        (body(ticket=0), "ticket"),
        (body(kind="unheard-of"), "kind"),
        (body(acceptedAt="2026-01-05T09:00:00"), "acceptedAt"),
        (body(surplus=1), "surplus"),
        (body(key=""), "key"),
        (body(key="a\0b"), "key: .* NUL"),
        (body(tenantUid="a\0b"), "tenantUid: .* NUL"),
        (body(ticket=2**60), "ticket"),
        (body(queue="external_receivement_sync"), "queue: .* not of this queue"),
        (body(queue="elsewhere"), "queue: .* not of this queue"),
        (body(acceptedAt="0000-01-01T00:00:00Z"), "acceptedAt"),
        (body(acceptedAt="10000-01-01T00:00:00Z"), "acceptedAt"),
        (body(acceptedAt="0001-01-01T00:00:00+14:00"), "acceptedAt: .* between 2000 and 2200"),
        (body(acceptedAt="9999-12-31T23:59:59-14:00"), "acceptedAt: .* between 2000 and 2200"),
        (body(event={"id": 2**63}), "event: .* 64 bits"),
        (body(event={"a": [{"id": -(2**63), "b": 2**64 - 1}]}), "event: .* 64 bits"),
        (body(event={"a": ["\0"]}), "event: .* NUL"),
        (body(event={"a\0b": 1}), "event: .* NUL"),
        (body(event={"$set": 1}), r"event: .* \$"),
        (body(event={"a": orjson.Fragment(b"[" * 300 + b"]" * 300)}), "event: .* more than 32 levels"),
        (body(event={"a": orjson.Fragment(b"[" * 5000 + b"]" * 5000)}), "the body"),
        (body(event={"a": orjson.Fragment(b'"\\ud800"')}), "not JSON"),
        (body(event={"a": "x" * (1 << 20)}), "more than 1048576"),
    ],
)
def test_what_is_no_message_is_named_by_its_fault(raw: bytes, fault: str) -> None:
    with pytest.raises(UnreadableMessageError, match=fault):
        JobMessage.decode(raw)


def test_a_message_is_of_the_queue_that_it_came_from() -> None:
    with pytest.raises(UnreadableMessageError, match="it came from elsewhere"):
        JobMessage.decode(MESSAGE.encode(), queue="elsewhere")
    assert JobMessage.decode(MESSAGE.encode(), MESSAGE.headers, queue=MESSAGE.queue) == MESSAGE


def test_what_is_at_the_bounds_is_a_message() -> None:
    event = {"least": -(2**63), "most": 2**63 - 1, "deep": orjson.Fragment(b"[" * 30 + b"]" * 30), "ø": "å🦊"}
    assert JobMessage.decode(body(event=event)).event["most"] == 2**63 - 1


@pytest.mark.parametrize("innermost", [b"", b"1"])
@pytest.mark.parametrize("levels", range(28, 34))
def test_what_else_is_in_an_event_moves_no_bound_of_its_depth(levels: int, innermost: bytes) -> None:
    nested = {"deep": orjson.Fragment(b"[" * levels + innermost + b"]" * levels)}

    assert is_message(body(event=nested)) == is_message(body(event={**nested, "looked at closely": "$"}))


def is_message(raw: bytes) -> bool:
    try:
        JobMessage.decode(raw)
    except UnreadableMessageError:
        return False
    return True


def test_half_a_character_is_refused_where_it_is_made() -> None:
    with pytest.raises(ValueError, match="half a character"):
        MESSAGE.model_validate(MESSAGE.model_dump() | {"event": {"a": "\ud800"}})


@pytest.mark.parametrize(
    ("kind", "key", "record"),
    [
        (JobKind.INBOUND_ORDER, "A/1", "order:A_1"),
        (JobKind.OUTBOUND_ORDER, "A_1", "order:A_1"),
        (JobKind.ORDER_RECEIPT, "A_1", "order:A_1"),
        (JobKind.OUTBOUND_CUSTOMER, "c1", "customer:c1"),
        (JobKind.RECEIVEMENT, "po1", "receivement:po1"),
    ],
)
def test_both_directions_of_an_order_share_its_record(kind: JobKind, key: str, record: str) -> None:
    assert MESSAGE.model_copy(update={"kind": kind, "key": key}).lock_key == record


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 1, 5, 9, 0, 0, 123_000, tzinfo=UTC),
        datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_a_message_is_encoded_as_its_model_describes_it(at: datetime) -> None:
    message = MESSAGE.accepted_by(at)

    assert message.encode() == message.model_dump_json(by_alias=True).encode()


def test_an_event_with_a_value_that_is_no_json_is_encoded_all_the_same() -> None:
    message = MESSAGE.model_copy(update={"event": {"amount": Decimal("1.5")}})

    assert orjson.loads(message.encode())["event"] == {"amount": "1.5"}
