"""The stores and warehouses that a tenant starts with, its VAT codes, and who may use a warehouse; pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

from simulators.documents import Document

Role: TypeAlias = Literal["DELIVER", "MOVE", "RECEIVE", "RESERVE", "RETURN", "VIEW"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)

# The rates of Norway, × 100.
NORWEGIAN_RATES: Final[Mapping[str, int]] = MappingProxyType(
    {"no-25": 2500, "no-15": 1500, "no-12": 1200, "no-0": 0}
)


def first_vat_codes() -> dict[str, Document]:
    """Make the VAT codes that a tenant starts with."""
    return {
        uid: {
            "vatCodeUid": uid,
            "name": f"{rate // 100} %",
            "rate": rate,
            "fromDate": "2018-01-01",
            "countryCode": "NO",
        }
        for uid, rate in NORWEGIAN_RATES.items()
    }


def first_store(uid: str) -> Document:
    """Make a store of the tenant's settings: nobody has said more of it than its uid."""
    return {"storeUid": uid, "name": uid, "isActive": True}


def first_warehouse(uid: str, store_uid: str) -> Document:
    """Make a warehouse of the tenant's settings."""
    record = {"warehouseUid": uid, "name": uid, "externalId": None}
    return {**record, "accessList": accesses(record, first_store(store_uid), ROLES)}


def accesses(warehouse: Document, store: Document, roles: tuple[Role, ...]) -> list[Document]:
    """Make the entries that let a store use a warehouse."""
    return [
        {
            "role": role,
            "storeUid": store["storeUid"],
            "storeName": store.get("name"),
            "warehouseUid": warehouse["warehouseUid"],
            "warehouseName": warehouse.get("name"),
            "warehouseAccessUid": f"{warehouse['warehouseUid']}-{store['storeUid']}-{role}",
        }
        for role in roles
    ]


def roles_of(warehouse: Document, store_uid: str) -> set[str]:
    """Tell what a store may do in a warehouse."""
    entries = warehouse.get("accessList") or []
    return {str(entry.get("role")) for entry in entries if entry.get("storeUid") == store_uid}


def owner_of(warehouse: Document) -> str | None:
    """Tell whose warehouse it is: the store's that had access first."""
    entries = warehouse.get("accessList") or []
    return entries[0].get("storeUid") if entries else None
