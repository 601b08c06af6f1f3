"""Which parked message is meant: by its number in the list, or by the beginning of its digest, which no other message takes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admin_console.failures import NothingDone, WrongUse
from flow_omnium.jobs.operator.dead_letter import DeadLetterBody, digest_of
from flow_omnium.jobs.operator.dead_letters import DeadLetters

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")
_DIGEST: Final = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True)
class ParkedChoice:
    """What was typed, and the queues that are looked through, in the order of the list."""

    which: str
    queues: Sequence[str]

    async def found(self, parking: DeadLetters) -> DeadLetterBody:
        """Return the message. Raises WrongUse, NothingDone, BrokerUnavailableError."""
        if _NUMBER.fullmatch(self.which):
            return await self._by_number(parking, int(self.which))
        if _DIGEST.fullmatch(self.which.lower()):
            return await self._by_digest(parking, self.which.lower())
        message = f"{self.which!r} is neither a number of `parked list` nor the beginning of a digest"
        raise WrongUse(message)

    async def _by_number(self, parking: DeadLetters, number: int) -> DeadLetterBody:
        left = number
        for queue in self.queues:
            found = await parking.nth(queue, left)
            if found is not None:
                return found
            left -= await parking.depth(queue)
            if left < 1:
                break
        message = f"there is no parked message {number}: `flow-omnium parked list` shows them"
        raise NothingDone(message)

    async def _by_digest(self, parking: DeadLetters, prefix: str) -> DeadLetterBody:
        found: list[DeadLetterBody] = []
        for queue in self.queues:
            found += await parking.search(queue, lambda body: digest_of(body).startswith(prefix))
        if len({(one.queue, one.digest) for one in found}) > 1:
            message = f"several parked messages have a digest that begins with {prefix}: give more of it"
            raise NothingDone(message)
        if not found:
            message = f"no parked message has a digest that begins with {prefix}"
            raise NothingDone(message)
        return found[0]
