"""Which records of Flow and of Omnium a tenant's settings name, and which of these do not exist. Pure.

What no call of either system lists is not here: shipping methods, languages, statuses of orders.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flow_omnium.tenants.connector import Connector
from flow_omnium.tenants.nearest import did_you_mean
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class Kind:
    """A kind of record, and whose it is."""

    system: str
    what: str

    def __str__(self) -> str:
        return f"every {self.what} that the settings name exists in {self.system}"


FLOW_STORE: Final = Kind("Flow", "store")
HANDLING: Final = Kind("Flow", "handling")
PAYMENT_METHOD: Final = Kind("Flow", "payment method")
PRODUCT: Final = Kind("Flow", "product")
VAT_CODE: Final = Kind("Flow", "VAT code")
PRICE_LIST: Final = Kind("Flow", "price list")
ORGANIZATION: Final = Kind("Flow", "organization")
PRODUCT_GROUP: Final = Kind("Flow", "product group")
NUMBER_SERIES: Final = Kind("Flow", "number series")
WAREHOUSE: Final = Kind("Flow", "warehouse")
OMNIUM_STORE: Final = Kind("Omnium", "store")
MARKET: Final = Kind("Omnium", "market")
MARKET_GROUP: Final = Kind("Omnium", "market group")

_OF_CONNECTOR: Final = (
    ("default_vat_code_uid", VAT_CODE),
    ("main_prices_list_uid", PRICE_LIST),
    ("organization_uid", ORGANIZATION),
    ("default_product_group_uid", PRODUCT_GROUP),
    ("purchase_number_series_uid", NUMBER_SERIES),
    ("voucher_number_series_uid", NUMBER_SERIES),
    ("flow_web_warehouse", WAREHOUSE),
)


@dataclass(frozen=True)
class Named:
    """One record that is named at a path of the settings."""

    kind: Kind
    path: str
    name: str


def names_in(tenant: Tenant) -> Sequence[Named]:
    """Return everything that the settings name, in the order of the file."""
    connector = tenant.connector
    return (
        *_of_flow(tenant),
        *_of_parameters(tenant),
        *_of_stores(tenant),
        *(() if connector is None else _of_connector(connector)),
        *_of_catalogue(tenant),
        *(Named(PAYMENT_METHOD, f"paymentMethods.{code}", code) for code in tenant.payment_methods),
    )


def missing(named: Named, known: Collection[str]) -> str | None:
    """Say that a name does not exist, and which one may be meant; None where it does."""
    if named.name in known:
        return None
    hint = did_you_mean(named.name, known)
    return f"{named.path}: {named.kind.system} has no {named.kind.what} {named.name!r}{hint}"


def _of_flow(tenant: Tenant) -> Iterator[Named]:
    flow = tenant.flow
    yield from _some(PRODUCT, "flow.shippingProductUid", flow.shipping_product_uid)
    yield from _some(PRODUCT, "flow.feeProductUid", flow.fee_product_uid)


def _of_parameters(tenant: Tenant) -> Iterator[Named]:
    keys = tenant.parameters
    for kind, key in (
        (HANDLING, "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID"),
        (HANDLING, "OMNIUM_ONLINE_ORDER_HANDLING_UID"),
        (MARKET_GROUP, "OMNIUM_CUSTOMER_MARKET_GROUP_ID"),
    ):
        yield from _some(kind, f"parameters.{key}", getattr(keys, key.lower()))


def _of_stores(tenant: Tenant) -> Iterator[Named]:
    for uid, store in tenant.stores.items():
        # What a shop sells is sent with its uid as Omnium's store.
        yield Named(FLOW_STORE, f"stores.{uid}", uid)
        yield Named(OMNIUM_STORE, f"stores.{uid}", uid)
        yield from _some(MARKET, f"stores.{uid}.marketId", store.market_id)


def _of_connector(connector: Connector) -> Iterator[Named]:
    for name, kind in _OF_CONNECTOR:
        alias = Connector.model_fields[name].alias
        yield from _some(kind, f"connector.{alias}", getattr(connector, name))
    for rate, uid in connector.vat_code_uids.items():
        yield Named(VAT_CODE, f"connector.VatCodeUids.{rate}", uid)


def _of_catalogue(tenant: Tenant) -> Iterator[Named]:
    catalog = tenant.catalog
    for market in catalog.markets:
        yield Named(MARKET, "catalog.markets", market)
    yield from _some(MARKET_GROUP, "catalog.marketGroup", catalog.market_group)
    yield from _some(MARKET, "catalog.leadingMarket", catalog.leading_market)


def _some(kind: Kind, path: str, name: str | None) -> Iterator[Named]:
    if name is not None:
        yield Named(kind, path, name)
