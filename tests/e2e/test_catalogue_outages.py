"""What a catalogue's run makes of a database or a broker that goes away half-way: both are killed on purpose."""

import os
import time
from collections.abc import Iterator
from functools import partial

import pytest

from local_stack.infrastructure import Infrastructure, without_servers
from local_stack.scene import awaited, play
from rigs.catalogue.real_shop import PRODUCTS, RealShop

QUICK = {
    "MONGODB_DATABASE": "outages",
    "RETRY_UNIT_SECONDS": "0.1",
    "LEASE_SECONDS": "3",
    "RELAY_INTERVAL_SECONDS": "1",
    "LOG_LEVEL": "WARNING",
}


@pytest.fixture
def servers() -> Iterator[Infrastructure]:
    with Infrastructure("outages", environ=without_servers(os.environ)) as infrastructure:
        yield infrastructure


@pytest.fixture
def shop(servers: Infrastructure) -> Iterator[RealShop]:
    with play(servers, QUICK) as scene:
        shop = RealShop(scene)
        yield shop
        shop.replicas[1].stop()


def test_what_goes_away_half_way_comes_back_and_nothing_is_lost_or_made_twice(
    servers: Infrastructure, shop: RealShop
) -> None:
    shop.furnish()
    shop.switch_on()

    for part, share in ((servers.database, 0.25), (servers.broker, 0.6)):
        awaited("the load has come so far", partial(_has_come_to, shop, share))
        part.kill()
        time.sleep(3)
        part.start()

    awaited("the load has ended", shop.is_done)
    assert shop.products().keys() == {f"SKU-{number}" for number in range(PRODUCTS)}
    assert set(shop.made().values()) == {1}
    assert shop.run("--full")["counts"]["written"] == 0


def _has_come_to(shop: RealShop, share: float) -> bool:
    return len(shop.products()) > share * PRODUCTS
