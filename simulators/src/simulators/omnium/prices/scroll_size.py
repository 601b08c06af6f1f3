"""How many rows the caller wants in each batch (omnium.md 7.1: 1,000 unless said, at most 20,000)."""

from typing import Final

from simulators.refusal import Refusal

USUAL_SIZE: Final = 1_000
LARGEST_SIZE: Final = 20_000


def scroll_size(asked: int | None) -> int:
    """Tell the size of a batch. Raises Refusal 400 for one that cannot be."""
    if asked is None:
        return USUAL_SIZE
    if not 0 < asked <= LARGEST_SIZE:
        raise Refusal(400, f"scrollSize: {asked} is not between 1 and {LARGEST_SIZE}")
    return asked
