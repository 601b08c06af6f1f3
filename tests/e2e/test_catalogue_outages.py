"""What a catalogue's run makes of a database or a broker that goes away half-way: both are killed on purpose."""

import os
import time
from collections.abc import Callable, Iterator

import pytest

from local_stack.infrastructure import Infrastructure, without_servers
from local_stack.part import Part
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


@pytest.mark.parametrize(
    "part", [lambda servers: servers.database, lambda servers: servers.broker], ids=["database", "broker"]
)
def test_what_goes_away_half_way_comes_back_and_nothing_is_lost_or_made_twice(
    servers: Infrastructure, shop: RealShop, part: Callable[[Infrastructure], Part]
) -> None:
    shop.furnish()
    shop.switch_on()
    awaited("a run is half-way", lambda: len(shop.products()) > PRODUCTS // 4)

    broken = part(servers)
    broken.kill()
    time.sleep(5)
    broken.start()

    awaited("the load has ended", shop.is_done)
    assert shop.products().keys() == {f"SKU-{number}" for number in range(PRODUCTS)}
    assert set(shop.made().values()) == {1}
    assert shop.run("--full")["counts"]["written"] == 0
