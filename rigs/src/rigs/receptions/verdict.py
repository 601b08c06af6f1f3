"""Whether both sides agree on what a shop received, or a person is told: the judge of every run. No I/O.

It works from both sides' documents and knows nothing of how the suite plans. `RULES` says what agreement means.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from rigs.agreement.difference import Difference, both
from rigs.agreement.world import Document, decimal
from rigs.receptions.opening import LOCAL_UID, STRANGE, SUBSTITUTE, Ordered
from rigs.receptions.sides import (
    as_ordered,
    delivered,
    items_of,
    level_in_omnium,
    levels_in_flow,
    line_id_of,
    omnium_lines,
    received,
    sku_of,
)
from rigs.receptions.world import World

_RECEIVED: Final = re.compile(r"^line (\S+): (\S+) received in the shop, (\S+) in Omnium$")
_OVER: Final = re.compile(r"^line (\S+): (\S+) received, (\S+) ordered$")


def lines(world: World) -> Iterator[Difference]:
    """Each line has come as often in Omnium as in the shop."""
    shop, omnium = as_ordered(world.stage, world.opening), delivered(world.stage, world.opening)
    for ordered in world.opening.ordered:
        for line_id in (item["externalId"] for item in ordered.items() if _has_begun(world, ordered)):
            if shop[line_id] != omnium[line_id]:
                yield _line_difference(world, ordered, line_id, omnium[line_id])


def levels(world: World) -> Iterator[Difference]:
    """Omnium has the shop's level of what came into a warehouse whose stock is Flow's."""
    in_flow = levels_in_flow(world.stage)
    for warehouse, product in sorted(_received_places(world)):
        if not world.opening.is_master(warehouse):
            continue
        sku = sku_of(world.stage, product)
        shop, omnium = in_flow[warehouse, product], level_in_omnium(world.stage, warehouse, sku)
        if shop != omnium:
            told = f"level of {sku} in {warehouse}: {shop} in the shop, {omnium} in Omnium"
            yield Difference(told, words=(STRANGE,) if warehouse == STRANGE else (sku,))


def foreign_levels(world: World) -> Iterator[Difference]:
    """Nobody sets a level in a warehouse whose stock is Omnium's."""
    for one in world.stage.omnium_state.stock.transactions():
        if one["transactionType"] == "Update" and not world.opening.is_master(one["warehouseCode"]):
            told = f"{one['skuId']} was set to {one['newInventory']} in {one['warehouseCode']}"
            yield Difference(told, words=("never told",))


def foreign_orders(world: World) -> Iterator[Difference]:
    """A purchase order of another store, whose number the shop's own one bears by chance, has received nothing."""
    order = world.stage.omnium_state.purchase_orders.get(LOCAL_UID) or {}
    for line in (order.get("purchaseOrderForm") or {}).get("lineItems") or ():
        if line.get("deliveredQuantity"):
            yield Difference(f"{line['deliveredQuantity']} received of bergen's order", words=("never told",))


def substitutes(world: World) -> Iterator[Difference]:
    """What came instead of another product is told, and never received as that one."""
    keys = [one["goodsReceptionId"] or "" for one in world.stage.omnium_state.stock.transactions()]
    for reception, item in items_of(world.stage):
        if item["product"]["productUid"] != SUBSTITUTE or not item["quantity"]:
            continue
        uid, reception_uid = item["receivementItemUid"], reception["receivementUid"]
        if any(re.search(rf"\b{re.escape(uid)}\b", key) for key in keys):
            yield Difference(f"substitute {uid} was received", words=("never told",))
        line_id = line_id_of(world.opening, item)
        ordered = _order_of(world, line_id)
        if _is_there(world, ordered) and line_id in omnium_lines(world.stage, world.opening):
            yield Difference(f"substitute {uid} of {line_id}", words=(reception_uid, f"SKU-{SUBSTITUTE}"))


RULES: Final[Mapping[str, Callable[[World], Iterator[Difference]]]] = {
    "received: each line as often in Omnium as in the shop": lines,
    "levels: the shop's, where the stock is Flow's": levels,
    "levels: never set where the stock is Omnium's": foreign_levels,
    "whose order: none of another store receives the shop's own goods": foreign_orders,
    "substitutes: told, and never received": substitutes,
}
"""What agreement means. What does not hold must be told by a flag, or by the error of a job that is tried again."""


