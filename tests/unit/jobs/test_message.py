"""The message format (design section 4)."""

from datetime import UTC, datetime

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
    ],
)
def test_what_is_no_message_is_named_by_its_fault(raw: bytes, fault: str) -> None:
    with pytest.raises(UnreadableMessageError, match=fault):
        JobMessage.decode(raw)


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
    assert MESSAGE.model_copy(update={"kind": kind, "key": key}).record == record
