"""What Omnium sells and buys at: selling prices, cost prices, price lists (catalog.md 4.12 to 4.14). Amounts in major units.

Each says where, when and for whom it holds; what it leaves out it holds for whatever that is.
"""

from datetime import datetime

from flow_omnium.omnium.models.values import Stated
from flow_omnium.rest.models import Extras, Flag, Items, ReadModel, Text, UtcTime, WriteModel


class Dimensions(ReadModel):
    """Where and when a price holds, from `valid_from` until before `valid_until`, and of which SKU."""

    product_id: Text = None
    sku_id: Text = None
    market_id: Text = None
    market_group_id: Text = None
    store_id: Text = None
    store_group_id: Text = None
    currency_code: Text = None
    unit: Text = None
    valid_from: UtcTime = None
    valid_until: UtcTime = None


class Price(Dimensions):
    """A selling price; `tax_rate` is in percent. One of `price_type` B blocks: where it counts nothing is for sale.

    `code` is the SKU or the product that it is of; a price of a product without one is that of all its variants.
    """

    code: Text = None
    unit_price: Stated = None
    recommended_retail_price: Stated = None
    original_unit_price: Stated = None
    tax_rate: Stated = None
    customer_id: Text = None
    customer_group: Text = None
    is_customer_club_specific_price: Flag = False
    price_type: Text = None
    min_quantity: Stated = None
    promotion_id: Text = None
    is_tax_excluded: Flag = False


class CostPrice(Dimensions):
    """What something costs to buy, its discount taken off; one with a `type` is a cost of another kind."""

    cost: Stated = None
    supplier: Text = None
    type: Text = None


class PriceList(ReadModel):
    """A price list; with `is_store_cost_price_enabled` its items say what stores pay, in these markets and store groups."""

    id: str
    currency_code: Text = None
    is_active: bool | None = None
    is_store_cost_price_enabled: Flag = False
    store_cost_price_market_ids: Extras[str] = ()
    store_cost_price_store_group_ids: Extras[str] = ()
    store_ids: Extras[str] = ()
    valid_from: UtcTime = None
    valid_to: UtcTime = None


class PriceListItem(ReadModel):
    """A product on a price list; without an SKU it stands for all variants of its product."""

    price_list_id: str
    product_id: Text = None
    sku_id: Text = None
    store_cost_price: Stated = None
    store_discounted_cost_price: Stated = None


class PriceListPage(ReadModel):
    """A page of a search for price lists."""

    result: Items[PriceList] = ()
    total_hits: int | None = None


class PriceSearch(WriteModel):
    """Which selling prices: of these SKUs and products, or changed since a moment (UTC); none of single customers."""

    product_codes: tuple[str, ...] | None = None
    last_modified: datetime | None = None
    is_customer_specific_price: bool = False
    scroll_size: int


class CostPriceSearch(WriteModel):
    """Which cost prices: of these SKUs and products, or changed since a moment (UTC)."""

    product_codes: tuple[str, ...] | None = None
    last_modified: datetime | None = None


class PriceListSearch(WriteModel):
    """All price lists, of no market or store too."""

    include_empty_market_id: bool = True
    include_empty_store_ids: bool = True
    page: int
    take: int


class PriceListItemSearch(WriteModel):
    """The items of some price lists."""

    price_list_ids: tuple[str, ...]
    scroll_size: int
