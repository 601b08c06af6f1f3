"""Whom the shop must call: orders from the ledger; names and numbers from Omnium, masked unless somebody says why."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from admin_console.audit.keeping import kept, shortened
from admin_console.web.answers import Answer, BadAsk, SeeOther, Shown, Taken
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.customers.affected import AffectedOrder, Customer
from admin_console.web.customers.calling import customers_of
from admin_console.web.customers.selecting import MOST_ORDERS, SHOWN, Selection, selected
from admin_console.web.jobs.chips import chips_of
from admin_console.web.jobs.query import pairs_of, with_pairs
from admin_console.web.personal import Personal
from admin_console.web.rights import Right

PATH: Final = "/customers-affected"
_COLUMNS: Final = (
    "tenant",
    "number",
    "order",
    "store",
    "since",
    "why",
    "name",
    "phone",
    "e-mail",
    "not told",
)
_FORMATS: Final = frozenset({"csv", "json"})


@dataclass(frozen=True)
class Called:
    """An order with who ordered, None where nobody was asked; `name`, `phone` and `email` print as masks or in the clear."""

    order: AffectedOrder
    name: str | Personal = ""
    phone: str | Personal = ""
    email: str | Personal = ""
    fault: str = ""


async def affected_page(ask: Ask) -> Answer:
    """List the orders; with `names=1` also who ordered, masked: so it is seen that there is somebody to call."""
    selection = await selected(ask)
    named = ask.text("names") is not None
    orders = (
        [called async for called in _masked(ask, selection.orders)]
        if named
        else [*map(Called, selection.orders)]
    )
    return Shown("customers/affected.html", "Customers affected", await _values(ask, selection, orders))


async def reveal_page(ask: Ask) -> Answer:
    """Show names and numbers, or write them into a file, to who says why and may. It is kept who has seen which orders."""
    reason, given = ask.field("reason"), ask.field("format")
    if reason is None:
        raise BadAsk("reason: say why you need names and numbers", links={"Back": ask.request.path_qs})
    if given is not None and given not in _FORMATS:
        raise BadAsk("format: it is neither csv nor json")
    selection = await selected(ask, MOST_ORDERS if given else SHOWN)
    if not selection.orders:
        return SeeOther(_here(selection), "There is no such order")
    for tenant_uid in sorted({order.tenant_uid for order in selection.orders}):
        ask.require(Right.REVEAL, tenant_uid)
    await _keep(ask, selection, reason)
    if given is not None:
        return Taken("customers-affected", _COLUMNS, _rows(ask, selection.orders), given)
    orders = [called async for called in _revealed(ask, selection.orders)]
    values = await _values(ask, selection, orders)
    return Shown("customers/affected.html", "Customers affected", {**values, "is_revealed": True})


async def _keep(ask: Ask, selection: Selection, reason: str) -> None:
    """Keep it before anybody is asked: which orders, and of whom nothing."""
    keys = ", ".join(order.key for order in selection.orders)
    target = shortened(f"customers of {len(selection.orders)} orders: {keys}")
    tenants = {order.tenant_uid for order in selection.orders}
    tenant = next(iter(tenants)) if len(tenants) == 1 else None
    async with kept(ask.database, ask.act("reveal", reason), target, tenant=tenant) as tally:
        tally.count += len(selection.orders)


async def _masked(ask: Ask, orders: Sequence[AffectedOrder]) -> AsyncIterator[Called]:
    async for order, who in customers_of(ask.console, orders):
        yield Called(order, who.name or "", who.phone or "", who.email or "", who.fault)


async def _revealed(ask: Ask, orders: Sequence[AffectedOrder]) -> AsyncIterator[Called]:
    async for order, who in customers_of(ask.console, orders):
        name, phone, email = _clear(who)
        yield Called(order, name, phone, email, who.fault)


async def _rows(ask: Ask, orders: Sequence[AffectedOrder]) -> AsyncIterator[Sequence[str | int | None]]:
    async for order, who in customers_of(ask.console, orders):
        since = order.accepted_at.isoformat(timespec="seconds") if order.accepted_at else None
        yield [
            order.tenant_uid,
            order.number,
            order.key,
            order.store,
            since,
            order.why,
            *_clear(who),
            who.fault,
        ]


def _clear(who: Customer) -> tuple[str, str, str]:
    name, phone, email = ("" if one is None else one.revealed() for one in (who.name, who.phone, who.email))
    return name, phone, email


async def _values(ask: Ask, selection: Selection, orders: Sequence[Called]) -> dict[str, Any]:
    here = _here(selection)
    begun = {"after": after} if (after := ask.text("after")) else {}
    return {
        "orders": orders,
        "selection": selection,
        "chips": chips_of(PATH, selection.choice),
        "most": MOST_ORDERS,
        "is_named": any(one.name or one.phone or one.email or one.fault for one in orders),
        "is_revealed": False,
        "names_href": _with(here, **begun, names="1"),
        "reveal_href": _with(here.replace(PATH, f"{PATH}/reveal", 1), **begun),
        "reveal_all_href": here.replace(PATH, f"{PATH}/reveal", 1),
        "next_url": None if selection.end is None else _with(here, after=str(selection.end)),
        "zone": await brief(ask.zone(selection.choice.tenant)),
    }


def _here(selection: Selection) -> str:
    act = [] if selection.act is None else [("act", str(selection.act))]
    return with_pairs(PATH, [*pairs_of(selection.choice), *act])


def _with(address: str, **more: str) -> str:
    added = with_pairs("", [*more.items()]).removeprefix("?")
    return f"{address}{'&' if '?' in address else '?'}{added}" if added else address
