"""Which frames acknowledge what is dealt with: never a message that is still out."""

import asyncio
from typing import Any

import pytest

from flow_omnium.jobs.broker.acknowledging import Ack, Acknowledgements, frames
from flow_omnium.runtime.supervision import Supervisor


class Channel:
    """Notes what it is sent; raises where it is broken."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, bool]] = []
        self.is_broken = False

    async def basic_ack(self, tag: int, *, multiple: bool, wait: bool) -> None:
        assert not wait
        if self.is_broken:
            raise OSError("gone")
        self.sent.append((tag, multiple))


def opened(channel: Any) -> Acknowledgements:
    return Acknowledgements(channel, Supervisor())


@pytest.mark.parametrize(
    ("out", "dealt_with", "expected"),
    [
        ([1, 2, 3, 4], {1, 2, 3}, [Ack(3, multiple=True)]),
        ([1, 2, 3], {1}, [Ack(1)]),
        ([1, 2, 3], {2, 3}, [Ack(2), Ack(3)]),
        ([1, 2, 3, 4, 5], {1, 2, 4, 5}, [Ack(2, multiple=True), Ack(4), Ack(5)]),
        ([4, 7, 9], {4, 7}, [Ack(7, multiple=True)]),
        ([1, 2], set(), []),
    ],
)
def test_one_frame_covers_the_oldest_and_nothing_that_is_still_out(
    out: list[int], dealt_with: set[int], expected: list[Ack]
) -> None:
    assert list(frames(out, dealt_with)) == expected


async def test_what_ends_in_one_turn_of_the_loop_is_acknowledged_together() -> None:
    channel = Channel()
    acks = opened(channel)
    for tag in (1, 2, 3):
        acks.note_delivered(tag)

    acks.ack(2)
    acks.ack(1)
    await asyncio.sleep(0)

    assert channel.sent == [(2, True)]


async def test_a_message_that_goes_back_is_not_acknowledged_along_with_a_later_one() -> None:
    channel = Channel()
    acks = opened(channel)
    for tag in (1, 2, 3):
        acks.note_delivered(tag)

    acks.ack(1)
    acks.ack(3)
    await asyncio.sleep(0)
    # The broker has been told by now that 2 goes back.
    acks.note_returned(2)
    acks.note_delivered(4)
    acks.note_delivered(5)
    acks.ack(4)
    acks.ack(5)
    await asyncio.sleep(0)

    assert channel.sent == [(1, False), (3, False), (5, True)]


async def test_after_a_message_that_never_came_to_us_each_is_acknowledged_by_itself() -> None:
    channel = Channel()
    acks = opened(channel)
    for tag in (1, 3, 4):
        acks.note_delivered(tag)

    for tag in (1, 3, 4):
        acks.ack(tag)
    await asyncio.sleep(0)

    assert channel.sent == [(1, False), (3, False), (4, False)]


async def test_a_lost_connection_is_no_error() -> None:
    channel = Channel()
    channel.is_broken = True
    acks = opened(channel)
    acks.note_delivered(1)

    acks.ack(1)
    await asyncio.sleep(0)
    channel.is_broken = False
    acks.note_delivered(2)
    acks.ack(2)
    await asyncio.sleep(0)

    assert channel.sent == [(2, False)]
