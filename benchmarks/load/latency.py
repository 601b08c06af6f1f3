"""Percentiles."""

from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of all do not exceed."""
    ordered = sorted(values)
    position = min(len(ordered) - 1, max(0, -(-len(ordered) * share // 1) - 1)) if ordered else 0
    return ordered[int(position)] if ordered else float("nan")
