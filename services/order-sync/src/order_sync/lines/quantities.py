"""How Flow's hundredths and Omnium's decimals are told apart: what Flow cannot express is no difference. No I/O."""

from decimal import Decimal

from flow_omnium.flow.amounts import from_flow, to_flow


def part_of(whole: Decimal, hundredths: int) -> Decimal:
    """Return so much of `whole` as Omnium counts it, at most all: the whole itself where Flow knows no finer.

    33 hundredths of 0.333 are 0.333, 20 are 0.2.
    """
    return whole if hundredths >= to_flow(whole) else from_flow(hundredths)


def as_counted(hundredths: int, whole: Decimal) -> Decimal:
    """Return Flow's quantity as Omnium counts it: `whole` if Flow cannot tell it from that, else its own decimals."""
    return whole if hundredths == to_flow(whole) else from_flow(hundredths)


def is_nothing(quantity: Decimal) -> bool:
    """Tell a rest that Flow cannot express, and one that is none."""
    return to_flow(quantity) <= 0
