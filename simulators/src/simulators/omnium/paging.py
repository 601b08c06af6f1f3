"""How Omnium's searches are cut into pages (omnium.md 2.4); pure."""

from collections.abc import Sequence
from typing import Final

from simulators.documents import Document
from simulators.refusal import Refusal

MAX_TAKE: Final = 100
MAX_REACH: Final = 10_000


def page_of(found: Sequence[Document], take: int, *, start: int) -> Document:
    """Wrap what a page shows of all that was found."""
    return {
        "result": found[start : start + take],
        "totalHits": len(found),
        "scrollId": None,
        "isValid": True,
    }


def refuse_beyond_limits(page: int, take: int) -> None:
    """Refuse what Omnium refuses: over 100 at once, or over 10,000 deep."""
    if not 0 <= take <= MAX_TAKE:
        raise Refusal(400, f"take: {take} is not between 0 and {MAX_TAKE}")
    if page < 0 or take * page > MAX_REACH:
        raise Refusal(400, f"page: take x page must be between 0 and {MAX_REACH}, use a scroll")
