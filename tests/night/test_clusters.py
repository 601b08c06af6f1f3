"""Three brokers and three mongods, as in production: the member that leads is killed, and the next one, and nothing is lost."""

import os
from collections.abc import Iterator
from functools import partial

import pytest

from flow_omnium.jobs.kinds import ORDER_QUEUE
from local_stack.broker import Broker
from local_stack.infrastructure import Infrastructure, Servers
from local_stack.installation import installed
from local_stack.mongod import Mongod
from rigs.chaos.arena import Arena, arena
from rigs.chaos.load import Load
from rigs.chaos.tenants import ChaosTenant
from rigs.clusters.brokers import BrokerCluster
from rigs.clusters.faults import kill_both, kill_the_leader, kill_the_primary
from rigs.clusters.replica_set import ReplicaSet

pytestmark = [pytest.mark.night, pytest.mark.alone]

JUDGE_SECONDS = 60


@pytest.fixture(scope="module")
def infrastructure_of_three() -> Iterator[Infrastructure]:
    servers = Servers(partial(BrokerCluster, installation=installed(os.environ)), ReplicaSet)
    with Infrastructure("clusters", environ={}, servers=servers) as started:
        yield started


@pytest.fixture(scope="module")
def chaos(infrastructure_of_three: Infrastructure) -> Iterator[Arena]:
    """Everything for three tenants; each test finds both clusters whole."""
    tenants = [ChaosTenant(f"shop{number}") for number in range(3)]
    with arena(infrastructure_of_three, tenants, {}) as running:
        yield running


@pytest.fixture
def brokers(chaos: Arena) -> BrokerCluster:
    assert isinstance(chaos.infrastructure.broker, BrokerCluster)
    return chaos.infrastructure.broker


@pytest.fixture
def databases(chaos: Arena) -> ReplicaSet:
    assert isinstance(chaos.infrastructure.database, ReplicaSet)
    return chaos.infrastructure.database


def test_events_flow_and_the_queue_stands_on_every_node(chaos: Arena, brokers: BrokerCluster) -> None:
    with chaos.under_load("calm") as load:
        pass

    assert chaos.verdict(load, JUDGE_SECONDS).faults == []
    assert load.outbox.refusals == []
    assert brokers.is_whole(ORDER_QUEUE)


def test_two_leaders_of_the_queue_are_killed_one_after_the_other(
    chaos: Arena, brokers: BrokerCluster, told: list[str]
) -> None:
    killed: list[Broker] = []
    with chaos.under_load("leaders") as load:
        load.throughout(lambda: killed.extend(kill_the_leader(brokers) for _ in range(2)))

    told.append(figures(load))
    assert chaos.verdict(load, JUDGE_SECONDS).faults == []
    assert killed[0] is not killed[1]


def test_two_primaries_are_killed_one_after_the_other(
    chaos: Arena, databases: ReplicaSet, told: list[str]
) -> None:
    killed: list[Mongod] = []
    with chaos.under_load("primaries") as load:
        load.throughout(lambda: killed.extend(kill_the_primary(databases) for _ in range(2)))

    told.append(figures(load))
    assert chaos.verdict(load, JUDGE_SECONDS).faults == []
    assert load.outbox.refusals == []
    assert killed[0] is not killed[1]


def test_leader_and_primary_are_killed_in_one_moment(
    chaos: Arena, brokers: BrokerCluster, databases: ReplicaSet, told: list[str]
) -> None:
    with chaos.under_load("both") as load:
        load.throughout(lambda: kill_both(brokers, databases))

    told.append(figures(load))
    assert chaos.verdict(load, JUDGE_SECONDS).faults == []


def figures(load: Load) -> str:
    return f"{len(load.outbox.accepted)} events, {len(load.outbox.refusals)} refused for the moment"
