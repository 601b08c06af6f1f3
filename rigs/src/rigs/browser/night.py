"""A bad night for somebody to look at in the morning: something of everything that the console shows."""

import asyncio
import json
import uuid
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import aio_pika

from flow_omnium.jobs.kinds import ORDER_QUEUE
from local_stack.demo.story import document_of
from local_stack.demo.tenant import TENANT_FILE, TENANT_UID
from local_stack.errors import StackError
from local_stack.scene import awaited
from rigs.browser.house import House

UNREADABLE: Final = b'{"a message": "that no worker can read"'
NEWCOMER: Final = "newcomer"
STORE: Final = "web"

_NILS: Final = {"FLOW_OMNIUM_OPERATOR": "nils"}
_CREATED: Final = {"method": "POST", "route": "/v2/tenants/*/orders", "kind": "status", "status": 400}
_ANSWER: Final = json.dumps({"message": "handlingUid: 'typo-handling' is not a handling of the tenant"})


@dataclass(frozen=True)
class Night:
    """What there is to see: the ids in Omnium of an order that is stuck, of others with the same fault, and of one that arrived."""

    stuck: str
    alike: tuple[str, ...]
    arrived: str


def pass_through(house: House) -> Night:
    """Live through it, with the suite's own processes; what is kept is what they keep."""
    stuck = get_stuck(house, "1234")
    alike = tuple(get_stuck(house, str(number)) for number in (1301, 1302, 1303))
    arrived = place(house, "1100")
    awaited("order 1100 has arrived", lambda: house.is_in(arrived, "done"))
    introduce_another(house)
    suite = house.scene.suite
    suite.cli_checked(
        "jobs", "pause", "--tenant", TENANT_UID, "--store", STORE, "--reason", "stocktaking", env=_NILS
    )
    suite.cli_checked("jobs", "retry", house.job_of(alike[-1])["_id"], "--by", "anna")
    suite.cli_checked("reconcile", "--tenant", TENANT_UID, "--kind", "orders", "--since", "1h", env=_NILS)
    asyncio.run(send_what_nobody_can_read(suite.environment["AMQP_URL"]))
    awaited("a message is parked", lambda: "1" if _is_parked(house) else None)
    leave_for_a_person(house, arrived)
    return Night(stuck, alike, arrived)


def order_of(number: str) -> dict[str, Any]:
    """Return an order that is called so by people, and otherwise by nobody."""
    order = document_of("click-and-collect")
    return {**order, "id": f"om-{uuid.uuid4().hex[:12]}", "orderNumber": number}


def place(house: House, number: str) -> str:
    """Have a customer order; the order's id in Omnium."""
    order = order_of(number)
    house.scene.place(order)
    return str(order["id"])


def get_stuck(house: House, number: str) -> str:
    """Have a customer order what the shop does not take at first; the order's id in Omnium."""
    house.scene.simulators.flow("POST", "/_sim/faults", {**_CREATED, "body": _ANSWER})
    order_id = place(house, number)
    awaited(f"order {number} waits", lambda: house.is_in(order_id, "waiting"))
    return order_id


def place_until_held(house: House) -> tuple[str, str]:
    """Have customers order until an order is held; its number and id: workers look every two seconds which pauses there are."""
    numbers = count(1501)

    def one() -> tuple[str, str] | None:
        number = str(next(numbers))
        order_id = place(house, number)
        awaited("it is looked at", lambda: house.is_in(order_id, "held") or house.is_in(order_id, "done"))
        return (number, order_id) if house.is_in(order_id, "held") else None

    return awaited("an order is held", one)


def introduce_another(house: House) -> None:
    """Apply a tenant that is not active yet."""
    scene = house.scene
    scene.simulators.flow("POST", "/_sim/tenants", {**scene.tenant.in_flow, "tenantUid": NEWCOMER})
    text = TENANT_FILE.read_text().replace(f"tenantUid: {TENANT_UID}", f"tenantUid: {NEWCOMER}")
    file = scene.suite.gateway.log.with_name(f"{NEWCOMER}.yaml")
    file.write_text(text.replace("active: true", "active: false"))
    scene.suite.cli_checked("tenants", "apply", str(file), "--yes", env={**scene.tenant.variables, **_NILS})


async def send_what_nobody_can_read(url: str) -> None:
    """Put a message into a queue that its worker parks."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        await channel.default_exchange.publish(aio_pika.Message(UNREADABLE), ORDER_QUEUE)


def _is_parked(house: House) -> bool:
    return bool(json.loads(house.scene.suite.cli_checked("parked", "list", "--json")))


def leave_for_a_person(house: House, order_id: str) -> None:
    """Say of a run that it found what no rule settles; seldom enough, that no simulator's order brings it about."""
    with house.database() as database:
        changed = database["jobs"].update_one(
            {"key": order_id, "kind": "inbound-order"},
            {"$set": {"attention": ["the customer paid more than the order costs"]}},
        )
    if changed.modified_count != 1:
        message = f"{order_id}: nobody knows the job"
        raise StackError(message)
