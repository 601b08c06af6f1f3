"""Whether Flow is as a full load leaves it: whatever Omnium has stands there alike, whatever it has no more is out of use."""

from collections.abc import Mapping, Set
from typing import Any, Final

from simulators.testing import Api

Record = Mapping[str, Any]

_RESOURCES: Final[Mapping[str, frozenset[str]]] = {
    "stores": frozenset({"salesPriceUid"}),
    "warehouses": frozenset({"storeUid", "accessList"}),
    "product-groups": frozenset(),
    "products": frozenset(),
    "brands": frozenset({"name", "externalId"}),
    "suppliers": frozenset({"name"}),
    "organizations": frozenset(
        {"name", "address", "postalCode", "city", "countryCode", "email", "phone", "bankInfo"}
    ),
}
"""What is compared, and the fields of each that are told once and may be older than the full load's."""

_OUT_OF_USE: Final[Mapping[str, tuple[str, bool]]] = {
    "products": ("allowPurchase", False),
    "stores": ("isActive", False),
}

_STAMPS: Final = frozenset({"createdAt", "lastModifiedAt", "modifiedAt", "lastModifiedBy"})


async def compared(ours: Api, fresh: Api, aside: frozenset[str]) -> list[str]:
    """Compare both Flows, and name each difference; of what is `aside`, by its uid, a person was told."""
    faults: list[str] = []
    for resource, older in _RESOURCES.items():
        mine, theirs = await _records(ours, resource), await _records(fresh, resource)
        faults += _differences(resource, mine, theirs, older | _STAMPS)
        faults += _left(resource, mine, theirs.keys() | aside)
    return [*faults, *await _images(ours, fresh), *await _prices(ours, fresh)]


def _differences(
    resource: str, mine: Mapping[str, Record], theirs: Mapping[str, Record], older: frozenset[str]
) -> list[str]:
    faults = [f"{resource} {uid} is missing" for uid in theirs.keys() - mine.keys()]
    for uid in sorted(theirs.keys() & mine.keys()):
        for name in sorted((theirs[uid].keys() | mine[uid].keys()) - older):
            left, right = mine[uid].get(name), theirs[uid].get(name)
            if left != right and (left or right):
                faults.append(f"{resource} {uid}.{name} is {left!r}, a full load makes it {right!r}")
    return faults


def _left(resource: str, mine: Mapping[str, Record], known: Set[str]) -> list[str]:
    if resource not in _OUT_OF_USE:
        return []
    name, value = _OUT_OF_USE[resource]
    extra = sorted(mine.keys() - known)
    return [f"{resource} {uid} is still in use" for uid in extra if mine[uid].get(name) is not value]


async def _images(ours: Api, fresh: Api) -> list[str]:
    mine, theirs = await _records(ours, "media"), await _records(fresh, "media")
    return [
        f"images of {uid} are {_shown(mine.get(uid))}, a full load makes them {_shown(images)}"
        for uid, images in theirs.items()
        if _shown(mine.get(uid)) != _shown(images)
    ]


async def _prices(ours: Api, fresh: Api) -> list[str]:
    """Compare what stands on the main list; of products that are out of use it may stay."""
    mine, theirs = [(await _records(api, "prices")).get("main", {}) for api in (ours, fresh)]
    sold = await _records(fresh, "products")
    return [
        f"price of {uid} is {_amounts(mine.get(uid))}, a full load makes it {_amounts(theirs.get(uid))}"
        for uid in sorted(sold)
        if _amounts(mine.get(uid)) != _amounts(theirs.get(uid))
    ]


def _amounts(row: Record | None) -> list[Any]:
    names = ("unitPrice", "recommendedRetailPrice", "costPrice")
    return [(row or {}).get(name) for name in names]


def _shown(images: Any) -> list[tuple[str, str]]:
    return sorted((one["productMediaUid"], one["mainUrl"]) for one in images or ())


async def _records(api: Api, resource: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/_sim/tenants/acme/catalogue/{resource}")).json
    return found
