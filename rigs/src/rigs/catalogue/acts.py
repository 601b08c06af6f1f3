"""What people do to a catalogue, drawn by chance: in Omnium, and by hand in Flow."""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from flow_omnium.jobs.kinds import EVERY_STORE, JobKind
from rigs.catalogue.goods import a_category, a_price, a_product, a_store
from simulators.documents import Document
from simulators.testing import Api

IDS: Final = tuple(f"p{number}" for number in range(8))
GROUPS: Final = ("clothes", "shirts", "caps", "shoes")
BRANDS: Final = ("Nike", "Adidas", "Helly H.", None)
STORES: Final = ("oslo", "bergen", "moss")


@dataclass
class People:
    """Both systems as people reach them; `told` are the events that their acts raise."""

    omnium: Api
    flow: Api
    now: Callable[[], datetime]
    products: dict[str, Document] = field(default_factory=dict)
    categories: dict[str, Document] = field(default_factory=dict)
    told: list[tuple[JobKind, str]] = field(default_factory=list)

    async def put(self, kind: str, record_id: str, record: Document) -> None:
        """Store a record in Omnium."""
        answer = await self.omnium.put(f"/_sim/{kind}/{quote(record_id, safe='')}?silent=true", record)
        if answer.status // 100 != 2:  # noqa: PLR2004 - 2xx
            raise ValueError(answer.text)

    async def put_product(self, product: Document) -> None:
        """Store a product, and know it."""
        product_id = product["productId"]
        self.products[product_id] = product
        await self.put("products", product_id, product)
        self.told.append((JobKind.PRODUCT_EXPORT, product_id))

    async def in_flow(self, resource: str) -> dict[str, Any]:
        """Return what Flow has."""
        found: dict[str, Any] = (await self.flow.get(f"/_sim/tenants/acme/catalogue/{resource}")).json
        return found


Act: TypeAlias = Callable[[People, random.Random], Awaitable[None]]


async def save_product(people: People, chance: random.Random) -> None:
    """Make a product, or change some of it."""
    known = people.products.get(product_id := chance.choice(IDS), {})
    variants = [{"skuId": f"{product_id}-{size}", "size": size} for size in chance.sample("SML", 2)]
    has_variants = known.get("variants") or (not known and chance.random() < 1 / 4)
    fields: Document = {
        "name": chance.choice(["Shirt", "Cap", "<b>Shoe</b> & sock"]) + str(chance.randrange(9)),
        "brand": chance.choice(BRANDS),
        "mainCategoryId": chance.choice([*GROUPS, None, "elsewhere"]),
        "prices": [a_price(chance.choice([99.995, 199.5, 10]), taxRate=chance.choice([25, 15]))],
        "weight": chance.choice([None, 0.25, 2]),
        "cost": chance.choice([0, 12.5]),
        "supplierId": chance.choice([None, "s1", "s2"]),
        "isActive": chance.random() < 3 / 4,
        "assets": _images(chance),
    }
    changed = fields if not known else dict(chance.sample(sorted(fields.items(), key=str), 3))
    kind = {"skuId": None, "isSku": False, "variants": variants} if has_variants else {}
    await people.put_product({**a_product(product_id), **known, **changed, **kind})


async def save_many(people: People, chance: random.Random) -> None:
    """Change several products at once: there is one event for all, which names none."""
    for _ in range(chance.randint(2, 5)):
        await save_product(people, chance)
    people.told[:] = [(JobKind.PRODUCT_EXPORT, "*")]


async def delete_product(people: People, chance: random.Random) -> None:
    """Delete a product."""
    if not people.products:
        return
    product_id = chance.choice(sorted(people.products))
    del people.products[product_id]
    await people.omnium.delete(f"/_sim/products/{product_id}")
    people.told.append((JobKind.PRODUCT_EXPORT, product_id))


async def leave_nameless(people: People, chance: random.Random) -> None:
    """Take a product's name away: it can be exported no more until it has one."""
    if people.products:
        product = people.products[chance.choice(sorted(people.products))]
        await people.put_product({**product, "name": ""})


async def save_category(people: People, chance: random.Random) -> None:
    """Make a category, rename it, or move it below another one."""
    category_id = chance.choice(GROUPS)
    parent = chance.choice([None, *(one for one in people.categories if one != category_id)])
    if parent is not None and _is_below(people, parent, category_id):
        parent = None
    category = a_category(category_id, parent, name=chance.choice(["A", "B", "C"]))
    people.categories[category_id] = category
    await people.put("categories", f"{category_id}", category)


