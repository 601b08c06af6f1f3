"""The store; a warehouse is a store that is marked as one (omnium.md 9)."""

from typing import Any

from pydantic import Field

from simulators.omnium.models.common import ExternalId, PropertyItem
from simulators.write_model import AnyCaseModel, IsoTime


class OpeningHours(AnyCaseModel):
    """When a store is open on a day; a closed one opens and closes at 00:00:00."""

    is_open: bool = False
    open_from: str = "00:00:00"
    open_to: str = "00:00:00"


class Store(AnyCaseModel):
    """One store; goods are only in those with `isWarehouse`, and never in a virtual one."""

    id: str = Field(min_length=1)
    name: str | None = None
    is_warehouse: bool = False
    is_virtual: bool = False
    is_web_warehouse: bool = False
    is_primary_store: bool = False
    is_primary_warehouse: bool = False
    has_virtual_stock_locations: bool = False
    is_inactive: bool = False
    is_public_visible: bool = False
    available_on_markets: list[str] = Field(default_factory=list)
    available_warehouses: list[dict[str, Any]] = Field(default_factory=list)
    store_group_id: str | None = None
    store_role_ids: list[str] = Field(default_factory=list)
    organizational_number: str | None = None
    address: dict[str, Any] | None = None
    shipping_address: dict[str, Any] | None = None
    email: str | None = None
    phone_number: str | None = None
    external_ids: list[str] = Field(default_factory=list)
    external_ids_list: list[ExternalId] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)
    available_return_locations: list[dict[str, Any]] = Field(default_factory=list)
    latitude: str | None = None
    longitude: str | None = None
    bank: str | None = None
    iban: str | None = None
    swift: str | None = None
    url: str | None = None
    description: str | None = None
    short_description: str | None = None
    default_order_type: str | None = None
    monday_opening_hours: OpeningHours | None = None
    tuesday_opening_hours: OpeningHours | None = None
    wednesday_opening_hours: OpeningHours | None = None
    thursday_opening_hours: OpeningHours | None = None
    friday_opening_hours: OpeningHours | None = None
    saturday_opening_hours: OpeningHours | None = None
    sunday_opening_hours: OpeningHours | None = None
    additional_opening_hours: list[dict[str, Any]] = Field(default_factory=list)
    created: IsoTime | None = None
    modified: IsoTime | None = None
