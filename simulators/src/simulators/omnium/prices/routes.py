"""The routes of prices."""

from simulators.omnium.prices import items, selling
from simulators.omnium.prices.cost import search_cost_prices
from simulators.omnium.prices.lists import search_price_lists
from simulators.routing import Table


def price_table() -> Table:
    """List the routes; cost prices have no scroll."""
    return {
        "/api/Prices/Search": {"POST": selling.search_prices},
        "/api/Prices/Scroll/{id}": {"GET": selling.go_on_scrolling},
        "/api/CostPrices/Search": {"POST": search_cost_prices},
        "/api/PriceLists/SearchPriceLists": {"POST": search_price_lists},
        "/api/PriceListItems/ScrollSearch": {"POST": items.scroll_items},
        "/api/PriceListItems/Scroll/{id}": {"GET": items.go_on_scrolling},
    }
