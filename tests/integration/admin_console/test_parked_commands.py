"""`flow-omnium parked …` against a real broker."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import dead_letter_queue, work_queues
from flow_omnium.jobs.kinds import ORDER_QUEUE, RECEIPT_QUEUE
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


@pytest.mark.parametrize("which", ["3", hashlib.sha256(BODIES[2]).hexdigest()[:12]])
@pytest.mark.usefixtures("parked")
def test_one_message_is_shown_whole_by_its_number_or_its_digest(flow_omnium: Run, which: str) -> None:
    listed = json.loads(flow_omnium("parked", "list", "--json").output)
    assert [(one["number"], one["digest"]) for one in listed] == [
        (number, hashlib.sha256(body).hexdigest()) for number, body in enumerate(BODIES, start=1)
    ]
    shown = flow_omnium("parked", "show", which).output
    assert shown.endswith("\n\ntwo\nlines\n")
    assert "header x-parked-reason: the body is �not JSON" in shown
    told = json.loads(flow_omnium("parked", "show", which, "--json").output)
    assert (told["queue"], told["size"], told["body"]) == (ORDER_QUEUE, 9, "two\nlines")
    assert "\x1b" not in flow_omnium("parked", "show", "2").output


def test_a_message_keeps_its_number_beside_those_of_other_queues(flow_omnium: Run, parked: str) -> None:
    other = dead_letter_queue(RECEIPT_QUEUE)

    async def one_more() -> None:
        async with BrokerPublisher(parked, name="tests", queues=work_queues(RECEIPT_QUEUE)) as publisher:
            await publisher.wait_connected()
            await publisher.publish(other, b"of receipts", {})

    asyncio.run(one_more())
    try:
        listed = json.loads(flow_omnium("parked", "list", "--limit", "1", "--json").output)
        (number,) = [one["number"] for one in listed if one["queue"] == RECEIPT_QUEUE]
        shown = json.loads(flow_omnium("parked", "show", str(number), "--json").output)
        by_queue = json.loads(flow_omnium("parked", "show", "1", "--queue", RECEIPT_QUEUE, "--json").output)
    finally:
        asyncio.run(delete_queues(parked, [queue.name for queue in work_queues(RECEIPT_QUEUE)]))
    assert shown["body"] == by_queue["body"] == "of receipts"


def test_a_message_is_saved_byte_by_byte_to_a_new_file_of_one_s_own(
    flow_omnium: Run, parked: str, tmp_path: Path
) -> None:
    file = tmp_path / "message"
    told = json.loads(flow_omnium("parked", "save", "2", str(file), "--json").output)
    again = flow_omnium("parked", "save", "1", str(file))
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (BODIES[1], 0o600)
    assert told["digest"] == hashlib.sha256(BODIES[1]).hexdigest()
    assert (again.exit_code, "cannot be written" in again.errors) == (1, True)
    assert file.read_bytes() == BODIES[1]
    assert asyncio.run(bodies(parked, PARKED)) == BODIES


def test_a_discarded_message_is_gone_alone_and_the_audit_log_keeps_what_it_was(
    flow_omnium: Run, parked: str
) -> None:
    gone = json.dumps({"orderNumber": "O-100234", "customerName": "Ola Nordmann", "token": "hush"}).encode()

    async def park() -> None:
        async with BrokerPublisher(parked, name="tests", queues=work_queues(ORDER_QUEUE)) as publisher:
            await publisher.wait_connected()
            await publisher.publish(PARKED, gone, {"x-parked-reason": "odd"})

    asyncio.run(park())
    needs_reason = flow_omnium("parked", "discard", "6", "--reason", " ")
    answer = flow_omnium("parked", "discard", "6", "--reason", "sent by a test", "--by", "ola")
    again = flow_omnium("parked", "discard", hashlib.sha256(gone).hexdigest(), "--reason", "twice")

    assert (needs_reason.exit_code, answer.exit_code, again.exit_code) == (2, 0, 1)
    assert again.errors.startswith("no parked message has a digest that begins with")
    (act,) = json.loads(flow_omnium("acts", "list", "--act", "discard", "--json").output)
    assert (act["by"], act["reason"], act["count"], act["result"]) == ("ola", "sent by a test", 1, "done")
    kept = "\n".join(act["details"])
    assert hashlib.sha256(gone).hexdigest() in kept
    assert "O-100234" in kept
    assert not [text for text in ("Ola Nordmann", "hush") if text in kept]
    assert asyncio.run(bodies(parked, PARKED)) == BODIES


def test_of_equal_messages_one_is_discarded(flow_omnium: Run, parked: str) -> None:
    asyncio.run(publish(parked))
    told = json.loads(flow_omnium("parked", "discard", "4", "--reason", "a test", "--json").output)
    assert (told["changed"], told["size"]) == (1, 1)
    assert sorted(asyncio.run(bodies(parked, PARKED))) == sorted([*BODIES, *BODIES[:3], BODIES[4]])


@pytest.mark.usefixtures("parked")
@pytest.mark.parametrize("which", ["6", "0", "f00dfeed", "x", "-1"])
@pytest.mark.parametrize("act", [("show",), ("discard", "--reason", "a test")])
def test_a_message_that_is_not_there_is_one_line(flow_omnium: Run, which: str, act: tuple[str, ...]) -> None:
    answer = flow_omnium("parked", act[0], *act[1:], "--", which)
    assert answer.exit_code in (1, 2)
    assert (answer.output, answer.errors.count("\n")) == ("", 1)


@pytest.mark.usefixtures("parked")
def test_sending_back_is_told_to_programs(flow_omnium: Run) -> None:
    told = json.loads(flow_omnium("parked", "requeue", "--limit", "1", "--json").output)
    assert (told["act"], told["changed"]) == ("requeue", 1)
