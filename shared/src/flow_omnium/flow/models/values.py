"""The kinds of values in Flow's documents: money, quantities and percentages are integers × 100."""

from typing import Annotated

from pydantic import BeforeValidator


def _or_zero(value: object) -> object:
    return 0 if value is None else value


Hundredths = Annotated[int, BeforeValidator(_or_zero)]
"""An amount or a quantity × 100; null counts as zero."""
