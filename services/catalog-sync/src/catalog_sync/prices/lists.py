"""The price lists in Flow that amounts are brought to: the main one, and with `StorePriceListsInFlow` one per store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog_sync.basis import Basis
from catalog_sync.prices.dimensions import Context
from catalog_sync.stores.mapping import primary_stores
from catalog_sync.uids import record_uid, store_price_list_uid
from flow_omnium.omnium.models.catalogue import Dimensions, Store


@dataclass(frozen=True)
class StoreList:
    """A store's own price list, with the ids by which Omnium names the store and its group."""

    uid: str
    store_id: str
    group_id: str | None = None

    def takes(self, price: Dimensions) -> bool:
        """Tell whether a price is one of the store or of its group: all others stand on the main list."""
        if price.store_id is not None:
            return price.store_id == self.store_id
        return price.store_group_id is not None and price.store_group_id == self.group_id


@dataclass(frozen=True)
class Lists:
    """The main list, and those of stores; none where the shop has no lists of stores."""

    main: str
    stores: Sequence[StoreList] = ()

    @property
    def uids(self) -> Iterator[str]:
        """The uids of all."""
        yield self.main
        yield from (each.uid for each in self.stores)


def lists_of(basis: Basis, stores: Sequence[Store]) -> Lists:
    """Return the lists of a tenant; `stores` are those that Omnium has."""
    main = basis.connector.main_prices_list_uid or ""
    if not basis.connector.store_price_lists_in_flow:
        return Lists(main)
    own = [
        StoreList(store_price_list_uid(record_uid(store.id)), store.id, store.store_group_id)
        for store in primary_stores(stores, basis)
        if store.name
    ]
    return Lists(main, own)


def context_of(basis: Basis, unit: str | None, own: StoreList | None = None) -> Context:
    """Return where a price is wanted: in a store, or in all of them."""
    if own is None:
        return Context(basis.scope, basis.at, unit=unit)
    return Context(basis.scope, basis.at, own.store_id, own.group_id, unit)
