"""A dead letter, as it is looked at: a message that no worker could read, or that took too many of them down. No I/O."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

HEAD_BYTES: Final = 120
"""How much of a dead letter a list shows."""


@dataclass(frozen=True)
class DeadLetter:
    """One message, by its first bytes and the digest of all."""

    queue: str
    reason: str
    size: int
    head: bytes
    digest: str


@dataclass(frozen=True)
class DeadLetterQueue:
    """What a look found: how many dead letters a queue has, and the first of them."""

    queue: str
    depth: int
    first: Sequence[DeadLetter]


@dataclass(frozen=True)
class DeadLetterBody:
    """One dead letter, whole, with the headers that it came and was moved with."""

    queue: str
    reason: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SHA-256 of its body: by it one message is known wherever it lies."""
        return digest_of(self.body)


def digest_of(body: bytes) -> str:
    """Return the SHA-256 of a body."""
    return hashlib.sha256(body).hexdigest()
