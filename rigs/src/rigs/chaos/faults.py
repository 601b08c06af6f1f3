"""What is done to the arena while events arrive. Each fault leaves everything running again."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from local_stack.part import Part
from rigs.chaos.arena import Arena
from rigs.chaos.load import Load

Fault = Callable[[Arena, Load], None]

WITHOUT_TOKENS = 60
"""Events that must be accepted while no worker can get a token."""


def kill_the_gateway(arena: Arena, _load: Load) -> None:
    """`kill -9`; the sender's connections break."""
    arena.gateway.kill()
    arena.gateway.start()


def kill_a_worker(arena: Arena, _load: Load) -> None:
    """`kill -9` one of the two, in the midst of its jobs."""
    worker = arena.workers[0]
    worker.kill()
    worker.start()


def kill_the_token_manager(arena: Arena, load: Load) -> None:
    """`kill -9` at the moment when Omnium takes back every token."""
    arena.token_manager.kill()
    arena.simulators.omnium("POST", "/_sim/tokens/revoke")
    load.await_accepted(len(load.outbox.accepted) + WITHOUT_TOKENS)
    arena.token_manager.start()


def restart_the_broker(arena: Arena, _load: Load) -> None:
    """In order."""
    _restart(arena.infrastructure.broker)


def kill_the_broker(arena: Arena, _load: Load) -> None:
    """`kill -9`."""
    arena.infrastructure.broker.kill()
    arena.infrastructure.broker.start()


def wipe_the_broker(arena: Arena, _load: Load) -> None:
    """`kill -9`, and everything it held is gone."""
    arena.infrastructure.broker.wipe()


def restart_the_database(arena: Arena, _load: Load) -> None:
    """In order."""
    _restart(arena.infrastructure.database)


def kill_the_database(arena: Arena, _load: Load) -> None:
    """`kill -9`."""
    arena.infrastructure.database.kill()
    arena.infrastructure.database.start()


FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "the gateway is killed": kill_the_gateway,
        "the token-manager is killed": kill_the_token_manager,
        "the broker is restarted": restart_the_broker,
        "the broker is wiped": wipe_the_broker,
        "the database is restarted": restart_the_database,
        "the database is killed": kill_the_database,
    }
)


def lose_every_answer(arena: Arena, orders: int) -> None:
    """Have Flow carry out that many orders' writes, each kind of write, without an answer."""
    lines = 2
    counts = {
        ("POST", "*/orders"): orders,
        ("POST", "*/items"): lines * orders,
        ("POST", "*/handlings"): orders,
    }
    # The client repeats a PUT by itself when a kept connection breaks: both go unanswered.
    counts["PUT", "*/status"] = 2 * orders
    for (method, route), count in counts.items():
        fault = {"method": method, "route": route, "kind": "written_no_answer", "count": count}
        arena.simulators.flow("POST", "/_sim/faults", fault)


def _restart(part: Part) -> None:
    part.stop()
    part.start()
