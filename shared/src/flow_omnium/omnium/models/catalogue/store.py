"""Omnium's stores, which are warehouses too, and its suppliers (catalog.md 4.2, 4.15)."""

from typing import Annotated

from flow_omnium.rest.models import LENIENT, Detail, Extras, Flag, Items, Part, ReadModel, Text


class StoreAddress(ReadModel):
    """Where a store is; its postal code is called `zipcode`."""

    street_name: Detail = None
    street_number: Detail = None
    zipcode: Detail = None
    city: Detail = None
    country_code: Detail = None


class OpeningHours(ReadModel):
    """When a store is open on one day, as `hh:mm:ss`."""

    is_open: Flag = False
    open_from: Detail = None
    open_to: Detail = None


class StoreWarehouse(ReadModel):
    """A warehouse that a store may take goods from."""

    warehouse_code: Text = None
    priority: Annotated[int | None, LENIENT] = None


class Store(ReadModel):
    """A store or a warehouse: Omnium has one type for both. Coordinates are texts."""

    id: str
    name: Text = None
    address: Part[StoreAddress] = StoreAddress()
    email: Detail = None
    phone_number: Detail = None
    latitude: Detail = None
    longitude: Detail = None
    is_inactive: Flag = False
    is_primary_store: Flag = False
    is_warehouse: Flag = False
    is_virtual: Flag = False
    store_group_id: Text = None
    available_on_markets: Items[str] = ()
    available_warehouses: Items[StoreWarehouse] = ()
    organizational_number: Text = None
    bank: Detail = None
    iban: Detail = None
    swift: Detail = None
    monday_opening_hours: OpeningHours | None = None
    tuesday_opening_hours: OpeningHours | None = None
    wednesday_opening_hours: OpeningHours | None = None
    thursday_opening_hours: OpeningHours | None = None
    friday_opening_hours: OpeningHours | None = None
    saturday_opening_hours: OpeningHours | None = None
    sunday_opening_hours: OpeningHours | None = None


class SupplierAddress(ReadModel):
    """Where a supplier is; lenient, since only people read it."""

    line1: Detail = None
    postal_code: Detail = None
    city: Detail = None
    country_code: Detail = None


class Supplier(ReadModel):
    """A supplier."""

    id: str
    name: Text = None
    tax_id: Detail = None
    email: Detail = None
    phone: Detail = None
    address: Annotated[SupplierAddress | None, LENIENT] = None
    preferred_currency: Text = None
    external_ids: Extras[object] = ()
