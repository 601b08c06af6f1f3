"""Very many jobs of one tenant that cannot be done now: the others do not notice, and no process grows with them.

By night there are many times as many in the queue: how many they are must make no difference.
"""

from collections.abc import Iterator

import pytest

from flow_omnium.jobs.kinds import ORDER_QUEUE
from local_stack.infrastructure import Infrastructure
from local_stack.scene import awaited
from rigs.chaos.arena import Arena, arena
from rigs.chaos.backlog import bring_in
from rigs.chaos.gauges import broker_messages, memory_mib, messages_ready, p95_seconds
from rigs.chaos.slow_omnium import ANSWER_SECONDS, SlowOmnium
from rigs.chaos.tenants import ChaosTenant

pytestmark = pytest.mark.alone

AS_IN_PRODUCTION = {
    "RETRY_UNIT_SECONDS": "60",
    "JOB_TIMEOUT_SECONDS": "60",
    "LEASE_SECONDS": "10",
    "RELAY_INTERVAL_SECONDS": "2",
}
MANY_AT_ONCE = {"WORKER_CONCURRENCY": "100", "TENANT_CONCURRENCY": "100"}
WARM_UP = 4_000  # from then on neither process grows: before, buffers and caches fill
WAITING = 10_000
SMALLEST_MESSAGE_MIB = 0.5 / 1024
SLOW_JOBS = {False: 3_000, True: 20_000}
"""By day, and by night."""
HEALTHY = 100
A_FEW = 50


@pytest.fixture(scope="module")
def crowd(own_infrastructure: Infrastructure) -> Iterator[Arena]:
    """A healthy tenant, and two whose Omnium is slow."""
    with SlowOmnium() as slow:
        names = [("healthy", None), ("slow", slow.url), ("slower", slow.url)]
        tenants = [ChaosTenant(uid, omnium_url=url) for uid, url in names]
        with arena(own_infrastructure, tenants, AS_IN_PRODUCTION) as running:
            yield running


def test_10000_waiting_retries_cost_neither_worker_nor_gateway_memory(crowd: Arena) -> None:
    crowd.kill_workers()
    with crowd.extra_worker("failing_worker", MANY_AT_ONCE) as worker:
        make_wait(crowd, "warm-up", WARM_UP, in_all=WARM_UP)
        before = [memory_mib(service) for service in (crowd.gateway, worker)]

        make_wait(crowd, "waiting", WAITING, in_all=WARM_UP + WAITING)

        after = [memory_mib(service) for service in (crowd.gateway, worker)]
    crowd.start_workers()
    assert max(new - old for new, old in zip(after, before, strict=True)) < WAITING * SMALLEST_MESSAGE_MIB


def test_a_tenant_does_not_notice_thousands_of_jobs_of_others_whose_omnium_is_slow(
    crowd: Arena, request: pytest.FixtureRequest
) -> None:
    many = SLOW_JOBS[request.config.getoption("night")]
    bring_in(crowd, "slower", "few", 1_000)
    bring_in(crowd, "slow", "many", many)
    awaited("none of theirs is queued", lambda: crowd.ledger.count("slow", "queued") == 0, 60)
    # On a busy machine the relay has published some once more meanwhile.
    awaited(
        "no message of theirs is left", lambda: messages_ready(crowd.infrastructure, ORDER_QUEUE) == 0, 60
    )

    messages = broker_messages(crowd.infrastructure)
    beside = healthy_p95(crowd, "beside")
    messages = broker_messages(crowd.infrastructure) - messages

    assert crowd.ledger.count("slow", "held") > many - 1_000
    assert messages <= 2 * HEALTHY + A_FEW
    # Behind one call of theirs it would be most of half a minute; how much faster is the benchmarks' to say.
    assert beside < ANSWER_SECONDS / 6


def make_wait(crowd: Arena, label: str, number: int, *, in_all: int) -> None:
    with crowd.under_load(label, orders=number, events=1, per_second=5_000, only="slow"):
        pass
    awaited("all wait", lambda: crowd.ledger.count("slow", "waiting") == in_all, 60)


def healthy_p95(crowd: Arena, label: str) -> float:
    with crowd.under_load(label, orders=HEALTHY, per_second=50, events=1, only="healthy") as load:
        pass
    assert crowd.verdict(load).faults == []
    return p95_seconds(crowd.ledger.jobs(load.label))
