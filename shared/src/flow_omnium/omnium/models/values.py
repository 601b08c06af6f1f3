"""The kinds of values in Omnium's documents: amounts in major units, exact."""

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from flow_omnium.runtime.wire import ReadModel, Text, WriteModel


def _or_zero(value: object) -> object:
    return Decimal(0) if value is None else value


Amount = Annotated[Decimal, BeforeValidator(_or_zero)]
"""Money in major units, or a quantity; null counts as zero."""


class Property(ReadModel):
    """A custom property; values are always texts."""

    key: Text = None
    value: Text = None
    key_group: Text = None


class ExternalId(ReadModel):
    """The id of a record in another system."""

    provider_name: Text = None
    id: Text = None


class NewExternalId(WriteModel):
    """The id of a record in another system, to be noted."""

    provider_name: str
    id: str


class NewProperty(WriteModel):
    """A custom property to be set."""

    key: str
    value: str
