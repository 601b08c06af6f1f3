"""Flow's value types: uids, states, and money, quantities and percentages as integers x 100."""

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

# A Python `int` in a strict model takes neither 1.0 nor "1" nor true.
Amount: TypeAlias = int
Quantity: TypeAlias = Annotated[int, Field(gt=0)]
UID_PATTERN: Final = r"^[A-Za-z0-9_-]+$"
Uid: TypeAlias = Annotated[str, Field(pattern=UID_PATTERN)]

OrderState: TypeAlias = Literal["OPEN", "PARKED", "CONFIRMED", "COMPLETE", "CANCELLED"]
OrderType: TypeAlias = Literal["ORDER", "OFFER", "RETURN", "PAYMENT"]
SettleState: TypeAlias = Literal["NOT_STARTED", "PARTIALLY_SETTLED", "SETTLED"]
DeliveryState: TypeAlias = Literal["NOT_STARTED", "PARTIALLY_DELIVERED", "DELIVERED"]
CustomerType: TypeAlias = Literal["PERSON", "COMPANY", "B2C", "B2B"]
PurchaseOrderStatus: TypeAlias = Literal[
    "NEW",
    "SENT_TO_SUPPLIER",
    "CANCELLED_BY_SUPPLIER",
    "IN_TRANSIT",
    "PARTIALLY_RECEIVED",
    "RECEIVED",
    "CLOSED",
]
