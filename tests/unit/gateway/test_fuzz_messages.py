"""Whatever is in the queue, or in a trace header: a message of ours, or one declared error."""

import re
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import JobMessage, UnreadableMessageError, new_message
from flow_omnium.jobs.trace_context import trace_of
from flow_omnium.testing.clock import FixedClock

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
MAX_FAULT = 1_000
TRACE = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)


def whole() -> dict[str, Any]:
    message = new_message(
        job_id="j-1",
        tenant_uid="acme",
        kind=JobKind.INBOUND_ORDER,
        key="1001",
        event={"objectId": "1001"},
        accepted_at=FixedClock().now(),
    )
    document: dict[str, Any] = orjson.loads(message.encode())
    return document


def assert_declared(body: bytes) -> None:
    try:
        message = JobMessage.decode(body)
    except UnreadableMessageError as error:
        fault = str(error)
    else:
        assert JobMessage.decode(message.encode(), message.headers) == message
        return
    assert 0 < len(fault) < MAX_FAULT


@given(st.binary())
@example(b"")
@example(b"null")
@example(b"[" * 100_000)
@example(b'{"event":' * 100_000)
@example(b'"\xff"')
def test_any_bytes_are_a_message_or_unreadable(body: bytes) -> None:
    assert_declared(body)


@given(JSON)
def test_any_json_is_a_message_or_unreadable(document: object) -> None:
    assert_declared(orjson.dumps(document))


@given(st.sampled_from(sorted(whole())), JSON)
@example("acceptedAt", 1e300)
@example("acceptedAt", "9999-12-31T23:59:59-23:59")
@example("ticket", 2**64 - 1)
@example("key", "x" * 513)
def test_a_message_with_one_odd_field_is_read_or_unreadable(field: str, value: object) -> None:
    assert_declared(orjson.dumps(whole() | {field: value}))


@given(st.text() | st.from_regex(TRACE))
@example("00-" + "0" * 32 + "-" + "b" * 16 + "-01")
@example("00-" + "a" * 32 + "-" + "b" * 16 + "-01\n")
@example("00-" + "\u0661" * 32 + "-" + "b" * 16 + "-01")
def test_any_trace_header_leads_to_a_valid_context(given_trace: str) -> None:
    trace = trace_of({"traceparent": given_trace})

    assert TRACE.fullmatch(trace)
    assert trace_of({"traceparent": trace}) == trace


@pytest.mark.parametrize("value", [None, 7, b"00-", ["00"], {}])
def test_a_trace_header_that_is_no_text_does_not_cost_the_message(value: Any) -> None:
    assert JobMessage.decode(orjson.dumps(whole()), {"traceparent": value}).key == "1001"
