"""Which words of Flow's mean that an order is paid, handed over, or waits for its customer: nobody has published them."""

from typing import Annotated, Final

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from flow_omnium.flow.states import (
    DELIVERED,
    READY,
    RECEPTION_CANCELLED,
    RECEPTION_RECEIVED,
    RECEPTION_UNDER_WAY,
    SETTLED,
)
from flow_omnium.tenants.keys import Keys, Read, Text

_MOST: Final = 50
_REPLACES: Final = "compared without case; a list replaces the default"


class FlowStates(Keys):
    """The words of Flow's states that decide. None of the lists may be empty: no sale would ever leave the shop."""

    model_config = ConfigDict(alias_generator=to_camel)

    settled: Annotated[
        tuple[Text, ...],
        Field(
            min_length=1,
            max_length=_MOST,
            description="words of an order's `settleState`, and of a payment's `state` and `status`, by which it is paid, "
            f"{_REPLACES}",
        ),
        Read("every flow that reads an order or a receipt of Flow's"),
    ] = (SETTLED,)
    delivered: Annotated[
        tuple[Text, ...],
        Field(
            min_length=1,
            max_length=_MOST,
            description=f"words of an order's `deliveryState` by which all of it is handed over, {_REPLACES}",
        ),
        Read("every flow that reads an order of Flow's"),
    ] = (DELIVERED,)
    ready: Annotated[
        tuple[Text, ...],
        Field(
            min_length=1,
            max_length=_MOST,
            description=f"words of a handling's `state` by which the goods wait for the customer, {_REPLACES}",
        ),
        Read("every flow that reads an order of Flow's"),
    ] = (READY,)
    reception_received: Annotated[
        tuple[Text, ...],
        Field(
            min_length=1,
            max_length=_MOST,
            description=f"words of a goods reception's and its items' `status` by which goods count as received, {_REPLACES}",
        ),
        Read("goods reception"),
    ] = RECEPTION_RECEIVED
    reception_under_way: Annotated[
        tuple[Text, ...],
        Field(
            min_length=1,
            max_length=_MOST,
            description=f"words of a goods reception's and its items' `status` by which goods are not received yet, {_REPLACES}",
        ),
        Read("goods reception"),
    ] = RECEPTION_UNDER_WAY
    reception_cancelled: Annotated[
        tuple[Text, ...],
        Field(
            min_length=1,
            max_length=_MOST,
            description=f"words of a goods reception's and its items' `status` by which goods do not count, {_REPLACES}",
        ),
        Read("goods reception"),
    ] = RECEPTION_CANCELLED
