"""What people do to customers in the shop and in Omnium, each drawn by chance."""

import random
from collections.abc import Awaitable, Callable
from typing import Any, Final

from flow_omnium.flow.models import Customer
from order_sync.customers.flow_to_omnium import to_omnium
from order_sync.customers.gathered import CustomerRules
from order_sync.customers.memory import CustomerMemory
from rigs.customers.world import DELETED, TENANT, World, any_of

Act = Callable[[World, random.Random], Awaitable[None]]
UIDS: Final = ("1001", "1002", "c-3", "c-4")
"""The shop's uids, two of which the web shop has for numbers as well."""
NAMES: Final = ("Anna Aas", "Berit Bakke", "Carl Dahl", "Dina Eng")
MAILS: Final = ("anna@x.no", "berit@x.no", "carl@x.no")
PHONES: Final = ("+4790000001", "+4790000002", "90000003")
LOYALTY: Final = ("L-1", "L-2")
EDITS: Final[dict[str, tuple[str | None, ...]]] = {
    "email": (*MAILS, None, "ANNA@X.NO"),
    "mobile": (*PHONES, None, "90 00 00 01"),
    "loyaltyId": (*LOYALTY, None),
    "address": ("Storgata 1", "Torget 2", None),
    "city": ("Oslo", "Bergen", None),
    "lastname": ("Aas", "Bakke", "Hansen"),
}


async def register(world: World, chance: random.Random) -> None:
    """Register somebody in the shop, or anew under another name whom it has."""
    uid, (first, last) = chance.choice(UIDS), chance.choice(NAMES).split()
    await world.keep(uid, firstname=first, lastname=last, email=chance.choice(MAILS))


async def edit(world: World, chance: random.Random) -> None:
    """Change some fields in the shop, or empty them."""
    uid = any_of(chance, world.in_flow)
    names = chance.sample(sorted(EDITS), chance.randint(1, 3))
    if uid is not None:
        await world.keep(uid, **{name: chance.choice(EDITS[name]) for name in names})


async def move_loyalty_id(world: World, chance: random.Random) -> None:
    """Give the loyalty id of one customer of the shop to another."""
    members = {uid for uid, one in world.in_flow.items() if one.get("loyaltyId")}
    giver, taker = any_of(chance, members), any_of(chance, world.in_flow)
    if giver is None or taker is None or giver == taker:
        return
    number = world.in_flow[giver]["loyaltyId"]
    await world.keep(giver, loyaltyId=None)
    await world.keep(taker, loyaltyId=number)


async def delete_in_the_shop(world: World, chance: random.Random) -> None:
    """Delete a customer in the shop: the event tells his uid alone."""
    uid = any_of(chance, world.in_flow)
    if uid is not None:
        await world.systems.flow.delete(f"/v2/tenants/acme/customers/{uid}")
        world.is_due(uid, DELETED)
        world.erased.add(uid)


async def guest(world: World, _chance: random.Random) -> None:
    """Let an order of Omnium's bring a guest, as its job does."""
    if "g-5" in world.in_flow or "g-5" in world.erased:
        return
    fields: dict[str, Any] = {
        "firstname": "Gro",
        "lastname": "Gjest",
        "externalId": "g-5",
        "origin": "OMNIUM",
    }
    made = Customer.model_validate({"customerUid": "g-5", "customerType": "PERSON", **fields})
    memory = CustomerMemory(world.marks, TENANT)
    await memory.keep_told("g-5", to_omnium(made, CustomerRules()), is_guest=True)
    await world.keep("g-5", **fields)


async def stranger(world: World, chance: random.Random) -> None:
    """Let somebody join the web shop under a number that the shop has for a uid."""
    customer_id = chance.choice(("1001", "1002"))
    if customer_id in world.in_omnium or customer_id in world.gone:
        return
    record = {
        "customerId": customer_id,
        "firstName": "Ingrid",
        "lastName": "Webshop",
        "email": "ingrid@web.no",
    }
    given = {one.get("customerNumber") for one in world.in_omnium.values()}
    record |= {"customerNumber": chance.choice(sorted({customer_id, *LOYALTY} - given))}
    await _put(world, customer_id, record)
    world.strangers[customer_id] = record


async def edit_in_omnium(world: World, chance: random.Random) -> None:
    """Let the web shop change a customer: the phone, which the shop may not have."""
    customer_id = any_of(chance, world.in_omnium)
    if customer_id is None:
        return
    record = {**world.in_omnium[customer_id], "phone": chance.choice(PHONES)}
    await _put(world, customer_id, record)
    if customer_id in world.strangers:
        world.strangers[customer_id] = record


async def delete_in_omnium(world: World, chance: random.Random) -> None:
    """Erase, merge or anonymise a customer of the shop's in Omnium."""
    known = {uid for uid, one in world.in_flow.items() if one.get("externalId") and uid in world.in_omnium}
    customer_id = any_of(chance, known - set(world.strangers))
    if customer_id is None:
        return
    paths = (
        ("DELETE", f"/api/PrivateCustomers/{customer_id}"),
        ("DELETE", f"/api/PrivateCustomers/Anonymize?id={customer_id}"),
        (
            "GET",
            f"/api/CustomerPrivacy/ChangePrivateCustomerId?fromCustomerId={customer_id}&toCustomerId=m-7",
        ),
    )
    method, path = chance.choice(paths)
    api = world.systems.omnium
    await (api.get(path) if method == "GET" else api.delete(path))
    # A process that died before it noted that Omnium has the customer leaves nobody who knows that he was there.
    if (await CustomerMemory(world.marks, TENANT).of_uid(customer_id)).was_told:
        world.gone |= {customer_id} - set(world.in_omnium)
    world.is_due(customer_id)


async def erase(world: World, chance: random.Random) -> None:
    """Erase a customer everywhere, and mark it, as the command for it does; an event may still be on its way."""
    uid = any_of(chance, world.in_flow)
    if uid is None or uid in world.strangers:
        return
    await world.systems.flow.delete(f"/v2/tenants/acme/customers/{uid}")
    await world.systems.omnium.delete(f"/api/PrivateCustomers/{uid}")
    await world.marks.erase("acme", [uid])
    world.erased.add(uid)
    world.gone.add(uid)
    world.is_due(uid)


async def require_unique_emails(world: World, chance: random.Random) -> None:
    """Change the tenant's setting in Omnium."""
    await world.systems.omnium.patch("/_sim/config", {"requireUniqueCustomerEmails": chance.random() < 1 / 2})


async def _put(world: World, customer_id: str, record: dict[str, Any]) -> None:
    await world.systems.omnium.put(f"/_sim/customers/private/{customer_id}", record)


ACTS: Final[dict[str, Act]] = {
    one.__name__: one
    for one in (
        register,
        edit,
        move_loyalty_id,
        delete_in_the_shop,
        guest,
        stranger,
        edit_in_omnium,
        delete_in_omnium,
        erase,
        require_unique_emails,
    )
}
