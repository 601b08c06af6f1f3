"""Maps cost prices to rows of price lists, as `costPrice` or, where they are of the kind that stores pay, as `soaPrice`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog_sync.basis import Basis
from catalog_sync.costs.choice import CostChoice, choose_cost
from catalog_sync.prices.dimensions import is_of_some_store
from catalog_sync.prices.goods import Good
from catalog_sync.prices.lists import Lists, StoreList, context_of
from catalog_sync.prices.mapping import sorted_out
from catalog_sync.prices.rows import FIELDS, list_fault, list_row, without_amount
from catalog_sync.products.figures import money, rounding_note
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, Row, RowFault
from flow_omnium.omnium.models.catalogue import CostPrice
from flow_omnium.outcomes import InvalidData


@dataclass(frozen=True)
class Costed:
    """A product with all its cost prices, of whatever place, kind and time, and the unit that it is sold in."""

    good: Good
    costs: Sequence[CostPrice]
    unit: str | None = None


@dataclass(frozen=True)
class CostKind:
    """Which cost prices are meant by their `type` (None: the normal ones), and as what they are written."""

    row: RowKind
    type: str | None = None


def map_costs(costed: Sequence[Costed], kind: CostKind, lists: Lists, basis: Basis) -> Mapped:
    """Choose a cost for each list that has one of its own. One in another currency than the tenant's is set aside."""
    return sorted_out(made for each in costed for made in _made(each, kind, lists, basis))


def costs_left_out(costed: Sequence[Costed], kind: CostKind, lists: Lists) -> int:
    """Count the costs of single stores that no list takes, where the shop has no lists of stores."""
    if lists.stores:
        return 0
    return sum(
        1 for each in costed for cost in each.costs if cost.type == kind.type and is_of_some_store(cost)
    )


def _made(costed: Costed, kind: CostKind, lists: Lists, basis: Basis) -> Iterator[Row | RowFault]:
    context = context_of(basis, costed.unit)
    choice = choose_cost(costed.costs, costed.good.codes, context, kind.type)
    yield from _row(costed.good, kind, lists.main, choice, basis)
    for own in lists.stores:
        if any(own.takes(cost) for cost in costed.costs):
            yield from _row_of_store(costed, kind, own, basis)


def _row_of_store(costed: Costed, kind: CostKind, own: StoreList, basis: Basis) -> Iterator[Row | RowFault]:
    """Where a cost of all stores comes first after all, the main list has it."""
    mine = [cost for cost in costed.costs if own.takes(cost) or not is_of_some_store(cost)]
    choice = choose_cost(mine, costed.good.codes, context_of(basis, costed.unit, own), kind.type)
    is_own = choice.price is not None and own.takes(choice.price)
    kept = choice if is_own else CostChoice(None, choice.changes_at)
    yield from _row(costed.good, kind, own.uid, kept, basis)


def _row(
    good: Good, kind: CostKind, list_uid: str, choice: CostChoice, basis: Basis
) -> Iterator[Row | RowFault]:
    if choice.price is not None:
        cost = choice.price.cost
        (name,) = FIELDS[kind.row]
        notes = tuple(f"{kind.row} {good.uid} in {list_uid}: {note}" for note in rounding_note("cost", cost))
        yield list_row(kind.row, list_uid, good, {name: money(cost)}, notes, choice.changes_at)
    elif choice.other_currency is not None:
        reason = InvalidData("currencyCode", choice.other_currency, f"{basis.scope.currency}, the shop's")
        yield list_fault(kind.row, list_uid, good, reason)
    elif choice.changes_at is not None:
        yield without_amount(kind.row, list_uid, good, choice.changes_at)
