"""What stores pay by the items of price lists: one of the two places where SOA amounts may be (catalog.md 4.14). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.prices.goods import Good
from catalog_sync.prices.lists import Lists, StoreList
from catalog_sync.prices.mapping import sorted_out
from catalog_sync.prices.rows import FIELDS, list_row
from catalog_sync.products.figures import money, rounding_note
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, Row
from flow_omnium.omnium.models.catalogue import PriceList, PriceListItem

_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class StoreCosts:
    """The price lists that say what stores pay now, and their amounts: by SKU or product, and then by list."""

    lists: Sequence[PriceList]
    amounts: Mapping[str, Mapping[str, Decimal]]


def lists_in_force(lists: Sequence[PriceList], basis: Basis) -> Sequence[PriceList]:
    """Return those of the leading market, in its currency, that say what stores pay at this moment."""
    return [one for one in lists if one.is_store_cost_price_enabled and _is_in_force(one, basis)]


def amount_of(item: PriceListItem) -> Decimal | None:
    """Return what a store pays, its discount taken off; Omnium writes what nobody gave as 0."""
    return item.store_discounted_cost_price or item.store_cost_price or None


def map_store_costs(goods: Sequence[Good], costs: StoreCosts, lists: Lists) -> Mapped:
    """Map what all stores pay to the main list, and what single stores or groups pay to the lists of the stores."""
    return sorted_out(row for good in goods for row in _rows(good, costs, lists))


def store_costs_left_out(goods: Sequence[Good], costs: StoreCosts, lists: Lists) -> int:
    """Count the amounts of single stores that no list takes, where the shop has no lists of stores."""
    if lists.stores:
        return 0
    single = frozenset(one.id for one in costs.lists if _is_of_some_store(one))
    codes = {code for good in goods for code in good.codes}
    return sum(len(single & costs.amounts.get(code, {}).keys()) for code in codes)


def _rows(good: Good, costs: StoreCosts, lists: Lists) -> Iterator[Row]:
    general = [one for one in costs.lists if not _is_of_some_store(one)]
    yield from _row(good, lists.main, _amount(good, costs, general))
    for own in lists.stores:
        mine = [one for one in costs.lists if _takes(own, one)]
        yield from _row(good, own.uid, _amount(good, costs, mine))


def _row(good: Good, list_uid: str, amount: Decimal | None) -> Iterator[Row]:
    if amount is None:
        return
    (name,) = FIELDS[RowKind.SOA]
    notes = tuple(f"SOA {good.uid} in {list_uid}: {note}" for note in rounding_note("storeCostPrice", amount))
    yield list_row(RowKind.SOA, list_uid, good, {name: money(amount)}, notes)


def _amount(good: Good, costs: StoreCosts, lists: Sequence[PriceList]) -> Decimal | None:
    """Return the amount that comes first: of the SKU, of a list of the store before one of its group, of the latest list."""
    ranked = sorted(lists, key=lambda one: (not one.store_ids, -_begin(one), one.id))
    found = (costs.amounts.get(code, {}).get(one.id) for code in dict.fromkeys(good.codes) for one in ranked)
    return next((amount for amount in found if amount is not None), None)


def _begin(one: PriceList) -> float:
    return (one.valid_from or _LONG_AGO).timestamp()


def _takes(own: StoreList, one: PriceList) -> bool:
    return own.store_id in one.store_ids or own.group_id in one.store_cost_price_store_group_ids


def _is_of_some_store(one: PriceList) -> bool:
    return bool(one.store_ids or one.store_cost_price_store_group_ids)


def _is_in_force(one: PriceList, basis: Basis) -> bool:
    scope, markets = basis.scope, one.store_cost_price_market_ids
    return (
        one.is_active is not False
        and (not markets or scope.leading in markets)
        and (scope.currency is None or one.currency_code in (None, scope.currency))
        and (one.valid_from is None or one.valid_from <= basis.at)
        and (one.valid_to is None or basis.at < one.valid_to)
    )
