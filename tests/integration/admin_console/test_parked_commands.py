"""`flow-omnium parked …` against a real broker."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import dead_letter_queue, work_queues
from flow_omnium.jobs.kinds import ORDER_QUEUE
from flow_omnium.testing.broker import delete_queues, fetch_all

Run = Callable[..., Any]
PARKED = dead_letter_queue(ORDER_QUEUE)
BODIES = [b'{"a": 1}', b"\xff\x1b[2J", b"two\nlines", b"4", b"5"]


async def publish(url: str) -> None:
    async with BrokerPublisher(url, name="tests", queues=work_queues(ORDER_QUEUE)) as publisher:
        await publisher.wait_connected()
        for body in BODIES:
            await publisher.publish(PARKED, body, {"x-parked-reason": "the body is \x1bnot JSON"})


async def bodies(url: str, queue: str) -> list[bytes]:
    return [body async for body, _ in fetch_all(url, queue)]


@pytest.fixture
def parked(amqp_url: str) -> Iterator[str]:
    """Park five messages; return where the broker is."""
    asyncio.run(publish(amqp_url))
    yield amqp_url
    asyncio.run(delete_queues(amqp_url, [queue.name for queue in work_queues(ORDER_QUEUE)]))


def test_there_is_nothing_parked_where_no_service_ever_ran(flow_omnium: Run) -> None:
    assert flow_omnium("parked", "list").output == "No message is parked.\n"
    assert flow_omnium("parked", "requeue", "--all").output == "0 parked messages sent back\n"


def test_looking_leaves_every_message_in_its_place(flow_omnium: Run, parked: str) -> None:
    for limit in ("3", "1", "5", "2", "1000"):
        shown = json.loads(flow_omnium("parked", "list", "--limit", limit, "--json").output)
        assert [message["size"] for message in shown] == [len(body) for body in BODIES][: int(limit)]

    assert asyncio.run(bodies(parked, PARKED)) == BODIES


@pytest.mark.usefixtures("parked")
def test_what_is_parked_is_shown_without_steering_the_terminal(flow_omnium: Run) -> None:
    shown = flow_omnium("parked", "list", "--queue", ORDER_QUEUE, "--limit", "3").output
    assert "\x1b" not in shown
    for expected in ("the body is �not JSON", '{"a": 1}', r"\xff", "two lines", "and 2 more"):
        assert expected in shown


def test_requeued_messages_are_back_in_their_queue_in_order(flow_omnium: Run, parked: str) -> None:
    assert flow_omnium("parked", "requeue", "--limit", "2").output == "2 parked messages sent back\n"
    assert asyncio.run(bodies(parked, ORDER_QUEUE)) == BODIES[:2]

    answer = flow_omnium("parked", "requeue", "--all", "--queue", ORDER_QUEUE, "--by", "ola")

    assert (answer.exit_code, answer.output) == (0, "3 parked messages sent back\n")
    assert asyncio.run(bodies(parked, ORDER_QUEUE)) == BODIES[2:]
    assert flow_omnium("parked", "list").output == "No message is parked.\n"
    (latest, first) = json.loads(flow_omnium("jobs", "acts", "--json").output)
    assert [latest["by"], latest["act"], latest["target"], latest["count"]] == [
        "ola",
        "requeue",
        ORDER_QUEUE,
        3,
    ]
    assert first["count"] == 2


def test_what_its_queue_does_not_take_stays_parked(flow_omnium: Run, parked: str) -> None:
    asyncio.run(delete_queues(parked, [ORDER_QUEUE]))

    answer = flow_omnium("parked", "requeue", "--all")

    assert (answer.exit_code, answer.errors) == (1, "the broker cannot be used: PublishError\n")
    assert asyncio.run(bodies(parked, PARKED)) == BODIES


@pytest.mark.parametrize("amount", [(), ("--all", "--limit", "1")])
def test_it_must_be_said_how_many_are_sent_back(flow_omnium: Run, amount: tuple[str, ...]) -> None:
    answer = flow_omnium("parked", "requeue", *amount)
    assert (answer.exit_code, answer.errors) == (2, "say how many: --limit N, or --all\n")


def test_a_broker_that_is_away_is_one_line_without_its_password(
    flow_omnium: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMQP_URL", "amqp://user:hush@127.0.0.1:9/")
    answer = flow_omnium("parked", "list")
    assert (answer.exit_code, answer.output) == (1, "")
    assert answer.errors == "the broker cannot be used: AMQPConnectionError\n"


def test_looking_needs_no_database(flow_omnium: Run, parked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONGODB_URL")
    assert flow_omnium("parked", "list").exit_code == 0
    assert flow_omnium("parked", "requeue", "--all").exit_code == 2
    assert asyncio.run(bodies(parked, PARKED)) == BODIES
