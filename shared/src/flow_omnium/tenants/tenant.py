"""The settings of one tenant, as typed models: what the tenant file may hold, its defaults and what is required.

The keys are the vendors' own (flow.md 2.1 to 2.4). Booleans and integers may come as strings ("true", "3"), as Omnium and
Flow send them. Secrets are `SecretStr`: printed, they show as `**********`.
"""

from functools import cached_property
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from flow_omnium.tenants.catalog import Catalog
from flow_omnium.tenants.closed_secret import is_open
from flow_omnium.tenants.connector import Connector
from flow_omnium.tenants.flow_states import FlowStates
from flow_omnium.tenants.keys import Keys, Read, Secret, Text, Uid, Url
from flow_omnium.tenants.orders import SHARED_CUSTOMER_IDS, InboundPayments, OrderStatuses, OrderTypeNames
from flow_omnium.tenants.parameters import Parameters
from flow_omnium.tenants.polling import Polling

__all__ = [
    "Catalog",
    "Connector",
    "FlowAccess",
    "FlowStates",
    "InboundPayments",
    "OmniumAccess",
    "OrderStatuses",
    "OrderTypeNames",
    "Parameters",
    "Polling",
    "Store",
    "Tenant",
]

SettlementCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""Flow's code of a payment method, such as `CASH` or `EXTERNAL_KLARNA`."""


class _Section(Keys):
    model_config = ConfigDict(alias_generator=to_camel)


class FlowAccess(_Section):
    """How to reach Flow for this tenant."""

    api_token: Annotated[
        Secret, Field(description="the tenant's integration token"), Read("every flow to or from Flow")
    ]
    api_url: Annotated[
        Url | None,
        Field(description="address of Flow's API, where it is not `FLOW_API_URL`"),
        Read("every flow to or from Flow"),
    ] = None
    country_code: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None,
        Field(
            description="country (ISO 3166) of the tenant: its holidays are no working days, its private customers live "
            "there; else Flow's own"
        ),
        Read("inbound order, customer"),
    ] = None
    shipping_product_uid: Annotated[
        Uid | None,
        Field(
            description="product whose line carries the shipping cost of an order; else the cost stands in the order's "
            "internal note"
        ),
        Read("inbound order"),
    ] = None
    fee_product_uid: Annotated[
        Uid | None,
        Field(
            description="product whose line carries what an order costs in Omnium beyond its lines, such as fees, and its "
            "handling cost; else that stands in the order's internal note"
        ),
        Read("inbound order"),
    ] = None
    states: FlowStates = FlowStates()


class Store(Keys):
    """One store, by its uid in Flow."""

    omnium_flow_stock_master: Annotated[
        bool,
        Field(
            alias="OMNIUM_FLOW_STOCK_MASTER",
            description="whose the store's stock is: with `true` Flow's, which sends levels to Omnium whatever has "
            "moved them, and Omnium's inventory export skips the store; with `false` the reverse",
        ),
        Read("goods reception, stock level, inventory export"),
    ] = False
    market_id: Annotated[
        Text | None,
        Field(alias="marketId", description="the Omnium market in which the store sells"),
        Read("outbound order, receipt"),
    ] = None


class OmniumAccess(_Section):
    """How to reach Omnium for this tenant."""

    api_url: Annotated[
        Url | None,
        Field(description="address of Omnium's API, where it is not `OMNIUM_API_URL`"),
        Read("every flow to or from Omnium"),
    ] = None


class Tenant(_Section):
    """Everything that is configured for one tenant. Nothing runs for it unless it is active."""

    tenant_uid: Annotated[Uid, Field(description="Flow's uid of the tenant"), Read("every flow")]
    active: Annotated[
        bool,
        Field(description="whether anything runs for the tenant; a file that leaves it out changes nothing"),
        Read("every flow"),
    ] = False
    webhook_secrets: Annotated[
        tuple[Secret, ...],
        Field(
            min_length=1,
            max_length=8,
            description="what senders of events authenticate with; two while one replaces the other",
        ),
        Read("every flow that an event starts"),
    ]
    flow: FlowAccess
    omnium: OmniumAccess = OmniumAccess()
    parameters: Parameters
    stores: dict[Uid, Store] = Field(default_factory=dict)
    connector: Connector | None = None
    catalog: Catalog = Catalog()
    polling: Polling = Polling()
    order_types: OrderTypeNames = OrderTypeNames()
    order_statuses: OrderStatuses = OrderStatuses()
    inbound_payments: Annotated[
        InboundPayments,
        Field(
            description="how the shop knows of payments that Omnium has taken or been promised. `auto`: a settlement where a "
            "payment method of the shop maps to Omnium's, else a note and the property `omnium.paid`; `settle`: the "
            "same, and one without a method is flagged; `note`: always a note and the property; `none`: not at all, but whoever pays twice is told"
        ),
        Read("inbound order, outbound order"),
    ] = "auto"
    shared_customer_ids: Annotated[
        tuple[Text, ...],
        Field(
            max_length=500,
            description="customer ids that guests share, compared without case: who has one is no customer; a list "
            "replaces the default, an empty one switches this off",
        ),
        Read("inbound order, outbound order, receipt, customer"),
    ] = SHARED_CUSTOMER_IDS
    payment_methods: Annotated[
        dict[SettlementCode, Text],
        Field(
            max_length=500,
            description="Omnium's name of a payment method, by Flow's settlement code; else the `OMNIUM` mapping in "
            "Flow counts, else the settlement code itself is the name",
        ),
        Read("outbound order, receipt"),
    ] = Field(default_factory=dict)

    @property
    def known_secrets(self) -> tuple[str, ...]:
        """The secrets that this process holds, only to be removed from texts."""
        secrets = (self.flow.api_token, self.parameters.omnium_client_secret, *self.webhook_secrets)
        return tuple(secret.get_secret_value() for secret in secrets if is_open(secret))

    def is_stock_master(self, store_uid: str | None) -> bool:
        """Tell whether the store's stock is Flow's."""
        store = self.stores.get(store_uid or "")
        return store is not None and store.omnium_flow_stock_master

    @cached_property
    def shared_ids(self) -> frozenset[str]:
        """The customer ids that guests share, in lower case."""
        return frozenset(shared.lower() for shared in self.shared_customer_ids)
