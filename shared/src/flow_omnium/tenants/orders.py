"""What a tenant's orders are called in Omnium, where the tenant chooses: types and statuses."""

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from flow_omnium.tenants.keys import Keys, Read, Text

_INBOUND: Final = "inbound order"
_OUTBOUND: Final = "outbound order"

InboundPayments: TypeAlias = Literal["auto", "settle", "note", "none"]
"""How the shop knows of payments that Omnium has taken or been promised."""

NOT_YET: Final = ("Draft", "Pending", "PaymentReview", "OnHold", "Faulted")
"""Omnium's published statuses (omnium.md 4.2) of what is no order yet, or not for now."""

ALREADY_OUT: Final = ("Ship", "VirtualShip", "ShippedFromWarehouse", "InTransit")
"""Omnium's published statuses (omnium.md 4.2) of an order whose goods are on their way to the customer."""


class _Section(Keys):
    model_config = ConfigDict(alias_generator=to_camel)


SHARED_CUSTOMER_IDS: Final = (
    "0", "-1", "00000000-0000-0000-0000-000000000000", "anonym", "anonymous", "default", "gjest", "guest", "gäst", "gæst",
    "n/a", "none", "null", "undefined", "unknown", "ukjent", "walk-in", "walkin",
)  # fmt: skip
"""Customer ids under which web shops and tills file whoever is nobody in particular."""


class OrderTypeNames(_Section):
    """Further names of the two order types that reach the shop, compared without case."""

    click_and_collect: Annotated[
        tuple[Text, ...],
        Field(max_length=50, description="order types that are treated like `ClickAndCollect`"),
        Read(f"{_INBOUND}, {_OUTBOUND}"),
    ] = ()
    online: Annotated[
        tuple[Text, ...],
        Field(max_length=50, description="order types that are treated like `OnlineOrder` and `Online`"),
        Read(_INBOUND),
    ] = ()


class OrderStatuses(_Section):
    """Which status an order gets in Omnium by what has become of it in the shop, and which keep one from it."""

    completed: Annotated[Text, Field(description="settled and delivered"), Read(_OUTBOUND)] = "Completed"
    in_progress: Annotated[
        Text, Field(description="settled, and not all of it delivered"), Read(_OUTBOUND)
    ] = "InProgress"
    ready_for_pickup: Annotated[
        Text, Field(description="a Click & Collect order whose handling is ready"), Read(_OUTBOUND)
    ] = "ReadyForPickup"
    cancelled: Annotated[Text, Field(description="cancelled in the shop"), Read(_OUTBOUND)] = (
        "OrderCanceledByStore"
    )
    not_yet: Annotated[
        tuple[Text, ...],
        Field(
            max_length=50,
            description="statuses of what is no order yet, compared without case: the shop gets it once it has another",
        ),
        Read(_INBOUND),
    ] = NOT_YET
    already_out: Annotated[
        tuple[Text, ...],
        Field(
            max_length=50,
            description="statuses of orders whose goods are on their way, compared without case: the shop does not get "
            "them any more",
        ),
        Read(_INBOUND),
    ] = ALREADY_OUT