async def save_store(people: People, chance: random.Random) -> None:
    """Make a store, or change which warehouses it uses."""
    store_id = chance.choice(STORES)
    warehouses = [
        {"warehouseCode": code, "priority": chance.randrange(3)} for code in chance.sample(STORES, 2)
    ]
    store = a_store(
        store_id,
        name=chance.choice(["City", "Harbour"]),
        isWarehouse=chance.random() < 3 / 4,
        isInactive=chance.random() < 1 / 8,
        availableWarehouses=warehouses,
        organizationalNumber=chance.choice([None, "911", "922"]),
    )
    await people.put("catalogue-stores", store_id, store)
    people.told.append((JobKind.STORE_EXPORT, EVERY_STORE))


async def save_price(people: People, chance: random.Random) -> None:
    """Make or change a price in Omnium's index, which may begin or end later, or a cost."""
    product_id, now = chance.choice(IDS), people.now()
    row: Document = {
        "id": f"{product_id}-{chance.randrange(3)}",
        "productId": product_id,
        "code": chance.choice([None, product_id, f"{product_id}-S"]),
        "marketId": chance.choice(["nor", "nor", "swe"]),
        "currencyCode": "NOK",
        "taxRate": 25,
        "validFrom": chance.choice([None, (now + timedelta(minutes=chance.randrange(300))).isoformat()]),
        "validUntil": chance.choice(
            [None, None, (now + timedelta(minutes=chance.randrange(600))).isoformat()]
        ),
    }
    amount = chance.choice([10, 20.5, 30])
    if chance.random() < 1 / 3:
        await people.put("cost-prices", row["id"], {**row, "skuId": row["code"], "cost": amount})
    else:
        kind = chance.choice([None, None, None, "B"])
        await people.put("prices", row["id"], {**row, "unitPrice": amount, "priceType": kind})


async def delete_price(people: People, chance: random.Random) -> None:
    """Delete prices and costs, which no delta tells."""
    for kind in ("prices", "cost-prices"):
        await people.omnium.delete(f"/_sim/{kind}/{chance.choice(IDS)}-{chance.randrange(3)}")


async def edit_price_by_hand(people: People, chance: random.Random) -> None:
    """Change a price in Flow, or take it away."""
    rows = (await people.in_flow("prices")).get("main", {})
    if not rows:
        return
    uid = chance.choice(sorted(rows))
    path = f"/_sim/tenants/acme/catalogue/prices/main/{uid}"
    if chance.random() < 1 / 2:
        await people.flow.delete(path)
    else:
        await people.flow.put(path, {**rows[uid], "unitPrice": 1, "costPrice": 1})


async def edit_by_hand(people: People, chance: random.Random) -> None:
    """Change what we own in Flow, where nobody should."""
    resource = chance.choice(["products", "product-groups", "stores"])
    records = await people.in_flow(resource)
    ours = sorted(records.keys() - {"other"})
    if ours:
        uid = chance.choice(ours)
        await people.flow.put(
            f"/_sim/tenants/acme/catalogue/{resource}/{uid}", {**records[uid], "name": "By hand"}
        )


async def remove_by_hand(people: People, chance: random.Random) -> None:
    """Remove a product that nobody hangs on from Flow."""
    records = await people.in_flow("products")
    if records:
        await people.flow.delete(f"/_sim/tenants/acme/catalogue/products/{chance.choice(sorted(records))}")


def _images(chance: random.Random) -> list[Document]:
    names = chance.sample("abc", chance.randrange(3))
    return [
        {"assetId": f"i{name}", "url": f"https://img.example/{name}{chance.randrange(2)}.jpg"}
        for name in names
    ]


def _is_below(people: People, category_id: str, above: str) -> bool:
    while (parent := people.categories.get(category_id, {}).get("parentId")) is not None:
        if parent == above:
            return True
        category_id = parent
    return False


WEIGHTS: Final[Mapping[Act, int]] = {
    save_product: 14,
    save_many: 3,
    delete_product: 2,
    leave_nameless: 1,
    save_category: 3,
    save_store: 4,
    save_price: 10,
    delete_price: 1,
    edit_price_by_hand: 2,
    edit_by_hand: 2,
    remove_by_hand: 1,
}

ACTS: Final[Mapping[str, Act]] = {act.__name__: act for act in WEIGHTS}


def drawn(chance: random.Random) -> str:
    """Draw the name of an act."""
    return chance.choices(list(ACTS), list(WEIGHTS.values()))[0]
