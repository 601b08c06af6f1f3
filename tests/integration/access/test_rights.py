"""What each user may do on the real servers, and what it may not: asked with the very users that the services have."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import aio_pika
import pytest
from aiormq.exceptions import ChannelAccessRefused
from pymongo.errors import OperationFailure

from flow_omnium.jobs.broker.declaration import RIGHTS, declare
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import Queue, dead_letter_queue
from flow_omnium.jobs.kinds import CATALOG_QUEUE, ORDER_QUEUE, QUEUES, RECEIPT_QUEUE, RECEIVEMENT_QUEUE
from flow_omnium.runtime.database import Collection, Database, connect
from flow_omnium.runtime.difference import MISSING
from flow_omnium.schema.access import PROGRAMS
from flow_omnium.schema.catalogue import COLLECTIONS, all_work_queues
from flow_omnium.testing.broker import delete_queues
from local_stack.infrastructure import Infrastructure

UNAUTHORIZED = 13

ORDERS = [name for queue in (ORDER_QUEUE, RECEIPT_QUEUE) for name in (queue, dead_letter_queue(queue))]
RECEPTIONS = [RECEIVEMENT_QUEUE, dead_letter_queue(RECEIVEMENT_QUEUE)]
CATALOGUE = [CATALOG_QUEUE, dead_letter_queue(CATALOG_QUEUE)]

Attempt = Callable[[Collection], Awaitable[Any]]


async def follow(collection: Collection) -> None:
    async with collection.watch() as stream:
        await stream.try_next()


async def list_indexes(collection: Collection) -> None:
    [_ async for _ in collection.list_indexes()]


ATTEMPTS: Mapping[str, Attempt] = {
    "find": lambda collection: collection.find_one({"_id": "nobody"}),
    "insert": lambda collection: collection.insert_one({}),
    "update": lambda collection: collection.update_one({"_id": "nobody"}, {"$set": {"a": 1}}),
    "remove": lambda collection: collection.delete_one({"_id": "nobody"}),
    "changeStream": follow,
    "listIndexes": list_indexes,
    "createIndex": lambda collection: collection.create_index("tried", name="tried"),
    "dropIndex": lambda collection: collection.drop_index("made"),
    "dropCollection": lambda collection: collection.drop(),
    "collMod": lambda collection: collection.database.command("collMod", collection.name),
}


async def allowed(database: Database, collection: str) -> set[str]:
    found = {action: await is_allowed(attempt, database[collection]) for action, attempt in ATTEMPTS.items()}
    return {action for action, is_given in found.items() if is_given}


async def is_allowed(attempt: Attempt, collection: Collection) -> bool:
    try:
        await attempt(collection)
    except OperationFailure as error:
        return error.code != UNAUTHORIZED
    return True


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
async def test_a_database_user_may_what_the_table_says_and_nothing_else(
    program: Any, infrastructure: Infrastructure, database: Database
) -> None:
    for collection in COLLECTIONS:
        await database[collection.name].create_index("made", name="made")
    client = connect(infrastructure.database.url_of(program.name), application="tests")
    try:
        for name in [*(collection.name for collection in COLLECTIONS), "another"]:
            expected = set(program.database.actions.get(name, ())) & ATTEMPTS.keys()
            assert await allowed(client[database.name], name) == expected, name
    finally:
        client.close()


async def test_without_a_user_nothing_is_read(infrastructure: Infrastructure, database: Database) -> None:
    address = infrastructure.mongodb_url.partition("@")[2]
    client = connect(f"mongodb://{address}", application="tests")

    assert not await is_allowed(ATTEMPTS["find"], client[database.name]["jobs"])
    client.close()


@pytest.mark.parametrize(
    ("user", "reads", "declares"),
    [
        ("webhook-gateway", [], []),
        ("order-sync", ORDERS, ORDERS),
        ("receivement-sync", RECEPTIONS, RECEPTIONS),
        ("catalog-sync", CATALOGUE, CATALOGUE),
        ("admin-console", [dead_letter_queue(name) for name in QUEUES], []),
        ("web-console", [dead_letter_queue(name) for name in QUEUES], []),
    ],
)
async def test_a_broker_user_publishes_and_reads_and_brings_back_its_own_queues_and_no_others(
    user: str,
    reads: Sequence[str],
    declares: Sequence[str],
    infrastructure: Infrastructure,
    amqp_url: str,
) -> None:
    queues = all_work_queues()
    async with await aio_pika.connect(amqp_url) as administrator, administrator.channel() as channel:
        for queue in queues:
            await channel.declare_queue(queue.name, durable=True, arguments=dict(queue.arguments))
    async with await aio_pika.connect(infrastructure.broker.url_of(user)) as connection:
        readable = [queue.name for queue in queues if await may_get(connection, queue.name)]
        assert sorted(readable) == sorted(reads)
        declarable = [queue.name for queue in queues if await may_declare(connection, queue)]
        assert sorted(declarable) == sorted(declares)
        assert not await may_declare(connection, Queue("schema-tried", {}))
        assert [queue.name for queue in queues if await may_bind(connection, queue.name)] == []
        async with connection.channel() as channel:
            await channel.default_exchange.publish(aio_pika.Message(b"1"), f"{RECEIVEMENT_QUEUE}.parked")
    await delete_queues(amqp_url, [queue.name for queue in queues])


@pytest.mark.parametrize("user", ["webhook-gateway", "order-sync", "receivement-sync", "catalog-sync"])
async def test_who_publishes_sees_every_queue_and_how_long_it_is(
    user: str, infrastructure: Infrastructure, amqp_url: str
) -> None:
    queues = all_work_queues()
    async with await aio_pika.connect(amqp_url) as administrator:
        assert await declare(administrator, queues) == []
    url = infrastructure.broker.url_of(user)
    async with (
        await aio_pika.connect(url) as connection,
        BrokerPublisher(url, name="test", queues=queues) as publisher,
    ):
        assert await declare(connection, queues) == []
        await publisher.wait_connected()
        async with await aio_pika.connect(amqp_url) as administrator, administrator.channel() as channel:
            for queue in queues:
                await channel.default_exchange.publish(aio_pika.Message(b"1"), queue.name)
                seen = (await channel.declare_queue(queue.name, passive=True)).declaration_result
                assert (seen.message_count or 0) >= 1
                assert await publisher.depth(queue.name) == seen.message_count
    await delete_queues(amqp_url, [queue.name for queue in queues])


async def test_a_queue_that_a_user_may_not_look_for_ends_no_connection(
    infrastructure: Infrastructure,
) -> None:
    async with await aio_pika.connect(infrastructure.broker.url_of("webhook-gateway")) as connection:
        (found,) = await declare(connection, [Queue("of-somebody-else")])
        assert (found.name, found.option in (MISSING, RIGHTS)) == ("of-somebody-else", True)
        assert not connection.is_closed


async def may_get(connection: aio_pika.abc.AbstractConnection, name: str) -> bool:
    async def get(channel: aio_pika.abc.AbstractChannel) -> None:
        queue = await channel.get_queue(name, ensure=False)
        await queue.get(fail=False, no_ack=True)

    return await _accepted(connection, get)


async def may_declare(connection: aio_pika.abc.AbstractConnection, queue: Queue) -> bool:
    return await _accepted(
        connection,
        lambda channel: channel.declare_queue(queue.name, durable=True, arguments=dict(queue.arguments)),
    )


async def may_bind(connection: aio_pika.abc.AbstractConnection, name: str) -> bool:
    async def bind(channel: aio_pika.abc.AbstractChannel) -> None:
        queue = await channel.get_queue(name, ensure=False)
        await queue.bind("amq.fanout")

    return await _accepted(connection, bind)


async def _accepted(
    connection: aio_pika.abc.AbstractConnection,
    attempt: Callable[[aio_pika.abc.AbstractChannel], Awaitable[Any]],
) -> bool:
    try:
        async with asyncio.timeout(60), connection.channel() as channel:
            await attempt(channel)
    except ChannelAccessRefused:
        return False
    return True
