"""The frames of a message are those that the client's own codec writes."""

import pamqp.frame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pamqp import commands as spec
from pamqp.body import ContentBody
from pamqp.header import ContentHeader

from flow_omnium.jobs.broker.publication import Publication

MOST = 16
"""Bytes of a body in a frame."""

SHORT = st.text(max_size=32)
"""At most 128 bytes: so long may the name of a header be."""

PUBLICATIONS = st.builds(
    Publication,
    SHORT,
    st.binary(max_size=5 * MOST),
    st.dictionaries(SHORT, st.text(max_size=400), max_size=4),
)


def by_the_codec(publication: Publication, message_id: str, channel: int) -> bytes:
    body = publication.body
    properties = spec.Basic.Properties(
        content_type="application/json",
        delivery_mode=2,
        headers=dict(publication.headers),
        message_id=message_id,
    )
    frames: list[spec.Basic.Publish | ContentHeader | ContentBody] = [
        spec.Basic.Publish(routing_key=publication.queue, mandatory=True),
        ContentHeader(properties=properties, body_size=len(body)),
        *(ContentBody(body[start : start + MOST]) for start in range(0, len(body), MOST)),
    ]
    return b"".join(pamqp.frame.marshal(frame, channel) for frame in frames)


@given(PUBLICATIONS, st.uuids().map(lambda one: f"{one.hex}-7"), st.integers(1, 2047))
def test_the_frames_are_those_of_the_codec(publication: Publication, message_id: str, channel: int) -> None:
    assert publication.encode(message_id, channel, MOST) == by_the_codec(publication, message_id, channel)


@pytest.mark.parametrize("size", [0, 1, MOST - 1, MOST, MOST + 1, 3 * MOST])
def test_a_body_is_cut_into_frames_of_the_channels_size(size: int) -> None:
    publication = Publication("external_order_sync", b"x" * size, {"traceparent": "00-a"})

    assert publication.encode("one", 1, MOST) == by_the_codec(publication, "one", 1)
