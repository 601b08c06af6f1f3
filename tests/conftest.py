"""What tests share: one broker and one database for each worker of the run, a fresh database for each test that asks."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from flow_omnium.runtime.database import Database, connect
from flow_omnium.schema.catalogue import all_work_queues
from flow_omnium.testing.broker import delete_queues
from flow_omnium.testing.database import keeping_all
from local_stack.broker import Broker
from local_stack.infrastructure import Infrastructure
from local_stack.installation import BROKER_ROOT

LEVELS = ("night", "browser", "e2e", "integration", "contract", "unit")
"""The slowest first: a long file that begins last keeps one worker busy while the others have nothing left to do."""

NIGHT = 10
"""How many times as many random runs are played in the night as by day."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The night's lane."""
    night = parser.getgroup("night")
    night.addoption("--night", action="store_true", help="play more random runs, from --seed on")
    night.addoption("--seed", type=int, default=0, help="the first seed of the night's random runs")


def pytest_configure(config: pytest.Config) -> None:
    """By day Hypothesis plays the same examples each time; in the night others each time, from --hypothesis-seed on."""
    # How long an example takes is the machine's affair: no test fails by it.
    settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    untimed = settings.get_profile("untimed")
    settings.register_profile("day", untimed, derandomize=True)
    settings.register_profile("night", untimed, max_examples=NIGHT * settings().max_examples, print_blob=True)
    settings.load_profile("night" if config.getoption("night") else "day")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """How to play this night again, and on which RabbitMQ, if it is not the machine's."""
    night = [f"night: make test-night SEED={config.getoption('seed')}"] if config.getoption("night") else []
    root = os.environ.get(BROKER_ROOT)
    return [*night, *([f"RabbitMQ of {root}"] if root else [])]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that is marked with `seeds` its seeds."""
    marked = metafunc.definition.get_closest_marker("seeds")
    if marked is None:
        return
    (number,) = marked.args
    first, factor = (
        (metafunc.config.getoption("seed"), NIGHT) if metafunc.config.getoption("night") else (0, 1)
    )
    metafunc.parametrize("seed", range(first, first + factor * number))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the levels in the order in which several workers take their files, and leave to the night what is the night's."""
    if not config.getoption("night"):
        left = [item for item in items if item.get_closest_marker("night")]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: LEVELS.index(level_of(item.path)))


def level_of(path: Path) -> str:
    """The folder of `tests` that a file is in."""
    return path.relative_to(Path(__file__).parent).parts[0]


@pytest.fixture(scope="session")
def infrastructure(request: pytest.FixtureRequest) -> Iterator[Infrastructure]:
    """Broker and database, started once; a missing one fails every test that needs it."""
    if hasattr(request.config, "workerinput") and os.environ.get("AMQP_URL"):
        pytest.fail("AMQP_URL names one broker for all workers, whose queues have the same names: unset it")
    with Infrastructure("tests") as started:
        yield started


@pytest.fixture(scope="module")
def emptied_broker(infrastructure: Infrastructure) -> Iterator[Infrastructure]:
    """The broker without what other modules have left, for a suite as real processes; and without what this one leaves.

    The wait queues go as well: their messages return when their time is over, to whoever reads the queue by then.
    """
    asyncio.run(delete_queues(infrastructure.amqp_url, [queue.name for queue in all_work_queues()]))
    yield infrastructure
    asyncio.run(delete_queues(infrastructure.amqp_url, queues_of(infrastructure)))


def queues_of(infrastructure: Infrastructure) -> Sequence[str]:
    """Every queue there is; of a broker that is not ours the work queues."""
    if not isinstance(infrastructure.broker, Broker):
        return [queue.name for queue in all_work_queues()]
    return infrastructure.broker.control("list_queues", "--quiet", "--no-table-headers", "name").split()


@pytest.fixture(scope="session")
def amqp_url(infrastructure: Infrastructure) -> str:
    """Where the broker listens."""
    return infrastructure.amqp_url


@pytest.fixture(scope="session")
def mongodb_url(infrastructure: Infrastructure) -> str:
    """Where the database listens; it deletes nothing for its age."""
    return keeping_all(infrastructure.mongodb_url)


@pytest.fixture
async def database(mongodb_url: str) -> AsyncIterator[Database]:
    """A database of the test's own, dropped afterwards."""
    client = connect(mongodb_url, application="tests")
    name = f"test_{uuid.uuid4().hex[:16]}"
    yield client[name]
    await client.drop_database(name)
    client.close()
