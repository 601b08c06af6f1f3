"""Acknowledging what is dealt with: in one frame all messages up to the last one, where none before it is still out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

import aiormq

from flow_omnium.jobs.broker.link import CLIENT_ERRORS
from flow_omnium.runtime.supervision import Supervisor


@dataclass(frozen=True)
class Ack:
    """One frame: it acknowledges the message of this tag; with `multiple`, whatever was delivered before it as well."""

    tag: int
    multiple: bool = False


def frames(out: Iterable[int], dealt_with: Collection[int], *, may_join: bool = True) -> Sequence[Ack]:
    """Return the frames that acknowledge exactly these messages, of all that are `out`, oldest first.

    Without `may_join` each has a frame of its own.
    """
    first = list(takewhile(dealt_with.__contains__, out)) if may_join else []
    joined = [Ack(first[-1], multiple=len(first) > 1)] if first else []
    return [*joined, *(Ack(tag) for tag in sorted(set(dealt_with).difference(first)))]


class Acknowledgements:
    """Those of one channel. What is dealt with in one turn of the loop is acknowledged together.

    A group of jobs that were written down together costs one frame, and the broker one entry in its log, instead of one each.
    """

    def __init__(self, channel: aiormq.abc.AbstractChannel, supervisor: Supervisor) -> None:
        self.channel = channel
        self._supervisor = supervisor
        self._out: dict[int, None] = {}
        """The tags of what was delivered and not answered, oldest first: the broker counts them upwards from 1."""
        self._latest = 0
        self._may_join = True
        self._dealt_with: set[int] = set()

    def note_delivered(self, tag: int) -> None:
        """Note a message, in the order of delivery."""
        # One that never came to us would be acknowledged along with a later one, and so be lost.
        self._may_join = self._may_join and tag == self._latest + 1
        self._latest = tag
        self._out[tag] = None

    def note_returned(self, tag: int) -> None:
        """Note a message that was given back or rejected; only once the broker has been told, or this could overtake it."""
        self._out.pop(tag, None)

    def ack(self, tag: int) -> None:
        """Acknowledge a message at the end of this turn of the loop. A lost connection is no error: it comes again."""
        if not self._dealt_with:
            self._supervisor.start("acknowledging", self._send())
        self._dealt_with.add(tag)

    async def _send(self) -> None:
        dealt_with, self._dealt_with = self._dealt_with, set()
        acks = frames(self._out, dealt_with, may_join=self._may_join)
        for tag in dealt_with:
            self._out.pop(tag, None)
        try:
            for ack in acks:
                await self.channel.basic_ack(ack.tag, multiple=ack.multiple, wait=False)
        except CLIENT_ERRORS:
            return
