"""A sentence in pieces, some of which lead somewhere: `parts.said` prints it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A piece of a sentence, and where it leads, if anywhere."""

    text: str
    href: str | None = None


def as_text(pieces: Sequence[Said]) -> str:
    """Return the sentence without its links."""
    return "".join(piece.text for piece in pieces)
