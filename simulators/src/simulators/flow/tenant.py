"""A tenant of Flow: its settings as a test gives them, and what is stored for it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final, NamedTuple

from pydantic import Field, model_validator

from simulators.documents import Document
from simulators.flow.catalogue.places import first_store, first_vat_codes, first_warehouse, owner_of, roles_of
from simulators.flow.catalogue.records import STORES, VAT, WAREHOUSES, Catalogue
from simulators.flow.paging import LARGEST_PAGE
from simulators.flow.values import Uid
from simulators.flow.webhooks.delivery import Attempt
from simulators.flow.webhooks.subscriptions import Subscription
from simulators.write_model import WriteModel

CURRENCIES: Final = {"NO": "NOK", "SE": "SEK", "DK": "DKK", "FI": "EUR"}


class TenantHandling(WriteModel):
    """A handling that orders of the tenant may get."""

    handling_uid: Uid
    name: str
    description: str | None = None
    active: bool = True


class ExternalMapping(WriteModel):
    """What another system calls a payment method."""

    system_code: str = Field(min_length=1)
    external_id: str = Field(min_length=1)


class PaymentMethod(WriteModel):
    """A way to pay in the tenant's shops."""

    settlement_code: str = Field(min_length=1)
    name: str = Field(min_length=1)
    active: bool = True
    external_system_mappings: list[ExternalMapping] = Field(default_factory=list)


DEFAULT_METHODS: Final = {
    "CASH": "Cash",
    "CARD": "Card",
    "GIFTCARD": "Gift card",
    "INVOICE": "Invoice",
    "EXTERNAL_VIPPS": "Vipps",
}


def default_methods() -> list[PaymentMethod]:
    """Give a tenant the usual ways to pay, known to no other system."""
    return [
        PaymentMethod.model_validate({"settlementCode": code, "name": name})
        for code, name in DEFAULT_METHODS.items()
    ]


class TenantSettings(WriteModel):
    """What a test says about a tenant."""

    tenant_uid: Uid
    api_token: str = Field(min_length=1, repr=False)
    name: str | None = None
    country_code: str = "NO"
    timezone: str | None = "Europe/Oslo"
    language_code: str = "nb"
    stores: list[Uid] = Field(default_factory=list)
    handlings: list[TenantHandling] = Field(default_factory=list)
    payment_methods: list[PaymentMethod] = Field(default_factory=default_methods)
    # Cash is paid in steps of this, x 100 as all money; 1 is no rounding.
    cash_rounding: int = Field(default=100, ge=1)
    # By store, the one that goods come to first; a store that is not named has one, with the store's own uid.
    warehouses: dict[Uid, Annotated[list[Uid], Field(min_length=1)]] = Field(default_factory=dict)
    # What a page of any list holds at most.
    page_size_cap: int = Field(default=LARGEST_PAGE, ge=1)
    # Whether orders can be searched: Flow does not publish it. A 404 where not.
    orders_are_searchable: bool = True

    def warehouses_of(self, store_uid: str) -> list[Uid]:
        """List the warehouses that a store starts with."""
        return self.warehouses.get(store_uid, [store_uid])

    @model_validator(mode="after")
    def _give_each_warehouse_one_store(self) -> "TenantSettings":
        for store in self.warehouses:
            if store not in self.stores:
                message = f"warehouses: '{store}' is not a store of the tenant"
                raise ValueError(message)
        owned = [warehouse for store in self.stores for warehouse in self.warehouses_of(store)]
        if len(owned) != len(set(owned)):
            raise ValueError("warehouses: each belongs to one store, and is named once")
        return self


class StockPlace(NamedTuple):
    """A product in a warehouse."""

    warehouse_uid: str
    product_uid: str


@dataclass
class Tenant:
    """Settings and data of one tenant."""

    settings: TenantSettings
    orders: dict[str, Document] = field(default_factory=dict)
    customers: dict[str, Document] = field(default_factory=dict)
    receipts: dict[str, Document] = field(default_factory=dict)
    purchase_orders: dict[str, Document] = field(default_factory=dict)
    receivements: dict[str, Document] = field(default_factory=dict)
    products: dict[str, Document] = field(default_factory=dict)
    stock: dict[StockPlace, Document] = field(default_factory=dict)
    stock_times: dict[StockPlace, datetime] = field(default_factory=dict)
    stock_costs: dict[StockPlace, int] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    catalogue: Catalogue = field(default_factory=Catalogue)

    def __post_init__(self) -> None:
        for uid, code in first_vat_codes().items():
            self.catalogue.put(VAT, uid, code)
        self._add_places()

    def replace(self, settings: TenantSettings) -> None:
        """Take other settings; stores and warehouses that only the old ones name go, new ones come."""
        before, self.settings = self.settings, settings
        for store in before.stores:
            kept = settings.warehouses_of(store) if store in settings.stores else []
            for warehouse in {*before.warehouses_of(store)} - {*kept}:
                self.catalogue.remove(WAREHOUSES, warehouse)
            if store not in settings.stores:
                self.catalogue.remove(STORES, store)
        self._add_places()

    def has_store(self, store_uid: str) -> bool:
        """Tell whether the tenant has a store."""
        return self.catalogue.get(STORES, store_uid) is not None

    def warehouses_of(self, store_uid: str) -> list[str]:
        """List the warehouses that a store may use, its own first; the settings' come in their order."""
        warehouses = self.catalogue.every(WAREHOUSES).items()
        usable = [(uid, record) for uid, record in warehouses if roles_of(record, store_uid)]
        usable.sort(key=lambda one: owner_of(one[1]) != store_uid)
        return [uid for uid, _ in usable]

    def store_of(self, warehouse_uid: str) -> str | None:
        """Find the store that a warehouse belongs to; None when the tenant has no such warehouse."""
        return owner_of(self.catalogue.get(WAREHOUSES, warehouse_uid) or {})

    def _add_places(self) -> None:
        """Add what the settings name and is not there yet."""
        for store in self.settings.stores:
            if not self.has_store(store):
                self.catalogue.put(STORES, store, first_store(store))
            for warehouse in self.settings.warehouses_of(store):
                if self.catalogue.get(WAREHOUSES, warehouse) is None:
                    self.catalogue.put(WAREHOUSES, warehouse, first_warehouse(warehouse, store))


def currency_of(settings: TenantSettings) -> str:
    """Tell the currency of a tenant, by its country."""
    return CURRENCIES.get(settings.country_code, "EUR")


def shown_tenant(settings: TenantSettings) -> Document:
    """Show a tenant as Flow does; without its token."""
    return {
        "tenantUid": settings.tenant_uid,
        "name": settings.name or settings.tenant_uid,
        "countryCode": settings.country_code,
        "vatNumber": None,
        "pricelistUid": None,
        "timezone": settings.timezone,
        "languageCode": settings.language_code,
        "currency": {
            "code": currency_of(settings),
            "cashRounding": settings.cash_rounding,
        },
        "settings": {},
        "appSettings": {"showOutOfStockWarning": False},
        "extensions": [],
        "assets": {},
    }


def shown_handling(handling: TenantHandling) -> Document:
    """Show a handling of the tenant."""
    return {**handling.model_dump(by_alias=True), "triggers": []}
