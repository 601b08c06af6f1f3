"""Maps the prices of products to rows of price lists: the price that counts everywhere to the main list, a store's to its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog_sync.basis import Basis
from catalog_sync.prices.choice import Choice, choose, tax_rate, with_tax
from catalog_sync.prices.dimensions import is_of_some_store
from catalog_sync.prices.goods import Good
from catalog_sync.prices.lists import Lists, StoreList, context_of
from catalog_sync.prices.rows import list_fault, list_row, without_amount
from catalog_sync.products.figures import money, rounding_note
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, Row, RowFault
from flow_omnium.omnium.models.catalogue import Price


@dataclass(frozen=True)
class Priced:
    """A product with all its prices, of whatever place and time, and the unit that it is sold in."""

    good: Good
    prices: Sequence[Price]
    unit: str | None = None


def map_prices(priced: Sequence[Priced], lists: Lists, basis: Basis) -> Mapped:
    """Choose a price for each list that has one of its own. A price whose VAT code is wrong in Flow is set aside."""
    return sorted_out(made for each in priced for made in _made(each, lists, basis))


def sorted_out(made: Iterable[Row | RowFault]) -> Mapped:
    """Part rows from faults; the rows of price lists stand beside one another."""
    rows: list[Row] = []
    faults: list[RowFault] = []
    for one in made:
        if isinstance(one, Row):
            rows.append(one)
        else:
            faults.append(one)
    return Mapped((tuple(rows),) if rows else (), tuple(faults))


def left_out(priced: Sequence[Priced], lists: Lists) -> int:
    """Count the prices of single stores that no list takes, where the shop has no lists of stores."""
    if lists.stores:
        return 0
    return sum(1 for each in priced for price in each.prices if is_of_some_store(price))


def _made(priced: Priced, lists: Lists, basis: Basis) -> Iterator[Row | RowFault]:
    choice = choose(priced.prices, priced.good.codes, context_of(basis, priced.unit))
    yield from _row(priced.good, lists.main, choice, basis)
    for own in lists.stores:
        # Most products have no price of a single store.
        if any(own.takes(price) for price in priced.prices):
            yield from _row_of_store(priced, own, basis)


def _row_of_store(priced: Priced, own: StoreList, basis: Basis) -> Iterator[Row | RowFault]:
    """Where a price of all stores comes first after all, the main list has it."""
    choice = choose(priced.prices, priced.good.codes, context_of(basis, priced.unit, own))
    is_own = choice.price is not None and own.takes(choice.price)
    kept = choice if is_own else Choice(None, None, choice.changes_at)
    yield from _row(priced.good, own.uid, kept, basis)


def _row(good: Good, list_uid: str, choice: Choice, basis: Basis) -> Iterator[Row | RowFault]:
    price = choice.price
    if price is None:
        # Without a date to wait for, what was written before is taken away as what is left over.
        if choice.changes_at is not None:
            yield without_amount(RowKind.PRICE, list_uid, good, choice.changes_at)
        return
    wrong = basis.wrong_vat(tax_rate(price, basis.scope))
    if wrong is not None:
        yield list_fault(RowKind.PRICE, list_uid, good, wrong)
        return
    fields, notes = _fields(price, basis), _notes(price, good, list_uid)
    yield list_row(RowKind.PRICE, list_uid, good, fields, notes, choice.changes_at)


def _fields(price: Price, basis: Basis) -> dict[str, Any]:
    return {
        "unitPrice": money(with_tax(price.unit_price, price, basis.scope)),
        "recommendedRetailPrice": money(with_tax(_retail(price), price, basis.scope)),
    }


def _retail(price: Price) -> Decimal | None:
    """Return the recommended price, else what was asked before a discount: Omnium writes what nobody gave as 0."""
    return price.recommended_retail_price or price.original_unit_price or None


def _notes(price: Price, good: Good, list_uid: str) -> tuple[str, ...]:
    # A price that tax was added to is always rounded.
    amount = None if price.is_tax_excluded else price.unit_price
    return tuple(f"price {good.uid} in {list_uid}: {note}" for note in rounding_note("unitPrice", amount))
