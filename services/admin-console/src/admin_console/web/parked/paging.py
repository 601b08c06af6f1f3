"""Pages of parked messages, each behind the last message of the one before it: others may be taken away meanwhile. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_console.web.answers import BadAsk
from flow_omnium.jobs.operator.dead_letter import DeadLetter

Numbered = tuple[int, DeadLetter]
"""A message, and its number through all queues."""


@dataclass(frozen=True)
class Behind:
    """The message behind which a page begins: by its number when it was shown, and its digest, which it keeps."""

    number: int
    digest: str

    @classmethod
    def read(cls, text: str | None) -> "Behind | None":
        """Read what `written` wrote, None for the first page. Raises BadAsk."""
        if text is None:
            return None
        number, _, digest = text.partition(".")
        if not (number.isascii() and number.isdecimal() and digest.isalnum()):
            raise BadAsk("after: this page does not exist; begin with the first one")
        return cls(int(number), digest)

    def written(self) -> str:
        """Write it for an address."""
        return f"{self.number}.{self.digest}"


@dataclass(frozen=True)
class ParkedPage:
    """The messages of one page, and where the next one begins, None at the end."""

    messages: Sequence[DeadLetter]
    end: Behind | None


def page_of(found: Sequence[Numbered], behind: Behind | None, size: int) -> ParkedPage:
    """Return a page of all that is parked."""
    left = found if behind is None else found[_begin(found, behind) :]
    shown = left[:size]
    end = Behind(shown[-1][0], shown[-1][1].digest) if len(left) > size else None
    return ParkedPage([message for _, message in shown], end)


def _begin(found: Sequence[Numbered], behind: Behind) -> int:
    """Messages only move up, as those before them go: the place is behind the last one of this digest up to its number.

    If that one has gone itself nobody knows how many went before it: rather than leave any out, it begins with the first.
    """
    same = [
        place
        for place, (number, message) in enumerate(found)
        if number <= behind.number and message.digest == behind.digest
    ]
    return same[-1] + 1 if same else 0