def judged(world: World) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Judge what the latest run of each job has left: what nobody was told of, and what somebody was."""
    flags = tuple(dict.fromkeys(flag for told in world.flags.values() for flag in told))
    told = (*flags, *world.failures.values())
    untold = (
        f"{rule}: {found.told}"
        for rule, differences in RULES.items()
        for found in differences(world)
        if not found.is_told_by(told)
    )
    failing = (
        f"failing for ever: {key}: {error}"
        for key, error in world.failures.items()
        if not _is_blocked(world, key, error)
    )
    doubled = (f"received twice: {one}" for one in world.doubled)
    untrue = (f"untrue flag: {flag}" for flag in flags if not _is_true(world, flag))
    return (*untold, *failing, *doubled, *untrue), (*flags, *world.failures.values())


def early_levels(world: World) -> tuple[str, ...]:
    """Name the levels that no job has told though nothing went but by receptions: nobody may have to ask for a second look."""
    if world.has_moved_unseen or world.due:
        return ()
    told = tuple(flag for flags in world.flags.values() for flag in flags)
    return tuple(f"levels at first: {one.told}" for one in levels(world) if not one.is_told_by(told))


def _line_difference(world: World, ordered: Ordered, line_id: str, omnium: Decimal) -> Difference:
    shop = _in_shop(world, line_id)
    told = f"line {line_id}: {' or '.join(map(str, sorted(shop)))} in the shop, {omnium} in Omnium"
    ways = [Difference(told, words=(STRANGE,))] if _is_on(world, line_id, STRANGE) else []
    if world.stage.omnium_state.purchase_orders.get(ordered.order_id) is None:
        ways.append(Difference(told, things=(ordered.uid,), words=("came from Omnium",)))
    line = omnium_lines(world.stage, world.opening).get(line_id, {})
    delivery_id = line.get("deliveryId")
    if delivery_id and world.stage.omnium_state.deliveries.get(delivery_id) is None:
        ways.append(Difference(told, things=(delivery_id,)))
    return Difference(told, (line_id,), (both(shop, {omnium}),), otherwise=tuple(ways))


def _in_shop(world: World, line_id: str) -> set[Decimal]:
    """Tell how much of a line the shop has: with what came instead of the ordered product, and without."""
    return {
        known[line_id]
        for known in (read(world.stage, world.opening) for read in (received, as_ordered))
        if line_id in known
    }


def _is_on(world: World, line_id: str, warehouse: str) -> bool:
    """Tell whether some of a line came into a warehouse."""
    return any(
        item["warehouseUid"] == warehouse and line_id_of(world.opening, item) == line_id
        for _reception, item in items_of(world.stage)
    )


def _received_places(world: World) -> set[tuple[str, str]]:
    """List where goods came by receptions that there are still; nobody looks at those of before go-live alone."""
    is_begun = _has_begun(world, world.opening.ordered[0])
    return {
        (item["warehouseUid"], item["product"]["productUid"])
        for reception, item in items_of(world.stage)
        if item["quantity"] > 0 and (is_begun or reception["receivementUid"] != "r0")
    }


def _has_begun(world: World, ordered: Ordered) -> bool:
    """Tell whether a job has looked at a purchase order, or should have: before go-live nobody does."""
    names = {item["purchaseOrderItemUid"] for item in ordered.items()}
    named = (item for one in world.receptions() if one["receivementUid"] != "r0" for item in one["items"])
    return ordered.uid in world.events or any(item["purchaseOrderItemUid"] in names for item in named)


def _order_of(world: World, line_id: str | None) -> Ordered:
    return next(one for one in world.opening.ordered if line_id in one.line_ids())


def _is_there(world: World, ordered: Ordered) -> bool:
    return world.stage.omnium_state.purchase_orders.get(ordered.order_id) is not None


def _is_blocked(world: World, key: str, error: str) -> bool:
    """Tell whether a job may go on failing: for what it names Omnium lacks, refuses or holds, or the shop has no more."""
    return any(thing in error for thing in _blocked(world)) or _is_gone(world, key)


def _blocked(world: World) -> Iterator[str]:
    yield STRANGE
    yield from world.opening.refused_skus
    there = world.stage.omnium_state.deliveries
    for line in omnium_lines(world.stage, world.opening).values():
        if line.get("deliveryId") and there.get(line["deliveryId"]) is None:
            yield line["deliveryId"]


def _is_gone(world: World, key: str) -> bool:
    """Tell whether the shop has no reception any more that a job is about."""
    return not any(key in (one["receivementUid"], one["purchaseOrderUid"]) for one in world.receptions())


def _is_true(world: World, flag: str) -> bool:
    """Tell whether the figures of a flag are those of both sides."""
    known = omnium_lines(world.stage, world.opening)
    if found := _RECEIVED.match(flag):
        shop, omnium = _in_shop(world, found[1]), _delivered(known, found[1])
        return Decimal(found[2]) in shop and Decimal(found[3]) == omnium
    if found := _OVER.match(flag):
        line: Document = known.get(found[1], {})
        wanted = decimal(line.get("quantity")) - decimal(line.get("canceledQuantity"))
        either = {_delivered(known, found[1]), *_in_shop(world, found[1])}
        return Decimal(found[2]) in either and Decimal(found[3]) == wanted
    return True


def _delivered(known: Mapping[str, Document], line_id: str) -> Decimal:
    return decimal(known.get(line_id, {}).get("deliveredQuantity"))
