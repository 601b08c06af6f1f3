"""What of an Omnium store is told to Flow, field by field (catalog.md 4.1, 4.2)."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from catalog_sync.uids import record_uid
from flow_omnium.flow.models.catalogue import DayHours, OrganizationFields, StoreFields
from flow_omnium.flow.models.catalogue.records import BankInfo
from flow_omnium.omnium.models.catalogue import OpeningHours, Store

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COORDINATE: Final = re.compile(r"-?\d{1,3}([.,]\d+)?")


def organization_uid(store: Store, default: str | None) -> str | None:
    """Return the uid of the organization that a store belongs to; one without a number belongs to the default one."""
    return record_uid(store.organizational_number) if store.organizational_number else default


def store_fields(
    store: Store, organization: str | None, warehouse: str | None, return_warehouse: str | None
) -> StoreFields:
    """Map a store. Its `external_id` is the first market that it sells in, as Flow's connector has it."""
    place = store.address
    return StoreFields(
        name=store.name or "",
        address=_street(store),
        postal_code=place.zipcode,
        city=place.city,
        country_code=place.country_code,
        email=store.email,
        phone=store.phone_number,
        latitude=coordinate(store.latitude),
        longitude=coordinate(store.longitude),
        is_active=not store.is_inactive,
        external_id=next(iter(store.available_on_markets), None),
        vat_number=store.organizational_number,
        organization_uid=organization,
        opening_hours=_hours(store),
        default_warehouse_uid=warehouse,
        default_return_warehouse_uid=return_warehouse,
    )


def organization_fields(store: Store, number: str) -> OrganizationFields:
    """Map the organization of a store; Omnium has no name for it but the store's."""
    place = store.address
    bank = BankInfo(bank_name=store.bank, iban=store.iban, swift=store.swift)
    return OrganizationFields(
        name=store.name or number,
        external_id=number,
        vat_number=number,
        address=_street(store),
        postal_code=place.zipcode,
        city=place.city,
        country_code=place.country_code,
        email=store.email,
        phone=store.phone_number,
        bank_info=bank if bank != BankInfo() else None,
    )


def coordinate(text: str | None) -> Decimal | None:
    """Read a coordinate, with a point or a comma; None for what is none."""
    if text is None or not _COORDINATE.fullmatch(text.strip()):
        return None
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None


def _street(store: Store) -> str | None:
    parts = (store.address.street_name, store.address.street_number)
    return " ".join(part for part in parts if part) or None


def _hours(store: Store) -> dict[str, DayHours] | None:
    """Return the hours of the days that Omnium has some of; None for a store without any."""
    days: Mapping[str, OpeningHours | None] = {day: getattr(store, f"{day}_opening_hours") for day in _DAYS}
    return {day: _day(hours) for day, hours in days.items() if hours is not None} or None


def _day(hours: OpeningHours) -> DayHours:
    if not hours.is_open:
        return DayHours(is_open=False)
    return DayHours(is_open=True, open_from=hours.open_from, open_to=hours.open_to)
