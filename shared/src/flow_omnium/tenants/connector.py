"""The keys of Omnium's connector `FlowRetail` (flow.md 2.3); all are validated, whichever flow reads them."""

from decimal import Decimal
from typing import Annotated, Final

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_pascal

from flow_omnium.tenants.keys import Keys, Read, Text, Uid
from flow_omnium.tenants.tax_rates import VatCodeUids, canonical_rate

_CATEGORIES: Final = "category export"
_INVENTORY: Final = "inventory export"
_PRICES: Final = "price export"
_PRODUCTS: Final = "product export"
_PURCHASES: Final = "purchase order export"
_STORES: Final = "store export"


class Connector(Keys):
    """What Omnium pushes to Flow, and how."""

    model_config = ConfigDict(alias_generator=to_pascal)

    omnium_is_master_for_stock: Annotated[
        bool,
        Field(description="whether stock levels are exported, Omnium being their authority"),
        Read(_INVENTORY),
    ] = False
    sync_categories_to_flow: Annotated[
        bool, Field(description="whether categories are exported as product groups"), Read(_CATEGORIES)
    ] = False
    product_group_root_id: Annotated[
        Text | None, Field(description="category that is the root of the exported tree"), Read(_CATEGORIES)
    ] = None
    default_product_group_uid: Annotated[
        Uid | None,
        Field(description="product group of products that have none"),
        Read(f"{_CATEGORIES}, {_PRODUCTS}"),
    ] = None
    default_vat_code_uid: Annotated[
        Uid,
        Field(description="VAT code of products whose tax rate is not in `VatCodeUids`"),
        Read(f"{_PRODUCTS}, {_PRICES}"),
    ]
    vat_code_uids: Annotated[
        VatCodeUids,
        Field(description="VAT code of each tax rate; also as Omnium's list of `{keyGroup, key, value}`"),
        Read(f"{_PRODUCTS}, {_PRICES}"),
    ] = Field(default_factory=dict)
    main_prices_list_uid: Annotated[
        Uid | None,
        Field(description="the tenant's main price list in Flow, also that of new stores"),
        Read(f"{_PRICES}, {_STORES}", without="no prices can be exported, and new stores get no price list"),
    ] = None
    store_price_lists_in_flow: Annotated[
        bool,
        Field(description="whether each store gets a price list of its own, and prices are sent to it"),
        Read(f"{_PRICES}, {_STORES}"),
    ] = False
    organization_uid: Annotated[
        Uid | None,
        Field(description="organization of stores without an `OrganizationalNumber`"),
        Read(_STORES, without="stores without an `OrganizationalNumber` cannot be exported"),
    ] = None
    purchase_number_series_uid: Annotated[
        Uid | None,
        Field(description="number series of the purchase orders of new stores"),
        Read(_STORES, without="purchase orders of new stores cannot be numbered in Flow"),
    ] = None
    voucher_number_series_uid: Annotated[
        Uid | None,
        Field(description="number series of the vouchers of new stores"),
        Read(_STORES, without="vouchers of new stores cannot be numbered in Flow"),
    ] = None
    export_delivery_as_po: Annotated[
        bool,
        Field(
            description="what is exported as a purchase order: Omnium's own (`false`) or each delivery (`true`)"
        ),
        Read(_PURCHASES),
    ] = False
    send_package_product_on_purchase_order: Annotated[
        bool,
        Field(description="whether a package's components are merged into the package on purchase orders"),
        Read(_PURCHASES),
    ] = False
    create_package_slots: Annotated[
        bool, Field(description="whether packages and bundles are exported as slots"), Read(_PRODUCTS)
    ] = False
    use_cost_price_list_in_inventory_export: Annotated[
        bool, Field(description="whether cost prices go with the stock levels"), Read(_INVENTORY)
    ] = False
    use_market_group_flow_tenants: Annotated[
        bool,
        Field(description="what a Flow tenant stands for: a market (`false`) or a market group (`true`)"),
        Read("every export"),
    ] = False
    flow_web_warehouse: Annotated[
        Uid | None,
        Field(description="the warehouse in Flow that takes the stock of Omnium's web warehouse"),
        Read(_INVENTORY),
    ] = None

    def vat_code_uid(self, rate: Decimal) -> str:
        """Return the uid of a tax rate's VAT code (`rate` in percent); the default one where the mapping has none."""
        return self.vat_code_uids.get(canonical_rate(rate), self.default_vat_code_uid)
