"""The store-level key (flow.md 2.2), and what we must know of a store besides."""

from typing import Annotated

from pydantic import Field

from flow_omnium.tenants.keys import Keys, Read, Text


class Store(Keys):
    """One store, under its Flow uid."""

    omnium_flow_stock_master: Annotated[
        bool,
        Field(
            alias="OMNIUM_FLOW_STOCK_MASTER",
            description="whose the store's stock is: with `true` Flow's, which sends levels to Omnium after a goods "
            "reception, and Omnium's inventory export skips the store; with `false` the reverse",
        ),
        Read("goods reception, inventory export"),
    ] = False
    market_id: Annotated[
        Text | None,
        Field(alias="marketId", description="the Omnium market in which the store sells"),
        Read("outbound order, receipt"),
    ] = None
