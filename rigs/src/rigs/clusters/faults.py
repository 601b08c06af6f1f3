"""What is done to members of clusters while events arrive. Each fault leaves both clusters whole."""

from collections.abc import Callable
from typing import TypeVar

from flow_omnium.jobs.kinds import ORDER_QUEUE
from local_stack.broker import Broker
from local_stack.errors import StackError
from local_stack.mongod import Mongod
from local_stack.scene import awaited
from rigs.clusters.brokers import BrokerCluster
from rigs.clusters.replica_set import ReplicaSet

ELECTION_SECONDS = 60

_T = TypeVar("_T")


def kill_the_leader(cluster: BrokerCluster) -> Broker:
    """`kill -9` the node that leads the queue of orders; once another does, it comes back and takes part again."""
    killed = cluster.leader_of(ORDER_QUEUE)
    killed.kill()
    awaited("another node leads", lambda: _found(lambda: cluster.leader_of(ORDER_QUEUE)), ELECTION_SECONDS)
    killed.start()
    awaited("the queue is whole", lambda: _found(lambda: cluster.is_whole(ORDER_QUEUE)), ELECTION_SECONDS)
    return killed


def kill_the_primary(replica_set: ReplicaSet) -> Mongod:
    """`kill -9` the member that takes writes; once another does, it comes back and follows that one."""
    killed = replica_set.primary()
    killed.kill()
    awaited("there is another primary", lambda: _found(replica_set.primary), ELECTION_SECONDS)
    killed.spawn()
    replica_set.wait_ready()
    return killed


def kill_both(cluster: BrokerCluster, replica_set: ReplicaSet) -> None:
    """`kill -9` the leader and the primary in one moment."""
    leader, primary = cluster.leader_of(ORDER_QUEUE), replica_set.primary()
    leader.kill()
    primary.kill()
    awaited("another node leads", lambda: _found(lambda: cluster.leader_of(ORDER_QUEUE)), ELECTION_SECONDS)
    awaited("there is another primary", lambda: _found(replica_set.primary), ELECTION_SECONDS)
    primary.spawn()
    leader.start()
    replica_set.wait_ready()
    awaited("the queue is whole", lambda: _found(lambda: cluster.is_whole(ORDER_QUEUE)), ELECTION_SECONDS)


def _found(probe: Callable[[], _T]) -> _T | None:
    """What is found, or nothing while there is an election."""
    try:
        return probe()
    except StackError:
        return None
