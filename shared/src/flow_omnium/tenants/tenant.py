"""The settings of one tenant, as typed models: what the tenant file may hold, its defaults and what is required.

The keys are the vendors' own (flow.md 2.1 to 2.3). Booleans and integers may come as strings ("true", "3"),
as Omnium and Flow send them. Secrets are `SecretStr`: they show as `**********` wherever they are printed.
"""

from typing import Annotated

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, SecretStr, StringConstraints
from pydantic.alias_generators import to_camel, to_pascal

Uid = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=128)]
"""Flow's pattern for uids."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=512)]
Secret = Annotated[SecretStr, Field(min_length=1)]

TaxRate = Annotated[str, Field(coerce_numbers_to_str=True, pattern=r"^\d{1,3}(\.\d{1,4})?$")]
"""An Omnium tax rate in percent, as a text or a number: `25`, `25.0`, `25.00`. They are compared as decimals."""


class _Section(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )


class FlowAccess(_Section):
    """How to reach Flow for this tenant. `country_code` (ISO 3166) decides the public holidays."""

    api_token: Secret
    api_url: AnyHttpUrl | None = None
    country_code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None


class OmniumAccess(_Section):
    """How to reach Omnium for this tenant, where it differs from the suite's default."""

    api_url: AnyHttpUrl | None = None


class Parameters(BaseModel):
    """The tenant-level keys of flow.md 2.1, less `OMNIUM_TOKEN`, which only the token-manager writes."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=str.upper, validate_by_name=True, validate_by_alias=True
    )

    omnium_client_id: Text
    omnium_client_secret: Secret
    omnium_default_shipping_method_id: Text | None = None
    omnium_click_collect_orderhandling_uid: Uid | None = None
    omnium_online_order_handling_uid: Uid | None = None
    omnium_click_collect_expiry_days: Annotated[int, Field(ge=1, le=365)] | None = None
    omnium_include_main_package_in_order_items: bool = False
    omnium_customer_market_group_id: Text | None = None
    omnium_customer_loyalty_id_property_key: Text | None = None
    omnium_send_order_receipt_to_omnium: bool = False
    omnium_property_prefix: Text = "flow"


class Store(BaseModel):
    """The store-level key of flow.md 2.2, and the Omnium market that the store sells in."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)

    omnium_flow_stock_master: bool = Field(default=False, alias="OMNIUM_FLOW_STOCK_MASTER")
    market_id: Text | None = Field(default=None, alias="marketId")


class Connector(BaseModel):
    """The keys of Omnium's connector `FlowRetail` (flow.md 2.3): validated here, read by the flows that need them."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_pascal, validate_by_name=True, validate_by_alias=True
    )

    omnium_is_master_for_stock: bool = False
    sync_categories_to_flow: bool = False
    product_group_root_id: Text | None = None
    default_product_group_uid: Uid | None = None
    default_vat_code_uid: Uid
    vat_code_uids: dict[TaxRate, Uid] = {}
    main_prices_list_uid: Uid | None = None
    store_price_lists_in_flow: bool = False
    organization_uid: Uid | None = None
    purchase_number_series_uid: Uid | None = None
    voucher_number_series_uid: Uid | None = None
    export_delivery_as_po: bool = False
    send_package_product_on_purchase_order: bool = False
    create_package_slots: bool = False
    use_cost_price_list_in_inventory_export: bool = False
    use_market_group_flow_tenants: bool = False
    flow_web_warehouse: Uid | None = None


class Tenant(_Section):
    """Everything that is configured for one tenant. Nothing runs for it unless it is active."""

    tenant_uid: Uid
    active: bool = False
    webhook_secrets: Annotated[tuple[Secret, ...], Field(min_length=1, max_length=8)]
    flow: FlowAccess
    omnium: OmniumAccess = OmniumAccess()
    parameters: Parameters
    stores: dict[Uid, Store] = {}
    connector: Connector | None = None
