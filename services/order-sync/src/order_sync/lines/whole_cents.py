"""Lines whose costs are whole cents. No I/O."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow, to_flow
from order_sync.lines.open_line import OpenLine


def in_whole_cents(lines: Sequence[OpenLine]) -> tuple[OpenLine, ...]:
    """Round the cost of each line; the largest takes what rounding adds or takes away, so that the sum stays."""
    if not lines:
        return ()
    cents = [to_flow(line.cost) for line in lines]
    largest = max(range(len(cents)), key=lambda position: abs(cents[position]))
    cents[largest] += to_flow(sum((line.cost for line in lines), Decimal(0))) - sum(cents)
    return tuple(replace(line, cost=from_flow(cost)) for line, cost in zip(lines, cents, strict=True))
