"""The tenant-level keys (flow.md 2.1), less `OMNIUM_TOKEN`, which only the token-manager writes."""

from typing import Annotated, Final

from pydantic import ConfigDict, Field

from flow_omnium.tenants.keys import Keys, Read, Secret, Text, Uid

_OMNIUM: Final = "every flow to or from Omnium"
_INBOUND: Final = "inbound order"
_OUTBOUND: Final = "outbound order"
_CUSTOMER: Final = "customer"


class Parameters(Keys):
    """The parameters of Flow's tenant extension."""

    model_config = ConfigDict(alias_generator=str.upper)

    omnium_client_id: Annotated[
        Text,
        Field(description="client id with which the token-manager asks for access tokens"),
        Read(_OMNIUM),
    ]
    omnium_client_secret: Annotated[
        Secret, Field(description="the secret that belongs to the client id"), Read(_OMNIUM)
    ]
    omnium_default_shipping_method_id: Annotated[
        Text | None,
        Field(description="shipping method on orders that are sent to Omnium"),
        Read(_OUTBOUND),
    ] = None
    omnium_click_collect_orderhandling_uid: Annotated[
        Uid | None,
        Field(description="handling attached to Click & Collect orders; when it is ready, so is the order"),
        Read(f"{_INBOUND}, {_OUTBOUND}"),
    ] = None
    omnium_online_order_handling_uid: Annotated[
        Uid | None, Field(description="handling attached to online orders"), Read(_INBOUND)
    ] = None
    omnium_click_collect_expiry_days: Annotated[
        Annotated[int, Field(ge=1, le=365)] | None,
        Field(
            description="working days until a Click & Collect order must be picked up, when the order does not say"
        ),
        Read(_INBOUND),
    ] = None
    omnium_include_main_package_in_order_items: Annotated[
        bool,
        Field(description="whether a package's parent product is a line of the order as well"),
        Read(f"{_INBOUND}, {_OUTBOUND}, receipt"),
    ] = False
    omnium_customer_market_group_id: Annotated[
        Text | None, Field(description="market group of customers that are made in Omnium"), Read(_CUSTOMER)
    ] = None
    omnium_customer_loyalty_id_property_key: Annotated[
        Text | None,
        Field(description="name of the external id that carries the loyalty id, such as `Voyado`"),
        Read(_CUSTOMER),
    ] = None
    omnium_send_order_receipt_to_omnium: Annotated[
        bool, Field(description="whether receipts are sent to Omnium as invoices"), Read("receipt")
    ] = False
    omnium_property_prefix: Annotated[
        Text,
        Field(description="order properties that begin so can be edited in Flow, and are sent back"),
        Read(f"{_INBOUND}, {_OUTBOUND}"),
    ] = "flow"
