"""What rows of selling and of cost prices have in common; pure."""

from collections.abc import Collection

from simulators.clock import moment_of
from simulators.documents import Document

# A price has no id in the API, and does not say when it was made: both are known to the control routes alone.
UNPUBLISHED = frozenset({"id", "created"})


def shown(row: Document) -> Document:
    """Show a row with the published fields."""
    return {name: value for name, value in row.items() if name not in UNPUBLISHED}


def is_changed_after(row: Document, moment: str | None) -> bool:
    """Tell whether a row was changed after a moment; one that was changed at that moment was not."""
    return moment is None or moment_of(row["modified"]) > moment_of(moment)


def is_for(row: Document, markets: Collection[str], groups: Collection[str]) -> bool:
    """Tell whether a row holds in one of some markets: by name, by a group that has it, or for naming neither."""
    if not markets:
        return True
    market, group = row.get("marketId"), row.get("marketGroupId")
    return market in markets or group in groups or not (market or group)
