"""Omnium's markets and their groups (omnium.md 7; catalog.md 2.5)."""

from flow_omnium.omnium.models.values import Stated
from flow_omnium.rest.models import Detail, Items, ReadModel, Text


class Market(ReadModel):
    """A market; `default_tax_rate` is in percent."""

    market_id: str
    market_name: Detail = None
    currency: Text = None
    default_tax_rate: Stated = None
    product_content_language: Text = None
    market_group_id: Text = None


class MarketGroup(ReadModel):
    """Markets that stand together."""

    group_id: str
    group_name: Detail = None
    market_ids: Items[str] = ()
