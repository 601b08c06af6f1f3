"""The kinds of values in Omnium's documents: amounts in major units, exact."""

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from flow_omnium.rest.models import LENIENT, Detail, ReadModel, WriteModel


def _or_zero(value: object) -> object:
    return Decimal(0) if value is None else value


Amount = Annotated[Decimal, BeforeValidator(_or_zero)]
"""Money in major units, or a quantity; null counts as zero."""

Progress = Annotated[Amount, LENIENT]
"""How far a line has come, a quantity: one that cannot be read counts as zero, as null does."""

Stated = Annotated[Decimal | None, LENIENT]
"""A figure that may be missing; one that cannot be read is."""


class Property(ReadModel):
    """A custom property; values are always texts."""

    key: Detail = None
    value: Detail = None
    key_group: Detail = None


class ExternalId(ReadModel):
    """The id of a record in another system."""

    provider_name: Detail = None
    id: Detail = None


class NewExternalId(WriteModel):
    """The id of a record in another system, to be noted."""

    provider_name: str
    id: str


class NewProperty(WriteModel):
    """A custom property to be set."""

    key: str
    value: str
