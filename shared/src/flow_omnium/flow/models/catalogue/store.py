"""A store as it is written to Flow (catalog.md 4.2)."""

from decimal import Decimal

from flow_omnium.rest.models import WriteModel


class DayHours(WriteModel):
    """When a store is open on a day of the week, as `hh:mm:ss`."""

    is_open: bool
    open_from: str | None = None
    open_to: str | None = None


class StoreFields(WriteModel):
    """What of a store follows Omnium for ever; `external_id` is its first market, not its id there."""

    name: str
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    email: str | None = None
    phone: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    is_active: bool = True
    external_id: str | None = None
    vat_number: str | None = None
    organization_uid: str | None = None
    opening_hours: dict[str, DayHours] | None = None
    default_warehouse_uid: str | None = None
    default_return_warehouse_uid: str | None = None


class OnCreation(WriteModel):
    """What a new store gets once: Flow takes these only then."""

    sales_price_uid: str | None = None
    purchase_number_series_uid: str | None = None
    voucher_number_series_uid: str | None = None
