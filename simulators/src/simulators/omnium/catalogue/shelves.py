"""The whole catalogue of a tenant."""

from collections.abc import Iterable

from simulators.clock import Clock
from simulators.documents import Document
from simulators.omnium.catalogue.documents import NORWAY, first_store, with_times
from simulators.omnium.catalogue.shelf import ProductShelf, RowShelf, Shelf


class Catalogue:
    """Holds every kind of document, and starts with a market and some warehouses."""

    def __init__(self, clock: Clock, first_stores: Iterable[str]) -> None:
        self.products = ProductShelf(clock)
        self.categories = Shelf(clock)
        self.suppliers = Shelf(clock)
        self.markets = Shelf(clock)
        self.market_groups = Shelf(clock)
        self.stores = Shelf(clock)
        self.prices = RowShelf(clock)
        self.cost_prices = RowShelf(clock)
        self.price_lists = Shelf(clock)
        self.price_list_items = Shelf(clock)
        self.markets.put(NORWAY["marketId"], dict(NORWAY), 0)
        for store_id in first_stores:
            self.stores.put(store_id, with_times(first_store(store_id), clock()), 0)

    @property
    def language(self) -> str:
        """The language of the default market, in which a document is kept that names none."""
        markets: list[Document] = list(self.markets.values())
        chosen = [market for market in markets if market.get("isDefaultMarket")] or markets
        return str(chosen[0].get("productContentLanguage") or "no") if chosen else "no"

    def markets_in(self, group_ids: Iterable[str]) -> set[str]:
        """Name the markets of groups."""
        groups = [self.market_groups.get(group_id, {}) for group_id in group_ids]
        return {market for group in groups for market in group.get("marketIds") or []}

    def groups_with(self, market_ids: Iterable[str]) -> set[str]:
        """Name the groups that have one of some markets."""
        wanted = set(market_ids)
        groups = self.market_groups.items()
        return {group_id for group_id, group in groups if wanted & set(group.get("marketIds") or [])}
